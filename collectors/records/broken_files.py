"""A file of which a part cannot be read: its cause is told once, and nothing that merely follows from it."""

from __future__ import annotations

import polars as pl

from collectors.records.raw_records import RawRecords
from collectors.records.word_findings import word_reading_marks
from collectors.submissions.findings import count_by_severity
from collectors.submissions.verdict import UploadVerdict
from mappings.definitions.finding_kinds import FindingKinds
from returnonce.errors import Refused

#: Marks that say that rows are missing, nobody knows which.
CAUSES = ("record-damaged", "record-truncated", "record-xml")
NOT_ASKED = "by any rule: a part of the file cannot be read, and whatever is missing there would be called a mistake"


def is_broken(raw: RawRecords) -> bool:
    """Whether rows that were sent cannot be read: a part of the file, or the whole of a table."""
    return bool(raw.facts.get("unreadable")) or raw.marks["code"].is_in(CAUSES).any()


def drop_consequences(marks: pl.DataFrame) -> pl.DataFrame:
    """Marks of a broken file without the tables that are missing: they may lie in its other part."""
    return marks.filter(pl.col("code") != "record-missing-table")


class UnreadFile(Refused):
    """Nothing of the file can be read, as ``verdict`` says: whose it is and of which period is asked in vain."""

    def __init__(self, verdict: UploadVerdict) -> None:
        first = next(finding for finding in verdict.findings if finding.severity == "error")
        where = None if first.row is None else f"row {first.row}"
        super().__init__(first.message, where=where, mend=first.mend)
        self.verdict = verdict


def find_unread(raw: RawRecords, kinds: FindingKinds, agency: str) -> UnreadFile | None:
    """Why the file holds no rows; None where it holds some, or no error says why."""
    table = word_reading_marks(raw.marks, kinds)
    counts = count_by_severity(table)
    if any(frame.height for frame in raw.tables.values()) or not counts["error"]:
        return None
    counts = {"rows": 0, "figures": 0, **counts}
    return UnreadFile(UploadVerdict(agency, None, table, counts=counts, comparisons_not_made=(NOT_ASKED,), unread=True))
