"""How a route says that its answer may be given again, to the same caller, until the store changes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from returnonce.access.principals import Principal

#: Where it is left for the front, in the request's scope.
NOTE = "returnonce.shelve"


@dataclass(frozen=True)
class Note:
    """Whose answer it is: it is counted against that account each time."""

    who: Principal


def shelve(request: Request, who: Principal, response: Response) -> Response:
    """The response, noted as one that rests on the store, the address, ``Accept``, ``If-None-Match`` and the caller
    alone."""
    request.scope[NOTE] = Note(who)
    return response
