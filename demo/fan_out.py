"""From one file of records to the cells that it fills, as numbers and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.records import RecordsDone
from demo.send_records import SentRecords
from demo.stories import Story, cells_of

TITLES = {"children-looked-after": "children looked after", "children-in-need": "children in need",
          "treatment": "drug and alcohol treatment"}  # fmt: skip


def records_story(done: RecordsDone) -> Story:
    """Rows collected, figures derived, returns fed, file by file; then what waits and what disagrees."""
    lines = [line for sent in done.sent for line in _fan(sent, done)]
    return Story("Rows about people, sent once (every one of them made up)", tuple(lines))


def _fan(sent: SentRecords, done: RecordsDone) -> Iterator[str]:
    who = "children" if sent.record_set.startswith("children") else "clients"
    yield f"{sent.agency}, {TITLES[sent.record_set]}, {sent.period}:"
    yield f"  {sent.rows:,} rows about {sent.people:,} {who} -> {sent.receipt.counts['figures']} figures"
    files = Counter(path.parent.name for path in done.written if _from(sent, done, path))
    for return_code, count in files.items():
        yield f"  -> {return_code}, row by row: {count} {'file' if count == 1 else 'files'}"
    for fed in done.fed[sent.path.name]:
        yield f"  -> {fed.return_code}, {fed.area}, {fed.period}: {fed.cells} {'cell' if fed.cells == 1 else 'cells'}"


def _from(sent: SentRecords, done: RecordsDone, path: Path) -> bool:
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
