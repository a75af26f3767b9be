"""How a route marks its response as cacheable, for the same caller, until the store changes."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from returnonce.access.principals import Principal

#: Where it is left for the front, in the state of the request's scope.
SCOPE_KEY = "returnonce.shelve"


def mark_cacheable(request: Request, principal: Principal, response: Response) -> Response:
    """The response, noted as one that rests on nothing but the store and what the request's headers say.

    ``who``: whose answer it is, against whom it is counted each time.
    """
    request.scope.setdefault("state", {})[SCOPE_KEY] = principal
    return response
