"""A portal's own report of errors, CSV or XLSX, as findings. Its columns are found by the portal's headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from collectors.readers.file_names import safe_name
from collectors.readers.marks import Mark, mark_frame
from collectors.readers.raw_table import ROW, RawTable, cell_name
from collectors.readers.single_table_file import read_table_file
from collectors.readers.upload_form import fold_heading
from collectors.submissions.findings import as_findings, word_marks
from mappings.definitions.finding_kinds import FindingKinds, Severity
from mappings.definitions.portals import Column, NewPortalReport, Portal, PortalFinding
from returnonce.errors import Refused

#: Rows above the headings that may hold a title, and findings that one report may have.
ABOVE, MOST = 20, 20_000
#: Characters of a message that are kept.
LONGEST = 500
Columns = dict[Column, int]
Rows = list[tuple[int, list[str | None]]]


def read_portal_report(path: Path, portal: Portal, kinds: FindingKinds, *, name: str | None = None) -> NewPortalReport:
    """The report with one finding for each row that has a message or a code. ``kinds``: why it cannot be read.

    ``path`` is a copy of our own; ``name`` is what the sender calls it.

    Raises:
        NotFound: there is no such file.
        Refused: it cannot be read, has no column of messages, or holds far too many rows.
    """
    file_name = safe_name(name or path.name)
    reading = read_table_file(path, name=file_name)
    if reading.table is None:
        raise Refused(f"{file_name} cannot be read. {_explain(reading.marks, kinds)}", mend="Save it as CSV or .xlsx.")
    return NewPortalReport(file_name, path.read_bytes(), list(_findings(reading.table, portal, file_name)))


def _explain(marks: Iterable[Mark], kinds: FindingKinds) -> str:
    return " ".join(finding.message for finding in as_findings(word_marks(mark_frame(marks), kinds, sheet=None)))


def _findings(table: RawTable, portal: Portal, file_name: str) -> Iterator[PortalFinding]:
    rows: Rows = [(table.header_row, list(table.header)), *_rows(table)]
    at, columns = _headings(rows, portal, file_name)
    if len(rows) - at > MOST:
        raise Refused(f"{file_name} has more than {MOST:,} rows.", mend="Give the report of this one return.")
    for number, cells in rows[at + 1 :]:
        texts = {name: _text(cells, position) for name, position in columns.items()}
        if texts.get("message") or texts.get("code"):
            yield PortalFinding(
                severity=_severity(texts.get("severity"), portal),
                code=texts.get("code") or "",
                line=texts.get("line"),
                row=number,
                message=(texts.get("message") or texts.get("code") or "")[:LONGEST],
            )


def _rows(table: RawTable) -> Iterator[tuple[int, list[str | None]]]:
    names = [cell_name(n) for n in range(len(table.header))]
    for row in table.cells.select(ROW, *names).iter_rows():
        yield row[0], list(row[1:])


def _headings(rows: Rows, portal: Portal, file_name: str) -> tuple[int, Columns]:
    """The row of the headings, and the position of each of our columns."""
    candidates = [(at, _columns(cells, portal)) for at, (_, cells) in enumerate(rows[:ABOVE])]
    at, columns = max(candidates, key=lambda candidate: len(candidate[1]))
    if "message" in columns or "code" in columns:
        return at, columns
    spellings = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in portal.headings.items())
    raise Refused(
        f"{file_name} has no column of messages that {portal.title} is known to write.",
        mend=f"Head its columns by one of each of these: {spellings}.",
    )


def _columns(cells: list[str | None], portal: Portal) -> Columns:
    folded = {fold_heading(text): position for position, text in reversed(list(enumerate(cells))) if text}
    named: Columns = {}
    for column, texts in portal.headings.items():
        position = next((folded[fold_heading(text)] for text in texts if fold_heading(text) in folded), None)
        if position is not None and position not in named.values():
            named[column] = position
    return named


def _text(cells: list[str | None], position: int) -> str | None:
    text = " ".join((cells[position] or "").split()) if position < len(cells) else ""
    return text or None


def _severity(text: str | None, portal: Portal) -> Severity:
    """An unknown word counts as an error, so that nobody misses it."""
    for severity, texts in portal.severities.items():
        if text is not None and fold_heading(text) in {fold_heading(text) for text in texts}:
            return severity
    return "error"
