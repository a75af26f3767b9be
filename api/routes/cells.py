"""Published cells of many editions in one call."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import Annotated, Literal, get_args

import polars as pl
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from api.cells.pages import CellPageStart, CellPagingDep, check_snapshot, short_key, skip_rows, take_page
from api.cells.query import CellQuery
from api.dependencies import CallerDep, ContextDep
from api.editions.serializers import cells_address
from api.http.formats import add_format_paths, typed_content
from api.http.responses import MEDIA_TYPES, VARY, matches_if_none_match, negotiate_format
from api.schemas.cells import PublishedCells
from exports.cells.frames import CellReader
from exports.cells.snapshot import Snapshot
from exports.cells.text_formats import write_csv, write_json
from returnonce import VERSION
from returnonce.db import reading

router = APIRouter(tags=["editions"])
CellsForm = Literal["json", "csv"]
FORMS: tuple[CellsForm, ...] = get_args(CellsForm)
WRITERS = {"json": write_json, "csv": write_csv}


@dataclass(frozen=True)
class CellRequest:
    """A question for cells, and who asks."""

    request: Request
    context: ContextDep
    who: CallerDep
    query: Annotated[CellQuery, Depends()]
    paging: CellPagingDep

    def respond(self, form: CellsForm) -> Response:
        """200 as a stream, or as a page; or 304 before any file is opened."""
        position, snapshot = self._take_snapshot()
        rows = self.query.read_rows(self.context.ruleset)
        tag = self._tag(form, position, snapshot, rows)
        headers = {"ETag": tag, "Vary": VARY, "Cache-Control": "private, no-cache"}
        if matches_if_none_match(self.request, tag):
            return Response(status_code=304, headers=headers)
        reader = CellReader(self.context.blobs, lambda one: cells_address(one, self.query.audience), rows)
        frames = skip_rows(reader.read(snapshot.editions, first=position.edition), position.row)
        if self.paging.limit is not None:
            page = take_page(frames, position, self.paging.limit)
            frames, headers = iter(page.frames), headers | self.paging.links(position, page)
        # What cannot be read is said before the answer begins.
        body = WRITERS[form](chain(list(islice(frames, 1)), frames))
        return StreamingResponse(body, media_type=MEDIA_TYPES[form], headers=headers | _disposition(form))

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


@router.get(
    "/cells",
    operation_id="getCells",
    summary="Published cells of many editions",
    response_class=Response,
    responses={200: typed_content(PublishedCells, FORMS)},
)
def get_cells(cell_request: CellRequestDep) -> Response:
    """Of all areas, returns and periods that you may see, or of those that you name."""
    return cell_request.respond(negotiate_format(cell_request.request, FORMS))


def _disposition(form: str) -> dict[str, str]:
    return {} if form == "json" else {"Content-Disposition": f'attachment; filename="cells.{form}"'}


add_format_paths(router, "/cells", FORMS)
