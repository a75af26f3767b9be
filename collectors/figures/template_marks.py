"""Whether a template comes back from the agency, and for the period, that it was made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from collectors.figures.headings import ANSWERS
from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW

VERSION = "1"
#: What the sheet ``Template`` says, in column A; column B has the answer.
AGENCY, PERIOD, PERIODS, TEMPLATE_VERSION, RULESET = "agency", "period", "periods", "template version", "ruleset"


def is_template(facts: Mapping[str, str]) -> bool:
    return AGENCY in facts and TEMPLATE_VERSION in facts


def template_marks(facts: Mapping[str, str], *, agency: str | None, ruleset: str) -> Iterator[Mark]:
    """Marks on the template as a whole."""
    if not is_template(facts):
        return
    if facts[TEMPLATE_VERSION] != VERSION:
        yield Mark("template-version", value=facts[TEMPLATE_VERSION], detail=VERSION)
    if agency is not None and facts[AGENCY] != agency:
        yield Mark("template-agency", value=facts[AGENCY], detail=agency)
    if facts.get(RULESET) != ruleset:
        yield Mark("template-ruleset")


def period_marks(facts: Mapping[str, str], frame: pl.DataFrame) -> Iterator[Mark]:
    """Rows (row, period) for periods that the template did not ask for."""
    if not is_template(facts) or PERIODS not in facts:
        return
    periods = pl.Series(facts[PERIODS].split(), dtype=pl.String)
    given = frame.select(ROW, pl.col("period").cast(pl.String))
    for row, period in given.filter(~pl.col("period").is_in(periods.implode())).iter_rows():
        yield Mark("template-period", row, "period", facts.get(PERIOD), period)


def split_unanswered(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """Without the rows in which nothing was filled in, and which those were."""
    blank = pl.all_horizontal(pl.col(ANSWERS).cast(pl.String).str.strip_chars().fill_null("") == "")
    return cells.filter(~blank), cells.filter(blank)[ROW].to_list()


def blank_mark(rows: list[int]) -> Mark:
    """Names the first of the rows that were left blank."""
    named = ", ".join(map(str, rows[:_NAMED])) + (" …" if len(rows) > _NAMED else "")
    return Mark("template-blank-rows", detail=f"{len(rows):,} row{'s' if len(rows) > 1 else ''} ({named})")


#: How many blank rows a note names.
_NAMED = 20
