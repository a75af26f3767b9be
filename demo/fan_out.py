"""From one file of records to the cells that it fills, as numbers and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel import select

from collectors.submissions.receipts import SubmissionReceipt
from demo.receive_file import Store
from demo.stories import Story, cells_of
from indicators.figures.models import BatchInputRow, BatchRow
from mappings.fill.cells import FilledReturn
from returnonce.db import reading

if TYPE_CHECKING:
    from demo.records import RecordsDone
    from demo.send_records import Sent

TITLES = {"children-looked-after": "children looked after", "children-in-need": "children in need",
          "treatment": "drug and alcohol treatment"}  # fmt: skip


class Fed(NamedTuple):
    """A return, an area, and how many of its cells rest on the file."""

    return_code: str
    area: str
    period: str
    cells: int


def fed_by(receipt: SubmissionReceipt, filled: Sequence[FilledReturn], store: Store) -> list[Fed]:
    """Which returns rest on a submission, by itself or through what was made from it with others."""
    files = _files_of(receipt, store)
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in filled:
        for cell in cells_of([one]):
            if cell["value"] is not None and any(figure["file"] in files for figure in cell["figures"]):
                counts[one.return_code, one.area.name, one.period.code] += 1
    return [Fed(*key, cells) for key, cells in counts.items()]


def _files_of(receipt: SubmissionReceipt, store: Store) -> set[str]:
    with reading(store.engine) as session:
        own = session.exec(select(BatchRow.id).where(BatchRow.name == receipt.name)).one()
        made = session.exec(select(BatchInputRow.batch).where(BatchInputRow.input == own)).all()
        files = [row.file for row in (session.get(BatchRow, batch) for batch in made) if row is not None]
    return {receipt.file, *files}


def records_story(done: RecordsDone) -> Story:
    """Rows collected, figures derived, returns fed, file by file; then what waits and what disagrees."""
    lines = [line for sent in done.sent for line in _fan(sent, done)]
    return Story("Rows about people, sent once (every one of them made up)", tuple(lines))


def _fan(sent: Sent, done: RecordsDone) -> Iterator[str]:
    who = "children" if sent.record_set.startswith("children") else "clients"
    yield f"{sent.agency}, {TITLES[sent.record_set]}, {sent.period}:"
    yield f"  {sent.rows:,} rows about {sent.people:,} {who} -> {sent.receipt.counts['figures']} figures"
    files = Counter(path.parent.name for path in done.written if _from(sent, done, path))
    for return_code, count in files.items():
        yield f"  -> {return_code}, row by row: {count} {'file' if count == 1 else 'files'}"
    for fed in done.fed[sent.path.name]:
        yield f"  -> {fed.return_code}, {fed.area}, {fed.period}: {fed.cells} {'cell' if fed.cells == 1 else 'cells'}"


def _from(sent: Sent, done: RecordsDone, path: Path) -> bool:
    """Whether a return of records was written from what was sent."""
    agency, return_code, _ = path.parts[-3:]
    return agency == sent.agency and sent.record_set in done.record_returns[return_code].record_sets


def waiting_story(done: RecordsDone) -> Story:
    """Partnerships of which a service has not sent: what their cells say."""
    areas = {each.area for each in done.waiting}
    cells = [cell for cell in cells_of(done.filled) if cell["area"] in areas and cell["symbol"] == "not_available"]
    notes = Counter(str(cell["commentary"] or cell["reason"]) for cell in cells)
    lines = [f"  {count} cells of {', '.join(sorted(areas))}: {note}" for note, count in notes.most_common(1)]
    told = "People may be with two services, so the parts are not added; the whole is worked out when all have sent."
    return Story("A drug service that has not sent its records", (told, *lines))


def disagreement_story(done: RecordsDone) -> Story:
    """The figure that the council keyed beside its records."""
    said = [f.message for f in done.keyed.findings if f.code == "records-and-figures-differ"]
    told = "The council also keyed a figure that its own records give; it is told both."
    return Story("A keyed figure and the records behind it", (told, *(f"  {line}" for line in said)))


def records_data(done: RecordsDone) -> list[dict[str, Any]]:
    """The fan-out for programs."""
    return [
        {"agency": sent.agency, "record_set": sent.record_set, "period": sent.period, "rows": sent.rows,
         "people": sent.people, "figures": sent.receipt.counts["figures"],
         "returns": [fed._asdict() for fed in done.fed[sent.path.name]]}
        for sent in done.sent
    ]  # fmt: skip
