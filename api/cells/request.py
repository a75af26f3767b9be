"""A question for cells: its snapshot, tag and answer in each format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Literal, get_args

import polars as pl
from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse

from api.cells.pages import CellPageStart, CellPagingDep, check_snapshot, short_key, skip_rows, take_page
from api.cells.query import CellQuery
from api.dependencies import CallerDep, ContextDep
from api.http.kept_file import kept_file_response
from api.http.responses import MEDIA_TYPES, VARY, matches_if_none_match
from exports.cells.cell_selection import CellSelection
from exports.cells.kept_files import FORMS as FILE_FORMS
from exports.cells.kept_files import find_file, keep_file
from exports.cells.sdmx_format import FURTHER, write_sdmx_csv
from exports.cells.snapshot import Snapshot
from exports.cells.text_formats import write_csv, write_json
from returnonce.db import reading

CellsForm = Literal["json", "csv", "parquet", "arrow", "sdmx.csv"]
FORMS: tuple[CellsForm, ...] = get_args(CellsForm)
WRITERS = {"json": write_json, "csv": write_csv, "sdmx.csv": write_sdmx_csv}


@dataclass(frozen=True)
class CellRequest:
    """A question for cells, and who asks."""

    request: Request
    context: ContextDep
    who: CallerDep
    query: Annotated[CellQuery, Depends()]
    paging: CellPagingDep

    def respond(self, form: CellsForm) -> Response:
        """200 as a stream, as a page or as a kept file; or 304 before any file is opened."""
        position, snapshot = self._take_snapshot()
        selection = CellSelection(
            snapshot, self.query.read_rows(self.context.ruleset), self.query.audience, position.edition, position.row,
            self.paging.limit,
        )  # fmt: skip
        key = selection.key(form)
        headers = {"ETag": f'"{key}"', "Vary": VARY, "Cache-Control": "private, no-cache"}
        if matches_if_none_match(self.request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        home = self.context.home
        if form in FILE_FORMS and self.paging.limit is None and (path := find_file(home, key, form)) is not None:
            # Where a later edition's file took its place at this very moment, it is made once more.
            with suppress(FileNotFoundError):
                return self._file(path, form, headers)
        frames = self._frames(form, selection)
        if self.paging.limit is not None:
            page = take_page(frames, position, self.paging.limit)
            frames, headers = iter(page.frames), headers | self.paging.links(position, page)
        if form in FILE_FORMS:
            return self._file(keep_file(home, key, form, frames), form, headers)
        # What cannot be read is said before the answer begins.
        body = WRITERS[form](chain(list(islice(frames, 1)), frames))
        return StreamingResponse(body, media_type=MEDIA_TYPES[form], headers=headers | _disposition(form))

    def _frames(self, form: str, selection: CellSelection) -> Iterator[pl.DataFrame]:
        further = FURTHER if form == "sdmx.csv" else {}
        return skip_rows(selection.read(self.context.home, self.context.blobs, further), selection.row)

    def _file(self, path: Path, form: str, headers: dict[str, str]) -> Response:
        all_headers = headers | _disposition(form)
        return kept_file_response(
            self.request, path, tag=headers["ETag"], media_type=MEDIA_TYPES[form], headers=all_headers
        )

    def _take_snapshot(self) -> tuple[CellPageStart, Snapshot]:
        """The snapshot, and where in it to begin. The store is let go before anything is sent."""
        asked = self.paging.position()
        now, top = (asked.at, asked.top) if asked else (self.context.clock.now(), None)
        choice = self.query.choice(now, top)
        with reading(self.context.engine) as session:
            snapshot, top = self.query.take_snapshot(session, self.context.ruleset, self.who, choice)
        if asked is not None:
            check_snapshot(asked, snapshot)
        return asked or CellPageStart(choice.at, top, short_key(snapshot)), snapshot


CellRequestDep = Annotated[CellRequest, Depends()]


def _disposition(form: str) -> dict[str, str]:
    return {} if form == "json" else {"Content-Disposition": f'attachment; filename="cells.{form}"'}
