"""Every figure of treatment, both ways, on generated clients."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.indicators.records.views.treatment.oracle import Figures, figures
from tests.indicators.records.views.treatment.small_records import Episode, records_from, tables_of
from tests.shipped import load_breakdowns, load_catalogue

pytestmark = pytest.mark.long

CATALOGUE = {
    code: indicator
    for code, indicator in load_catalogue().items()
    if any(held.record_set == "treatment" for held in indicator.derive)
}
BREAKDOWNS = load_breakdowns()
#: Days around which the rules turn: joining, twelve weeks, profiles, half a year.
TURNS = (0, 14, 21, 35, 84, 182, 183, 184)
PERIODS = ("FY2014-15", "CY2014")


@st.composite
def days_after(draw: st.DrawFn, day: date) -> date:
    """A day at or after another, often just at a turn."""
    return day + timedelta(days=max(0, draw(st.sampled_from(TURNS)) + draw(st.integers(-1, 1))))


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    triaged = draw(days_after(date(2013, 9, 1) + timedelta(days=draw(st.integers(0, 10)) * 61)))
    started = draw(days_after(triaged))
    ended = draw(st.none() | days_after(triaged))
    around = [triaged, started, ended or started]
    client, agency = draw(st.sampled_from("1234")), draw(st.sampled_from(("N0001", "N0002")))
    # A client is one person at an agency, and the same attributor is met at both, and twice at one.
    initials, born = ("AB", "1980-01-01") if client in "12" else ("CD", "1996-09-30") if client == "3" else ("E", None)
    return Episode(
        triaged=str(triaged),
        ended=ended and str(ended),
        reason=draw(st.sampled_from((None, "80", "81", "82", "83", "84", "85", "87", "89", "94", "99", "1"))),
        client=client,
        agency=agency,
        initials=initials,
        born=born,
        drugs=draw(
            st.lists(
                st.sampled_from((None, "1000", "1101", "3201", "5000", "7000", "9996", "1234")), min_size=3, max_size=3
            )
        ),
        lives=draw(st.sampled_from(("A09B", "A09B", "A10B", None))),
        consent=draw(st.sampled_from(("Y", "Y", "Y", "Y", "N", None))),
        interventions=[
            (draw(st.sampled_from(("94", "95", "95", "4", "96", "8"))), *map(str, _waited(draw, started)))
            for _ in range(draw(st.integers(0, 2)))
        ]
        + [("95", None, str(triaged), str(started))],
        tops=[
            (draw(st.sampled_from("SREP")), str(draw(days_after(draw(st.sampled_from(around)) - timedelta(days=28)))))
            for _ in range(draw(st.integers(0, 3)))
        ],
    )


def _waited(draw: st.DrawFn, started: date) -> tuple[date, date, date]:
    referred = started - timedelta(days=draw(st.integers(0, 2)))
    offered = referred + timedelta(days=draw(st.sampled_from((-1, 0, 20, 21, 22))))
    return referred, offered, started + timedelta(days=draw(st.integers(0, 2)))


CHOICES = st.fixed_dictionaries(
    {
        "journey-days-inclusive": st.booleans(),
        "re-presentation": st.sampled_from(("calendar-months", "days")),
        "person-within": st.sampled_from(("partnership", "anywhere")),
        "retention-start": st.sampled_from(("triage", "first-intervention")),
        "records-reach": st.none() | st.just(date(2015, 6, 30)),
    }
)


@settings(max_examples=80)
@given(st.lists(episodes(), max_size=9), CHOICES, st.sampled_from(PERIODS))
def test_every_figure_is_as_the_slow_way_finds_it(held: list[Episode], choices: dict[str, Any], period: str) -> None:
    assert fast(held, choices, period) == slow(held, choices, period)


def fast(held: list[Episode], choices: dict[str, Any], period: str) -> Figures:
    records = records_from(*held, settings=choices, period=period)
    views = prepare_views(records, ViewContext())
    rows = derive_figures(
        views,
        records.record_set,
        DerivationScope(records.period, "E08000037", "estimated"),
        catalogue=CATALOGUE,
        breakdowns=BREAKDOWNS,
    )
    oracle_figures: Figures = {}
    for row in rows.iter_rows(named=True):
        code = row["indicator"] + ("" if row["breakdown"] == "total" else f";{row['breakdown']}")
        parts = (row["numerator"], row["denominator"]) if CATALOGUE[row["indicator"]].parts else (row["value"], None)
        oracle_figures[code] = tuple(part if part is None else part // MICRO for part in parts)  # type: ignore[assignment]
    return oracle_figures


def slow(held: list[Episode], choices: dict[str, Any], period: str) -> Figures:
    form = records_from(*held, settings=choices, period=period)
    derived_figures = figures(
        tables_of(*held), form.period.start, form.period.end, form.record_set.settings, form.record_set.codes["DRUG"]
    )
    return {code: figure for code, figure in derived_figures.items() if figure is not None}
