"""A pasted list is read as a file of the same cells is; without headings a code and a unit are told by their cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectors.measure_lists.pasted import read_pasted_list
from collectors.measure_lists.reader import read_list
from tests.shipped import load_overlap_vocabulary

VOCABULARY = load_overlap_vocabulary()
LIST = (
    "Ref\tTopic\tIndicator\tUnit\tAxis\tDefinition\n"
    "1.2\tChildren looked after\tAverage SDQ score\tScore\tMean score\tOf those aged 4 to 16\n"
    "\n"
    "1.3\tChildren looked after\tStarted to be looked after\t\tRate per 10,000\t\n"
)


@pytest.mark.usefixtures("unjailed")
def test_every_column_counts_as_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    pasted = read_pasted_list(LIST, VOCABULARY)
    assert pasted == list(read_list(tmp_path / "list.txt", VOCABULARY.list_headings).measures)
    assert [(one.row, one.code, one.topic, one.unit, one.axis) for one in pasted] == [
        (2, "1.2", "Children looked after", "Score", "Mean score"),
        (4, "1.3", "Children looked after", "", "Rate per 10,000"),
    ]


@pytest.mark.parametrize(
    ("line", "code", "title", "unit"),
    [
        ("NI 62\tStability of placements", "NI 62", "Stability of placements", ""),
        ("Stability of placements\tNI 62\t%", "NI 62", "Stability of placements", "%"),
        ("Re-referrals within a year\tPercentage", "", "Re-referrals within a year", "Percentage"),
        ("Children's services\tRe-referrals within a year", "", "Re-referrals within a year", ""),
        ("  Teenage pregnancy  ", "", "Teenage pregnancy", ""),
        ("Overall performance measure", "", "Overall performance measure", ""),
    ],
)
def test_without_headings_cells_tell(line: str, code: str, title: str, unit: str) -> None:
    measure = read_pasted_list(f"{line}\nPotholes filled", VOCABULARY)[0]
    assert (measure.code, measure.title, measure.unit) == (code, title, unit)
