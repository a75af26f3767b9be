"""The lists: kept after abolition, asked twice, shared by two returns, and needed by nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from indicators.figures.batches import NewBatch, record_batch
from mappings.burden.ledger import BurdenLedger, make_ledger
from mappings.burden.redundant_lines import list_duplicate_lines, list_kept_lines, list_unneeded_measures
from mappings.burden.report import BurdenQuestion, assess_burden, open_number
from mappings.burden.shared_lines import NEAR, ONE_FIGURE, ONE_INDICATOR, list_shared_lines
from mappings.burden.text_report import write_report
from mappings.place.place_definitions import KEPT_WITH_DECIDER, KeptLine
from returnonce.db import reading, transaction
from returnonce.definition_files.tsv_files import read_table
from tests.indicators.figures.test_store import figures
from tests.mappings.burden.small_rulesets import made, one_line, whole_year
from tests.mappings.small_ruleset import a_return, line
from tests.repository import ROOT
from tests.shipped import load_ruleset


def year(first: int, place: str = "lewisham") -> BurdenLedger:
    return make_ledger(load_ruleset(), None, start=date(first, 4, 1), end=date(first + 1, 3, 31), place=place)


def test_lines_kept_after_abolition_say_since_when_and_by_whom() -> None:
    kept_lines = list_kept_lines(load_ruleset(), year(2024))
    assert [(row["line"], row["ended"], row["kept_from"], row["cells"]) for row in kept_lines] == [
        (name, "2011-04-01", "2011-04-01", 1) for name in ("NI 58", "NI 62", "NI 65")
    ]
    assert {row["decided_by"] for row in kept_lines} == {"nobody: this is a sample"}
    assert list_kept_lines(load_ruleset(), year(2009)) == []


def test_a_table_of_kept_lines_may_say_who_decided() -> None:
    path = ROOT / "mappings" / "places" / "lewisham" / "kept.tsv"
    assert {row.decided_by for row in read_table(path, KeptLine, KEPT_WITH_DECIDER)} == {"nobody: this is a sample"}


def test_the_four_lines_of_the_core_data_set_that_are_asked_twice() -> None:
    rows = list_duplicate_lines(load_ruleset(), year(2024))
    lines = {tuple(row["lines"]) for row in rows if isinstance(row["lines"], list)}
    assert lines == {("CORE 4", "CORE 8"), ("CORE 16", "CORE 48"), ("CORE 28", "CORE 33"), ("CORE 47", "CORE 65")}
    assert [row["cells_again"] for row in rows] == [1, 1, 1, 1]


def test_one_indicator_reckoned_in_two_ways_is_not_asked_twice() -> None:
    lines = [line("NI 1", "cla"), line("NI 2", "cla", transform="complement"), line("NI 3", "cla", breakdown="sex=F")]
    rules = made(a_return(*lines))
    assert list_duplicate_lines(rules, whole_year(rules)) == []


def test_the_lines_of_vital_signs_and_national_indicators_that_ask_for_one_figure() -> None:
    """The report names 21 that could be merged; which, is not established. These are ours."""
    rows = list_shared_lines(load_ruleset(), year(2009))
    pairs = [row for row in rows if (row["return"], row["other_return"]) == ("national-indicators", "vital-signs")]
    same = {(row["line"], row["other_line"]): row["counted"] for row in pairs if row["how"] == ONE_INDICATOR}
    assert len(same) == 19
    assert same[("NI 113.1", "VSB13")] == "keyed_cells"
    assert same[("NI 112", "VSB08")] == "central"
    assert ("NI 51", "VSB12") in {(row["line"], row["other_line"]) for row in pairs if row["how"] == NEAR}


def test_lines_that_are_worked_out_from_the_same_figures() -> None:
    rate = a_return(one_line("A 1", "rate"), **{"return": "alpha"})
    births = a_return(one_line("B 1", "births"), **{"return": "beta"})
    rules = made(rate, births)
    (row,) = list_shared_lines(rules, whole_year(rules))
    assert (row["line"], row["other_line"], row["how"], row["indicator"]) == ("A 1", "B 1", ONE_FIGURE, "births")


@pytest.mark.long
def test_a_measure_of_which_nobody_needs_figures(sqlite_engine: Engine) -> None:
    """It was sent for that year by an agency of the place; what a publisher gives is no burden."""
    asked = {"indicator": "cla-three-or-more-placements", "numerator": 45_000_000, "denominator": 450_000_000}
    other = {"indicator": "cla-dental-check", "numerator": 45_000_000, "denominator": 450_000_000}
    when = datetime(2010, 5, 1, tzinfo=UTC)
    with transaction(sqlite_engine) as session:
        for kind, agency, digest in (("submitted", "lewisham-childrens-services", "a"), ("pulled", "dfe", "b")):
            batch = NewBatch(kind, agency, digest * 64, "file.csv", "rules", when)
            record_batch(session, batch, figures(asked, other))
    with reading(sqlite_engine) as session:
        (row,) = list_unneeded_measures(load_ruleset(), year(2009), session)
        answer = assess_burden(load_ruleset(), session, BurdenQuestion(date(2009, 4, 1), date(2010, 3, 31), "lewisham"))
        assert list_unneeded_measures(load_ruleset(), year(2010), session) == []
    assert (row["indicator"], row["figures"], row["agencies"]) == (
        "cla-dental-check",
        1,
        ["lewisham-childrens-services"],
    )
    text = " ".join(" ".join(write_report(answer)).split())
    assert "it was sent, and no return needs it" in text
    assert "1 Figures collected, keyed once" in text
    came = answer.stored_figures.count() if answer.stored_figures else {}
    assert came["collected_keyed"] == 1
    assert {code: open_number(answer, code)["sign"].sum() for code in came} == came


@pytest.mark.parametrize("first", [2012, 2024])
def test_what_only_a_kept_line_needs_is_told_without_a_store(first: int) -> None:
    """In 2012-13 the core data set did not ask for them yet; in 2024-25 it does."""
    rows = list_unneeded_measures(load_ruleset(), year(first), None)
    assert len(rows) == (3 if first == 2012 else 0)
    assert all("which is kept, needs it" in str(row["why"]) for row in rows)
