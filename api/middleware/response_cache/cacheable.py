"""How a route marks its response as cacheable, for the same caller, until the store changes."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from returnonce.access.principals import Principal

#: Key in the state of the request's scope, where the middleware finds it.
SCOPE_KEY = "returnonce.shelve"


def mark_cacheable(request: Request, principal: Principal, response: Response) -> Response:
    """Mark a response that depends only on the store and on the request's headers.

    ``principal``: the caller, against whose rate limit each use is counted.
    """
    request.scope.setdefault("state", {})[SCOPE_KEY] = principal
    return response
