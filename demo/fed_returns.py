"""The returns that rest on one file of records, with how many of their cells do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import select

from collectors.submissions.receipts import SubmissionReceipt
from demo.demo_store import DemoStore
from demo.stories import cells_of
from indicators.figures.models import BatchInputRow, BatchRow
from mappings.fill.cells import FilledReturn
from returnonce.db import reading


class ReturnCellCount(NamedTuple):
    """A return, an area, and how many of its cells rest on the file."""

    return_code: str
    area: str
    period: str
    cells: int


def count_fed_returns(
    receipt: SubmissionReceipt, filled: Sequence[FilledReturn], store: DemoStore
) -> list[ReturnCellCount]:
    """Which returns rest on a submission, by itself or through what was made from it with others."""
    files = _files_of(receipt, store)
    counts: Counter[tuple[str, str, str]] = Counter()
    for filled_return in filled:
        for cell in cells_of([filled_return]):
            if cell["value"] is not None and any(figure["file"] in files for figure in cell["figures"]):
                counts[filled_return.return_code, filled_return.area.name, filled_return.period.code] += 1
    return [ReturnCellCount(*key, cells) for key, cells in counts.items()]


def _files_of(receipt: SubmissionReceipt, store: DemoStore) -> set[str]:
    with reading(store.engine) as session:
        own = session.exec(select(BatchRow.id).where(BatchRow.name == receipt.name)).one()
        derived_batches = session.exec(select(BatchInputRow.batch).where(BatchInputRow.input == own)).all()
        files = [row.file for row in (session.get(BatchRow, batch) for batch in derived_batches) if row is not None]
    return {receipt.file, *files}
