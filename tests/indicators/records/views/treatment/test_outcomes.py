"""Treatment outcomes: worked by hand from two providers' records, and both ways on generated clients."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from tests.examples import at_most
from tests.indicators.records.views.treatment.small_records import Episode, records_from, tables_of
from tests.indicators.records.views.treatment.test_against_oracle import fast, slow

PARENTS = "parents-opiate-treatment-completed"
KNOWN = {"records-since": date(2000, 1, 1)}
#: Triaged on 1 May 2014, so that a review lies between 5 June and 30 October.
START, REVIEW = ("S", "2014-05-03"), ("R", "2014-08-01")


def used(before: dict[str, str | None], after: dict[str, str | None], *, client: str = "1") -> Episode:
    """One journey with a start and a review profile."""
    initials = {"1": "AB", "2": "CD", "3": "EF"}[client]
    return Episode("2014-05-01", client=client, initials=initials, tops=[START, REVIEW], answers=[before, after])


@pytest.mark.parametrize(
    ("before", "after", "change", "band"),
    [
        ("28", "0", None, "abstinent"),
        ("28", "15", 13, "improved"),
        ("28", "16", 13, "unchanged"),
        ("5", "18", 13, "deteriorated"),
        ("28", "15", None, None),
        ("0", "5", 13, "no row"),
        ("NA", "5", 13, "no row"),
        ("28", "NA", 13, "no row"),
        ("28", None, 13, "no row"),
    ],
)
def test_the_band_of_a_substance(before: str, after: str | None, change: int | None, band: str | None) -> None:
    records = records_from(used({"OPIUSE": before}, {"OPIUSE": after}), settings={"reliable-change-opiates": change})
    rows = prepare_views(records, ViewContext())["outcome-bands"].to_dicts()
    assert rows == ([] if band == "no row" else [{"journey": 1, "substance": "opiates", "band": band}])


def test_two_providers_records_give_what_neither_gives_alone() -> None:
    first = Episode("2014-05-01", "2014-06-30", "83", tops=[START], answers=[{"OPIUSE": "20", "IVDRGUSE": "9"}])
    second = Episode(
        "2014-07-02", agency="N0002", client="7", tops=[REVIEW], answers=[{"OPIUSE": "0", "IVDRGUSE": "0"}]
    )
    codes = ("treatment-outcome-abstinent;substance=opiates", "payment-injecting-stopped", "payment-free-or-improved")
    assert [fast([first], {}, "FY2014-15")[code] for code in codes] == [(0, 0)] * 3
    assert [fast([second], {}, "FY2014-15")[code] for code in codes] == [(0, 0)] * 3
    assert [fast([first, second], {}, "FY2014-15")[code] for code in codes] == [(1, 1)] * 3


def test_without_a_settled_change_only_abstinence_is_worked_out() -> None:
    held = [used({"ALCUSE": "28"}, {"ALCUSE": "0"}), used({"ALCUSE": "28"}, {"ALCUSE": "3"}, client="2")]
    open_figures = fast(held, {}, "FY2014-15")
    assert open_figures["treatment-outcome-abstinent;substance=alcohol"] == (1, 2)
    assert "treatment-outcome-improved;substance=alcohol" not in open_figures
    assert "payment-free-or-improved" not in open_figures
    settled = fast(held, {"reliable-change-alcohol": 11}, "FY2014-15")
    assert settled["treatment-outcome-improved;substance=alcohol"] == (1, 2)
    assert settled["payment-free-or-improved"] == (2, 2)


@pytest.mark.parametrize(("keep", "known"), [("first", (1, 1)), ("last", (0, 1))])
def test_of_two_reviews_the_setting_says_which(keep: str, known: tuple[int, int]) -> None:
    held = Episode(
        "2014-05-01", tops=[START, REVIEW, ("R", "2014-09-01")],
        answers=[{"CRAUSE": "4"}, {"CRAUSE": "0"}, {"CRAUSE": "2"}],
    )  # fmt: skip
    found = fast([held], {"outcome-review": keep}, "FY2014-15")["treatment-outcome-abstinent;substance=crack"]
    assert found == known


@pytest.mark.parametrize(("keep", "known"), [("first", (1, 1)), ("last", (0, 1))])
def test_a_person_reviewed_in_two_journeys_of_a_year_counts_once(keep: str, known: tuple[int, int]) -> None:
    first = Episode(
        "2014-05-01", "2014-09-01", "80", tops=[START, REVIEW], answers=[{"IVDRGUSE": "9"}, {"IVDRGUSE": "0"}]
    )
    second = Episode(
        "2014-11-01", agency="N0002", client="7", tops=[("S", "2014-11-01"), ("R", "2015-01-10")],
        answers=[{"IVDRGUSE": "9"}, {"IVDRGUSE": "4"}],
    )  # fmt: skip
    assert fast([first, second], {"outcome-review": keep}, "FY2014-15")["payment-injecting-stopped"] == known


def test_a_review_of_the_year_counts_however_far_the_records_reach() -> None:
    tops = [("S", "2015-01-05"), ("R", "2015-03-01"), ("R", "2015-05-01")]
    held = Episode("2015-01-05", tops=tops, answers=[{"IVDRGUSE": "9"}, {"IVDRGUSE": "0"}, {"IVDRGUSE": "9"}])
    known = [fast([held], {}, year)["payment-injecting-stopped"] for year in ("FY2014-15", "FY2015-16")]
    assert known == [(1, 1), (0, 1)]


def parent(ended: str, *, client: str = "1", status: str = "11", medicated_until: str | None = None) -> Episode:
    medicine = [("94", "2012-05-01", "2012-05-01", "2012-05-01", medicated_until)] if medicated_until else []
    return Episode(
        "2012-05-01", ended, "80", client=client, initials={"1": "AB", "2": "CD", "3": "EF"}[client], parent=status,
        interventions=[("95", "2012-05-01", "2012-05-01", "2012-05-01"), *medicine],
    )  # fmt: skip


def test_parents_of_three_years_who_left_well() -> None:
    held = [
        parent("2013-05-01"),
        parent("2013-05-01", client="2", medicated_until="2013-04-30"),
        parent("2013-05-01", client="3", medicated_until="2013-05-01"),
    ]
    assert fast(held, KNOWN, "FY2014-15")[PARENTS] == (2, 3)
    assert fast([*held[:1], parent("2013-05-01", client="2", status="13")], KNOWN, "FY2014-15")[PARENTS] == (1, 1)
    back = Episode("2015-03-31", parent="11")
    assert fast([parent("2013-05-01"), back], KNOWN, "FY2014-15")[PARENTS] == (0, 1)


def test_one_years_records_say_nothing_of_three_years() -> None:
    assert PARENTS not in fast([parent("2013-05-01")], {}, "FY2014-15")


def year(period: str, *episodes: Episode) -> Records:
    form = records_from(period=period)
    return build_records(form.record_set, parse_period(period), tables_of(*episodes))


def test_kept_records_of_the_two_years_before_make_it_known() -> None:
    old, new = parent("2013-05-01"), Episode("2014-05-01", client="2", initials="CD")
    now = year("FY2014-15", new)
    all_three = [year("FY2013-14", old), year("FY2012-13", old)]
    assert "entrants" not in prepare_views(now, ViewContext(), all_three[:1])
    assert "entrants" not in prepare_views(now, ViewContext(), all_three[1:])
    assert prepare_views(now, ViewContext(), all_three)["entrants"].height == 2


def test_final_outcomes_wait_until_a_year_is_over() -> None:
    code = "payment-completed-no-return-twelve-months"
    held = Episode("2014-05-01", "2014-09-01", "80")
    assert code not in fast([held], {"records-reach": date(2015, 8, 31)}, "FY2014-15")
    assert fast([held], {"records-reach": date(2015, 9, 1)}, "FY2014-15")[code] == (1, 1)
    back = Episode("2015-09-01", client="9")
    assert fast([held, back], {"records-reach": date(2015, 9, 1)}, "FY2014-15")[code] == (0, 1)


ANSWERS = st.fixed_dictionaries(
    {
        **{name: st.sampled_from((None, "NA", "0", "0", "1", "12", "13", "14", "28")) for name in
           ("OPIUSE", "CRAUSE", "ALCUSE", "IVDRGUSE", "SHOTHEFT", "DRGSELL", "ASSAULT")},
        **{name: st.sampled_from((None, "NA", "Y", "N")) for name in ("OTHTHEFT", "ACUTHPBM")},
        "PSYHSTAT": st.sampled_from((None, "NA", "0", "11", "12", "20")),
    }
)  # fmt: skip
CHOICES = st.fixed_dictionaries(
    {
        "outcome-review": st.sampled_from(("first", "last")),
        "retention-start": st.sampled_from(("triage", "first-intervention")),
        "reliable-change-opiates": st.none() | st.just(13),
        "reliable-change-alcohol": st.none() | st.just(1),
        "normal-range-psychological": st.none() | st.just(12),
        "records-since": st.none() | st.just(date(2012, 1, 1)) | st.just(date(2012, 4, 2)),
        "records-reach": st.none() | st.just(date(2016, 3, 31)),
        "medication-free-days": st.sampled_from((0, 1)),
    }
)


@st.composite
def reviewed(draw: st.DrawFn) -> Episode:
    """An episode with profiles about the edges of their windows; often at either of two providers."""
    triaged = date(2013, 1, 1) + timedelta(days=30 * draw(st.integers(0, 26)))
    ended = draw(st.none() | st.integers(20, 400).map(lambda days: triaged + timedelta(days=days)))
    medicine = draw(st.none() | st.integers(-1, 2))
    given = [str(triaged)] * 3
    interventions: list[tuple[str | None, ...]] = [("95", *given)]
    if medicine is not None:
        until = str(ended - timedelta(days=medicine)) if ended and medicine >= 0 else None
        interventions.append((draw(st.sampled_from(("94", "2"))), *given, until))
    profiles = draw(st.lists(st.sampled_from(("S", "R", "R")), min_size=1, max_size=4))
    days = {"S": (-15, -14, 0, 14, 15), "R": (34, 35, 90, 182, 183)}
    who = draw(st.sampled_from("12"))
    return Episode(
        str(triaged), ended and str(ended), draw(st.sampled_from(("80", "83", "85"))) if ended else None,
        client=who, agency=draw(st.sampled_from(("N0001", "N0002"))), initials={"1": "AB", "2": "CD"}[who],
        drugs=[draw(st.sampled_from(("1101", "7000")))], parent=draw(st.sampled_from(("11", "12", "13", None))),
        vaccinated=draw(st.sampled_from((None, "C", "1"))), interventions=interventions,
        tops=[(stage, str(triaged + timedelta(days=draw(st.sampled_from(days[stage]))))) for stage in profiles],
        answers=[draw(ANSWERS) for _ in profiles],
    )  # fmt: skip


@pytest.mark.long
@settings(max_examples=at_most(60))
@given(st.lists(reviewed(), max_size=6), CHOICES)
def test_every_outcome_is_as_the_slow_way_finds_it(held: list[Episode], choices: dict[str, Any]) -> None:
    assert fast(held, choices, "FY2014-15") == slow(held, choices, "FY2014-15")
