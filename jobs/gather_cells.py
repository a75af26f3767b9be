"""Job: gather the cells of each return and period in one file, so that the whole nation is read at once."""

from __future__ import annotations

from datetime import datetime

from exports.cells.gathered_files import gather_cells
from exports.cells.released_cells import read_released_cells
from mappings.ruleset.app_context import AppContext
from returnonce.count_text import format_count
from returnonce.db import reading


def gather_published_cells(context: AppContext, _slot: datetime) -> str:
    """The job: how many files were made."""
    with reading(context.engine) as session:
        released = read_released_cells(session)
    return format_count(gather_cells(context.home, context.blobs, released), "file")
