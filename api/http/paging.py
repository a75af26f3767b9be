"""Pages of a list that do not shift under a reader: each link carries the state of the list that the first page saw.

Lists only grow, so what lay in one at an instant, or up to a row, is the same for ever; within that, pages are
counted from the start. A cursor says nothing that its holder may not know, and opens nothing: what the caller may see
is asked anew for each page.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from api.dependencies import ClockDep
from returnonce.clock import parse_instant
from returnonce.errors import NotFound, WrongUsage

T = TypeVar("T")
MAX_LIMIT, DEFAULT_LIMIT = 1_000, 100
#: No list is longer; a cursor beyond it is not ours.
MAX_ROW = 1 << 31
_PAGING_PARAMETERS = frozenset({"cursor", "limit"})


@dataclass(frozen=True)
class PagePosition:
    """Where a page begins (``start``, from 0), and the state of the list: the instant ``as_of``, and up to which row
    (``top``, the greatest id; None until the first page has asked)."""

    as_of: datetime
    top: int | None = None
    start: int = 0


@dataclass(frozen=True)
class PageRequest:
    """The paging that a request asks for."""

    request: Request
    limit: int
    position: PagePosition

    def pin(self, top: int) -> PageRequest:
        """The same up to row ``top``, unless an earlier page fixed another."""
        if self.position.top is not None:
            return self
        return replace(self, position=replace(self.position, top=top))

    def slice(self, rows: Sequence[T]) -> Page[T]:
        """The page of a whole list, which must be as it was at ``position``."""
        start = self.position.start
        return Page(list(rows[start : start + self.limit]), more=len(rows) > start + self.limit, page_request=self)

    def fetch(self, rows: Callable[[int, int], Sequence[T]]) -> Page[T]:
        """The page of a list that is read by offset and number; one row more shows whether there are more."""
        fetched = rows(self.position.start, self.limit + 1)
        return Page(list(fetched[: self.limit]), more=len(fetched) > self.limit, page_request=self)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of the rows, and whether more follow."""

    rows: list[T]
    more: bool
    page_request: PageRequest

    @property
    def headers(self) -> dict[str, str]:
        """``Link`` (RFC 8288): first, prev and next, as far as they exist."""
        start, limit = self.page_request.position.start, self.page_request.limit
        starts = {"first": 0} | ({"prev": max(0, start - limit)} if start else {})
        starts |= {"next": start + limit} if self.more else {}
        return link_header(self.page_request.request, {rel: self._parameters(at) for rel, at in starts.items()})

    def _parameters(self, start: int) -> dict[str, str]:
        place = replace(self.page_request.position, start=start)
        content = {"a": place.as_of.isoformat(), "t": place.top, "s": place.start}
        return {"limit": str(self.page_request.limit), "cursor": encode_cursor(self.page_request.request, content)}


def link_header(request: Request, links: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """``Link`` to the same question with other parameters, by relation; no header where there is no link."""
    if not links:
        return {}
    return {"Link": ", ".join(f'<{_same_question(request, of)}>; rel="{rel}"' for rel, of in links.items())}


def _same_question(request: Request, parameters: Mapping[str, str]) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in parameters]
    return f"{request.url.path}?{urlencode([*others, *parameters.items()])}"


_Limit = Query(ge=1, le=MAX_LIMIT, description="So many rows at most.")
CursorParam = Annotated[
    str | None,
    Query(max_length=400, pattern="^[A-Za-z0-9_-]+$", description="From a Link of the page before; not to be made up."),
]


def _page_request(
    request: Request, clock: ClockDep, limit: Annotated[int, _Limit] = DEFAULT_LIMIT, cursor: CursorParam = None
) -> PageRequest:
    position = PagePosition(clock.now()) if cursor is None else decode_cursor(request, cursor, _read_position)
    return PageRequest(request, limit, position)


def _whole_list_page(
    request: Request, clock: ClockDep, limit: Annotated[int, _Limit] = MAX_LIMIT, cursor: CursorParam = None
) -> PageRequest:
    return _page_request(request, clock, limit, cursor)


PageRequestDep = Annotated[PageRequest, Depends(_page_request)]
#: Of lists of definitions, which most readers want whole: as much as one page may hold.
WholeListPageDep = Annotated[PageRequest, Depends(_whole_list_page)]


def encode_cursor(request: Request, content: Mapping[str, Any]) -> str:
    """The cursor that holds ``content``, good for the same question only."""
    bound = {**content, "q": _query_hash(request)}
    return base64.urlsafe_b64encode(json.dumps(bound, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(request: Request, cursor: str, read: Callable[[dict[str, Any]], T]) -> T:
    """What ``read`` makes of the content of a cursor; it raises ``ValueError`` or ``LookupError`` for one not ours.

    Raises:
        NotFound: it is none that was given out, or belongs to another question.
    """
    try:
        content: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if content.pop("q") != _query_hash(request):
            raise ValueError
        return read(content)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, WrongUsage) as error:
        raise NotFound(
            "The cursor is none, or belongs to another question.", where="cursor",
            mend="Follow the links of the first page; leave the cursor out to begin anew.",
        ) from error  # fmt: skip


def _read_position(content: dict[str, Any]) -> PagePosition:
    if sorted(content) != ["a", "s", "t"]:
        raise ValueError
    top, start = (read_row_number(content[name]) for name in ("t", "s"))
    return PagePosition(parse_instant(str(content["a"]), where="cursor"), top, start or 0)


def read_row_number(value: Any) -> int | None:
    """A row's number in a cursor. Raises ``ValueError``: it is none."""
    if value is None or (type(value) is int and 0 <= value < MAX_ROW):
        return value
    raise ValueError


def _query_hash(request: Request) -> str:
    """Hash of the request without its paging, so that a cursor is not used with another list."""
    parameters = sorted(
        (name, value) for name, value in request.query_params.multi_items() if name not in _PAGING_PARAMETERS
    )
    return hashlib.sha256(repr((request.url.path, parameters)).encode()).hexdigest()[:12]
