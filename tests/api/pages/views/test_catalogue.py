"""The catalogue's pages: what is pasted, what stands beside, and that no line is drawn through what is withheld."""

from __future__ import annotations

from typing import Any

import pytest

from api.pages.views.catalogue import (
    OverlapView,
    area_values,
    draw_points,
    indicator_page,
    measure_rows,
    read_pasted_measures,
)
from mappings.overlap.comparison import OverlapReport, find_overlap
from mappings.overlap.proposals import MeasureMatches
from mappings.overlap.repeats import RepeatedMeasure
from returnonce.errors import Refused
from tests.shipped import load_ruleset

RULES = load_ruleset()
NI_62 = RULES.line_index.find("NI 62")
assert NI_62 is not None
assert NI_62.exact is not None
INDICATOR = RULES.indicator(NI_62.exact.object_id)
PERIODS = ("FY2007-08", "FY2008-09", "FY2009-10")


def test_an_indicator_s_page_names_every_line_exact_ones_apart() -> None:
    page = indicator_page(RULES, INDICATOR)
    exact = {f"{line.subject_id}: {line.subject_label}" for return_ in RULES.returns.values() for line in return_.lines
             if line.object_id == INDICATOR.code and line.predicate_id == "skos:exactMatch"}  # fmt: skip
    assert {line.line for line in page.exact} == exact
    assert all(line.likeness != "The same measure" for line in page.related)


def test_pairs_that_never_share_are_said_on_the_pages_of_both() -> None:
    never = [pair for pair in RULES.pairs if pair.share == "never"]
    shown = {
        (one.lines, one.why)
        for indicator in RULES.catalogue.values()
        for one in indicator_page(RULES, indicator).look_alikes
    }  # fmt: skip
    assert shown
    assert shown <= {(f"{pair.line_a} and {pair.line_b}", pair.why) for pair in never}


def test_a_pasted_list_is_read_as_a_spreadsheet_gives_it() -> None:
    measures = read_pasted_measures("NI 62\tStability of placements\n\n  Teenage pregnancy  \n", RULES.overlap)
    assert [(one.row, one.code, one.title) for one in measures] == [
        (1, "NI 62", "Stability of placements"), (3, "", "Teenage pregnancy"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n\t\n", "x" * 501, "\n".join(map(str, range(201)))])
def test_a_list_of_nothing_or_too_much_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_pasted_measures(text, RULES.overlap)
    assert refusal.value.where == "list"
    assert refusal.value.mend


def view(text: str, *repeats: RepeatedMeasure) -> OverlapView:
    """As a comparison that found nothing alike by its words shows it."""
    matches = tuple(MeasureMatches(each, (), ()) for each in read_pasted_measures(text, RULES.overlap))
    return measure_rows(RULES, OverlapReport(matches, repeats), text)


def test_a_code_alone_is_what_a_return_calls_so_and_one_that_none_has_is_listed() -> None:
    of_codes = RepeatedMeasure(("0", "1"), "same", 9_000, "made up")
    shown = view("ni62\nNI 999\ncla-three-or-more-placements\n", of_codes)
    assert shown.repeats == ()
    lead, unknown, own = shown.measures
    assert [each.sure for each in lead.proposals] == ["By its code"]
    assert "NI 62" in lead.proposals[0].lines
    assert lead.proposals[0].title == own.proposals[0].title
    assert (unknown.proposals, shown.unknown) == ((), ("NI 999",))
    assert "2 very likely in the catalogue already, 1 like nothing in it" in shown.summary


def test_a_row_without_a_title_is_said_and_repeats_are_named_by_their_own_titles() -> None:
    text = "code\ttitle\nNI 62\t\nA1\tGnomes in gardens\nA2\tRoses in beds\nA3\tGnomes in a garden\n"
    repeat = RepeatedMeasure(("0", "2"), "same", 9_000, "made up")
    shown = view(text, repeat)
    assert shown.left_out == ("Row 2: NI 62",)
    assert [each.partition(":")[0] for each in shown.repeats] == ["Gnomes in gardens and Gnomes in a garden"]


@pytest.mark.long
def test_the_catalogue_s_own_words_are_found_in_it_and_nonsense_is_not() -> None:
    report = find_overlap(RULES, read_pasted_measures(f"{INDICATOR.title}\nQuality of garden gnomes", RULES.overlap))
    first, second = measure_rows(RULES, report).measures
    assert first.proposals[0].title == INDICATOR.title
    assert first.proposals[0].sure == "Very likely"
    assert second.proposals == ()


def results(*values: int | None, symbol: str | None = None) -> list[dict[str, Any]]:
    return [
        {"area": "E09000023", "period": period, "value": value, "numerator": None, "denominator": None,
         "symbol": symbol if value is None else None}
        for period, value in zip(PERIODS, values, strict=True)
    ]  # fmt: skip


def test_a_trend_is_drawn_from_three_values_on_and_never_through_what_is_withheld() -> None:
    (drawn,) = area_values(RULES, INDICATOR, results(1_000_000, 2_000_000, 3_000_000), PERIODS)
    assert drawn.points == draw_points([1, 2, 3]) == "0.0,29.0 60.0,16.0 120.0,3.0"
    (two,) = area_values(RULES, INDICATOR, results(1_000_000, None, 3_000_000), PERIODS)
    (hidden,) = area_values(RULES, INDICATOR, results(1_000_000, None, 3_000_000, symbol="confidential"), PERIODS)
    assert (two.points, hidden.points) == ("", "")
    assert area_values(RULES, INDICATOR, results(None, None, None), PERIODS) == ()


def test_a_level_trend_is_level() -> None:
    assert {point.split(",")[1] for point in draw_points([5, 5, 5]).split()} == {"29.0"}
