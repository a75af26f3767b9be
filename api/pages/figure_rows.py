"""The rows of a received file around a figure's cell, read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fastapi import Request

from api.app_state import app_state
from api.pages.figure_sources import TracedSource
from api.pages.page_state import page_state
from collectors.received_rows import ReceivedRows, is_small_enough, read_place, read_received_rows
from returnonce.errors import ReturnOnceError

#: Sources whose cells are named on the page of a figure.
MOST_NAMED = 3


def name_cells(request: Request, sources: Iterable[TracedSource]) -> dict[int, str]:
    """By the number of a source, counted from 1, the cells of its figure: ``F10 (numerator), G10 (denominator)``."""
    open_sources = [(number, one) for number, one in enumerate(sources, start=1) if not one.why_closed]
    rows = {number: read_source_rows(request, one) for number, one in open_sources[:MOST_NAMED]}
    return {number: ", ".join(each.cell_names) for number, each in rows.items() if each is not None and each.cells}


def read_source_rows(request: Request, source: TracedSource) -> ReceivedRows | None:
    """The rows around a source's figure; None where the file is too large, gone or not to be read."""
    context, place = app_state(request).context, read_place(source.figure["locator"])
    file, name = source.figure["file"], source.figure["file_name"] or ""
    if place is None or file is None:
        return None

    def make() -> tuple[ReceivedRows | None, datetime]:
        for_ever = datetime.max.replace(tzinfo=context.clock.now().tzinfo)
        try:
            size = context.blobs.size("received", file)
            if size is None or not is_small_enough(name, size):
                return None, for_ever
            return read_received_rows(context.blobs.read("received", file), name, place), for_ever
        except ReturnOnceError:
            return None, context.clock.now()

    key = ("received rows", file, name, source.figure["locator"])
    return page_state(request).received_rows.get(key, context.clock.now(), make)  # type: ignore[no-any-return]
