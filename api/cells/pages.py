"""Pages of cells on a snapshot: a cursor names the snapshot of the first page, an edition of it and a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import polars as pl
from fastapi import Depends, Query, Request

from api.http.paging import CursorParam, decode_cursor, encode_cursor, link_header, read_row_number
from exports.cells.snapshot import Snapshot
from returnonce.clock import parse_instant
from returnonce.errors import Conflict

#: Of one page: they are in memory together.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class CellPageStart:
    """Where a page begins: at the row ``row`` of what is meant of the snapshot's edition ``edition`` (both from 0).

    ``at``, ``top`` and ``key`` say which snapshot it is: see :mod:`exports.cells.snapshot`.
    """

    at: datetime
    top: int
    key: str
    edition: int = 0
    row: int = 0


@dataclass(frozen=True)
class CellPage:
    """Some frames, and where the next page begins; None where nothing follows."""

    frames: list[pl.DataFrame]
    edition: int | None = None
    row: int = 0


@dataclass(frozen=True)
class CellPaging:
    """The paging that a request asks for; without ``limit`` all that follows comes in one answer."""

    request: Request
    limit: Annotated[
        int | None, Query(ge=1, le=MOST_ROWS, description="So many cells a page; without it all in one answer.")
    ] = None
    cursor: CursorParam = None

    def position(self) -> CellPageStart | None:
        """Where the page begins; None for the first. Raises ``WrongUsage``."""
        return None if self.cursor is None else decode_cursor(self.request, self.cursor, _read_position)

    def links(self, position: CellPageStart, page: CellPage) -> dict[str, str]:
        """``Link`` (RFC 8288): first, and next where there is more."""
        assert self.limit is not None
        starts = {"first": (0, 0)} | ({} if page.edition is None else {"next": (page.edition, page.row)})
        return link_header(self.request, {rel: self._parameters(position, *start) for rel, start in starts.items()})

    def _parameters(self, position: CellPageStart, edition: int, row: int) -> dict[str, str]:
        content = {"a": position.at.isoformat(), "t": position.top, "k": position.key, "e": edition, "r": row}
        return {"limit": str(self.limit), "cursor": encode_cursor(self.request, content)}


CellPagingDep = Annotated[CellPaging, Depends()]


def check_snapshot(position: CellPageStart, snapshot: Snapshot) -> None:
    """Refuse a further page of a snapshot that is no more.

    Raises:
        Conflict: an edition was withdrawn as the first page was read, or the caller may see less or more since.
    """
    if position.key != short_key(snapshot):
        raise Conflict(
            "What you may see of these editions has changed since the first page.", where="cursor",
            mend="Leave the cursor out to begin anew.",
        )  # fmt: skip


def short_key(snapshot: Snapshot) -> str:
    """Enough of a snapshot's key to tell it from another."""
    return snapshot.key[:16]


def skip_rows(frames: Iterable[pl.DataFrame], row: int) -> Iterator[pl.DataFrame]:
    """The frames without so many of the first rows."""
    for frame in frames:
        left = frame.slice(row)
        row = max(0, row - frame.height)
        if not left.is_empty():
            yield left


def take_page(frames: Iterable[pl.DataFrame], position: CellPageStart, limit: int) -> CellPage:
    """The page of frames that begin at ``position``, and where the next begins."""
    taken: list[pl.DataFrame] = []
    space = limit
    for frame in frames:
        if frame.height > space or space == 0:
            page = [*taken, frame.head(space)]
            edition = int(frame["_position"][space])
            before = sum(int((each["_position"] == edition).sum()) for each in page)
            return CellPage(page, edition, before + (position.row if edition == position.edition else 0))
        taken.append(frame)
        space -= frame.height
    return CellPage(taken)


def _read_position(content: dict[str, Any]) -> CellPageStart:
    top, edition, row = (read_row_number(content[name]) for name in ("t", "e", "r"))
    if top is None or edition is None or row is None or len(content) != 5:
        raise ValueError
    return CellPageStart(parse_instant(str(content["a"]), where="cursor"), top, str(content["k"]), edition, row)
