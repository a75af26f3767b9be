"""What is asked of keyed figures alone is not asked of those that named records can give, nor dropped for others."""

from __future__ import annotations

import polars as pl

from collectors.figures.local_derivation_marks import (
    FILE_HASH,
    OF_KEYED_FIGURES,
    PERIOD,
    RECORD_SET,
    drop_marks_of_keyed_figures,
)
from collectors.readers.marks import Mark, mark_frame
from tests.shipped import load_ruleset

FACTS = {FILE_HASH: "0" * 64, RECORD_SET: "children-looked-after", PERIOD: "FY2024-25"}
#: The second is no figure that such records give.
ROWS = pl.DataFrame(
    [(2, "cla-started", "E10000024", "FY2024-25"), (3, "NI 192", "E10000024", "FY2024-25")],
    schema={"row": pl.Int64, "indicator": pl.String, "area": pl.String, "period": pl.String}, orient="row",
)  # fmt: skip
MARKS = mark_frame([
    Mark("period-future", 2, "period"), Mark("period-future", 3, "period"), Mark("indicator-unknown", 2, "indicator"),
])  # fmt: skip


def test_every_code_is_that_of_a_finding() -> None:
    assert load_ruleset().finding_kinds.keys() >= OF_KEYED_FIGURES


def test_a_workbook_that_was_not_derived_keeps_every_mark() -> None:
    assert drop_marks_of_keyed_figures(MARKS, ROWS, {}, ruleset=load_ruleset(), sender=None).equals(MARKS)


def test_only_what_is_asked_of_keyed_figures_is_dropped_and_only_where_the_records_give_the_figure() -> None:
    left = drop_marks_of_keyed_figures(MARKS, ROWS, FACTS, ruleset=load_ruleset(), sender=None)
    assert left.select("code", "row").rows() == [("period-future", 3), ("indicator-unknown", 2)]
