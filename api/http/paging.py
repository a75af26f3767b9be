"""Pages of a list that do not shift under a reader: each link carries the state of the list that the first page saw.

Lists only grow, so what lay in one at an instant, or up to a row, is the same for ever; within that, pages are
counted from the start. A cursor says nothing that its holder may not know, and opens nothing: what the caller may see
is asked anew for each page.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from api.dependencies import ClockDep
from returnonce.clock import parse_instant
from returnonce.errors import WrongUsage

T = TypeVar("T")
MOST, USUAL = 1_000, 100
#: No list is longer; a cursor that says so was made up.
FARTHEST = 1 << 31
_FREE = frozenset({"cursor", "limit"})


@dataclass(frozen=True)
class Place:
    """Where a page begins (``start``, from 0), and the state of the list: the instant ``as_of``, and up to which row
    (``top``, the greatest id; None until the first page has asked)."""

    as_of: datetime
    top: int | None = None
    start: int = 0


@dataclass(frozen=True)
class Asked:
    """What a request says of paging."""

    request: Request
    limit: int
    place: Place

    def pinned(self, top: int) -> Asked:
        """The same, up to a row; what an earlier page saw stays."""
        return self if self.place.top is not None else replace(self, place=replace(self.place, top=top))

    def cut(self, rows: Sequence[T]) -> Page[T]:
        """The page of a whole list, which must be as it was at ``place``."""
        start = self.place.start
        return Page(list(rows[start : start + self.limit]), more=len(rows) > start + self.limit, asked=self)

    def ask(self, rows: Callable[[int, int], Sequence[T]]) -> Page[T]:
        """The page of a list that is read by offset and number; one row more than wanted is read."""
        found = rows(self.place.start, self.limit + 1)
        return Page(list(found[: self.limit]), more=len(found) > self.limit, asked=self)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of the rows, and whether there are more behind."""

    rows: list[T]
    more: bool
    asked: Asked

    @property
    def headers(self) -> dict[str, str]:
        """``Link`` (RFC 8288): first, prev and next, as far as they are there."""
        start, limit = self.asked.place.start, self.asked.limit
        found = {"first": 0} | ({"prev": max(0, start - limit)} if start else {})
        found |= {"next": start + limit} if self.more else {}
        return {"Link": ", ".join(f'<{self._to(at)}>; rel="{rel}"' for rel, at in found.items())}

    def _to(self, start: int) -> str:
        request = self.asked.request
        kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _FREE]
        cursor = _written(request, replace(self.asked.place, start=start))
        return f"{request.url.path}?{urlencode([*kept, ('limit', self.asked.limit), ('cursor', cursor)])}"


def _asked(
    request: Request,
    clock: ClockDep,
    limit: Annotated[int, Query(ge=1, le=MOST, description="So many rows at most.")] = USUAL,
    cursor: Annotated[
        str | None,
        Query(
            max_length=400, pattern="^[A-Za-z0-9_-]+$", description="From a Link of the page before; not to be made up."
        ),
    ] = None,
) -> Asked:
    return Asked(request, limit, Place(clock.now()) if cursor is None else _read(request, cursor))


AskedDep = Annotated[Asked, Depends(_asked)]


def _written(request: Request, place: Place) -> str:
    told = {"a": place.as_of.isoformat(), "t": place.top, "s": place.start, "q": _question(request)}
    return base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(request: Request, cursor: str) -> Place:
    try:
        told: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if sorted(told) != ["a", "q", "s", "t"] or told["q"] != _question(request):
            raise ValueError
        top, start = (_whole(told[name]) for name in ("t", "s"))
        return Place(parse_instant(str(told["a"]), where="cursor"), top, start or 0)
    except (ValueError, TypeError, RecursionError, WrongUsage) as error:
        raise WrongUsage(
            "The cursor is none, or belongs to another question.", where="cursor",
            mend="Follow the links of the first page; leave the cursor out to begin anew.",
        ) from error  # fmt: skip


def _whole(value: Any) -> int | None:
    if value is None or (type(value) is int and 0 <= value < FARTHEST):
        return value
    raise ValueError


def _question(request: Request) -> str:
    """A mark of everything that was asked besides paging, so that a cursor is not carried to another list."""
    kept = sorted((name, value) for name, value in request.query_params.multi_items() if name not in _FREE)
    return hashlib.sha256(repr((request.url.path, kept)).encode()).hexdigest()[:12]
