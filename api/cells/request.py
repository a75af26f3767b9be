"""A question for cells: its snapshot, tag and answer in each format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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
from api.editions.serializers import cells_address
from api.http.kept_file import kept_file_response
from api.http.responses import MEDIA_TYPES, VARY, matches_if_none_match
from exports.cells.frames import CellReader
from exports.cells.kept_files import FORMS as FILE_FORMS
from exports.cells.kept_files import find_file, keep_file
from exports.cells.sdmx_format import FURTHER, write_sdmx_csv
from exports.cells.snapshot import Snapshot
from exports.cells.text_formats import write_csv, write_json
from returnonce import VERSION
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
        rows = self.query.read_rows(self.context.ruleset)
        tag = self._tag(form, position, snapshot, rows)
        headers = {"ETag": tag, "Vary": VARY, "Cache-Control": "private, no-cache"}
        if matches_if_none_match(self.request, tag):
            return Response(status_code=304, headers=headers)
        home, key = self.context.home, tag.strip('"')
        if form in FILE_FORMS and (path := find_file(home, key, form)) is not None and self.paging.limit is None:
            return self._file(path, form, tag, headers)
        frames = self._frames(form, position, snapshot, rows)
        if self.paging.limit is not None:
            page = take_page(frames, position, self.paging.limit)
            frames, headers = iter(page.frames), headers | self.paging.links(position, page)
        if form in FILE_FORMS:
            return self._file(keep_file(home, key, form, frames), form, tag, headers)
        # What cannot be read is said before the answer begins.
        body = WRITERS[form](chain(list(islice(frames, 1)), frames))
        return StreamingResponse(body, media_type=MEDIA_TYPES[form], headers=headers | _disposition(form))

    def _frames(
        self, form: str, position: CellPageStart, snapshot: Snapshot, rows: pl.Expr | None
    ) -> Iterator[pl.DataFrame]:
        further = FURTHER if form == "sdmx.csv" else {}
        audience = self.query.audience
        reader = CellReader(
            self.context.home, self.context.blobs, lambda one: cells_address(one, audience), rows, further
        )
        return skip_rows(reader.read(snapshot.editions, first=position.edition), position.row)

    def _file(self, path: Path, form: str, tag: str, headers: dict[str, str]) -> Response:
        told = headers | _disposition(form)
        return kept_file_response(self.request, path, tag=tag, media_type=MEDIA_TYPES[form], headers=told)

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

    def _tag(self, form: str, position: CellPageStart, snapshot: Snapshot, rows: pl.Expr | None) -> str:
        """It names all that the bytes follow from."""
        text = rows.meta.serialize(format="json") if rows is not None else ""
        start = (position.edition, position.row, self.paging.limit)
        content = (snapshot.key, text, form, start, self.query.audience, VERSION, pl.__version__)
        return f'"{hashlib.sha256(repr(content).encode()).hexdigest()}"'


CellRequestDep = Annotated[CellRequest, Depends()]


def _disposition(form: str) -> dict[str, str]:
    return {} if form == "json" else {"Content-Disposition": f'attachment; filename="cells.{form}"'}
