"""One CSV file of records to cells. Runs in the sandbox."""

from __future__ import annotations

from collectors.readers.csv_reader import read_csv
from collectors.readers.marks import Mark, RecordMark
from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_files import SourceFile
from collectors.readers.multi_table_files.worker_output import WorkerOutput

#: What the reading of any CSV file marks, in the words of records: those may quote a cell, these never do.
_CODES = {
    "file-empty": "record-empty",
    "file-too-large": "record-too-large",
    "encoding-cp1252": "record-encoding",
    "encoding-utf16": "record-encoding",
    "encoding-unknown": "record-letters",
    "nul-byte": "record-bytes",
    "csv-separator": "record-separator",
    "csv-quote": "record-quote",
    "csv-fields": "record-cells",
    "cell-too-long": "record-cell-long",
}
_DETAILS = {"encoding-cp1252": "Windows text (cp1252)", "encoding-utf16": "Unicode of 16 bits"}
#: Those whose detail is a number or a fixed word of ours.
_SAFE = frozenset({"file-too-large", "csv-separator"})


def read_csv_file(member: SourceFile, output: WorkerOutput, place: str | None) -> None:
    """Keep the file's cells, or mark why there are none. ``place`` names the file among several."""
    data = member.read()
    reading = read_csv(data)
    last = data.rstrip().count(b"\n") + 1
    output.marks += [_translate(mark, place, last) for mark in reading.marks[: limits.MOST_PLACES]]
    if (table := reading.table) is not None:
        header = list(table.header)
        output.add_table(table.cells, name=member.name, header=header, header_row=table.header_row, place=place)


def _translate(mark: Mark, place: str | None, last: int) -> RecordMark:
    code = _CODES.get(mark.code, "record-cells")
    if code == "record-empty" and place is not None:
        # A table of which there is nothing to say; the others are judged as if it were left out.
        return RecordMark("record-file-blank", place)
    if code in {"record-cells", "record-quote"} and _at_the_end(mark, last):
        return RecordMark("record-truncated", place, mark.row)
    detail = mark.detail if mark.code in _SAFE else _DETAILS.get(mark.code)
    if mark.code == "csv-fields":
        detail = f"{mark.value} cells, and the headings are {mark.detail}"
    return RecordMark(code, place, mark.row, None, detail)


def _at_the_end(mark: Mark, last: int) -> bool:
    """A last row with too few cells, or a quotation that the end of the file leaves open."""
    if mark.code == "csv-quote":
        return "never closed" in (mark.detail or "")
    short = int(mark.value or 0) < int(mark.detail or 0) if mark.code == "csv-fields" else False
    return short and mark.row == last
