"""Findings of one kind say how many there are, also where not all of them are kept."""

from __future__ import annotations

from api.pages.views.findings import finding_group_views
from collectors.readers.marks import Mark, mark_frame
from collectors.submissions.findings import word_marks
from collectors.submissions.stored_findings import keep_first_findings
from tests.shipped import load_ruleset


def test_all_are_counted_where_the_first_are_listed() -> None:
    kinds = load_ruleset().finding_kinds
    table = word_marks(
        mark_frame(Mark("period-unclear", row, "period", "2009") for row in range(2, 9)), kinds, sheet=None
    )
    kept = keep_first_findings(table, kinds, of_sheet=5)
    of_rows, note = finding_group_views(kept, kinds)
    assert of_rows.total == "7 times, of which the first 5 are listed"
    assert note.code == "findings-not-listed"
    [whole] = finding_group_views(table, kinds)
    assert whole.total == "7 times"
