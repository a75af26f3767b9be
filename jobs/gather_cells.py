"""Job: gather the cells of each return and period in one file, and keep the whole return of the nation ready."""

from __future__ import annotations

from datetime import datetime

from exports.cells.gathered_files import gather_cells
from exports.cells.nation_files import make_nation_files
from exports.cells.released_cells import read_released_cells
from mappings.ruleset.app_context import AppContext
from returnonce.count_text import format_count
from returnonce.db import reading


def gather_published_cells(context: AppContext, _slot: datetime) -> str:
    """The job: how many files were made."""
    with reading(context.engine) as session:
        released = read_released_cells(session)
    made = gather_cells(context.home, context.blobs, released)
    # From the gathered files, so that no edition's own is read twice.
    made += make_nation_files(context.home, context.blobs, released, context.clock.now())
    return format_count(made, "file")
