"""From one file of records to the cells that it fills, as numbers and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.records import RecordsRound
from demo.send_records import SentRecords
from demo.stories import DemoStory, cells_of
from returnonce.count_text import format_count

PEOPLE = {"client-level-data": "adults", "treatment": "clients"}
#: The return whose files overlap; it is written for the year alone.
ROLLING = "cld"
TITLES = {"children-looked-after": "children looked after", "children-in-need": "children in need",
          "client-level-data": "adult social care", "treatment": "drug and alcohol treatment"}  # fmt: skip


def records_story(round_: RecordsRound) -> DemoStory:
    """Rows collected, figures derived, returns fed, file by file; then what waits and what disagrees."""
    lines = [line for upload in round_.uploads for line in _fan(upload, round_)]
    return DemoStory("Rows about people, sent once (every one of them made up)", tuple(lines))


def _fan(upload: SentRecords, round_: RecordsRound) -> Iterator[str]:
    who = PEOPLE.get(upload.record_set, "children")
    yield f"{upload.agency}, {TITLES[upload.record_set]}, {upload.period}:"
    figures = format_count(upload.receipt.counts["figures"], "figure")
    yield f"  {format_count(upload.rows, 'row')} about {upload.people:,} {who} -> {figures}"
    files = Counter(path.parent.name for path in round_.written if _from(upload, round_, path))
    for return_code, count in files.items():
        yield f"  -> {return_code}, row by row: {count} {'file' if count == 1 else 'files'}"
    for return_count in round_.fed[upload.path.name]:
        name = f"{return_count.return_code}, {return_count.area}, {return_count.period}"
        yield f"  -> {name}: {return_count.cells} {'cell' if return_count.cells == 1 else 'cells'}"


def _from(upload: SentRecords, round_: RecordsRound, path: Path) -> bool:
    """Whether a return of records was written from what was sent; of files that overlap, from that of the year."""
    agency, return_code, _ = path.parts[-3:]
    if return_code == ROLLING and not upload.period.startswith("FY"):
        return False
    return agency == upload.agency and upload.record_set in round_.record_returns[return_code].record_sets


def waiting_story(round_: RecordsRound) -> DemoStory:
    """Partnerships of which a service has not sent: what their cells say."""
    areas = {step.area for step in round_.waiting}
    cells = [cell for cell in cells_of(round_.filled) if cell["area"] in areas and cell["symbol"] == "not_available"]
    notes = Counter(str(cell["commentary"] or cell["reason"]) for cell in cells)
    where = ", ".join(sorted(areas))
    lines = [f"  {format_count(count, 'cell')} of {where}: {note}" for note, count in notes.most_common(1)]
    sentence = (
        "People may be with two services, so the parts are not added; the whole is worked out when all have sent."
    )
    return DemoStory("A drug service that has not sent its records", (sentence, *lines))


def disagreement_story(round_: RecordsRound) -> DemoStory:
    """The figure that the council keyed beside its records."""
    messages = [f.message for f in round_.keyed.findings if f.code == "records-and-figures-differ"]
    sentence = "The council also keyed a figure that its own records give; it is told both."
    return DemoStory("A keyed figure and the records behind it", (sentence, *(f"  {line}" for line in messages)))


def records_data(round_: RecordsRound) -> list[dict[str, Any]]:
    """The fan-out for programs."""
    return [
        {"agency": upload.agency, "record_set": upload.record_set, "period": upload.period, "rows": upload.rows,
         "people": upload.people, "figures": upload.receipt.counts["figures"],
         "returns": [return_count._asdict() for return_count in round_.fed[upload.path.name]]}
        for upload in round_.uploads
    ]  # fmt: skip
