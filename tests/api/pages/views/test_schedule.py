"""The schedule's page from made-up boards: counts, filters, order, pages."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.period_spans import PeriodSpan
from api.pages.views.schedule import PAGE, SORTS, SchedulePage, schedule_page
from api.pages.wording import SETTLED, STATES
from tests.api.pages.sample_boards import board

SPAN = PeriodSpan("now", "Around now", date(2009, 6, 7), date(2010, 9, 8))
TITLES = {"lewisham": "London Borough of Lewisham", "nottinghamshire": "Nottinghamshire"}


def page(frame: pl.DataFrame, **asked: str) -> SchedulePage:
    return schedule_page(frame, asked, spans={"now": "Around now"}, span=SPAN, places=TITLES)


def numbers(actual_schedule_page: SchedulePage) -> dict[str, str]:
    return {count.label: count.number for count in actual_schedule_page.counts}


def test_a_row_says_when_who_how_far_and_why() -> None:
    (row,) = page(board({})).rows
    assert row.due == "Wednesday 16 June 2010, 5pm (in 8 days)"
    assert (row.title, row.agency, row.place) == (
        "Vital Signs monitoring: 2009-10", "Lewisham Primary Care Trust", "London Borough of Lewisham",
    )  # fmt: skip
    assert (row.state, row.colour, row.figures, row.assumed) == ("Part received", "yellow", "3 of 12", True)
    assert row.href == "/collections/lewisham/lewisham-pct/vital-signs/FY2009-10/0"


def test_nothing_is_waited_for_once_it_came() -> None:
    (row,) = page(board({"state": "received"})).rows
    assert row.due == "Wednesday 16 June 2010, 5pm"


def test_nobodys_collection_and_one_without_a_date_are_told() -> None:
    (row,) = page(
        board({"agency": None, "agency_name": None, "due": None, "days_left": None, "state": "not_started"})
    ).rows
    assert row.agency == "Nobody is of record"
    assert row.due.startswith("No date yet")


def test_counts_lead_to_what_they_count() -> None:
    frame = board(
        {"state": "late", "days_left": -3}, {"state": "late", "days_left": -1},
        {"state": "not_started", "days_left": 7},
        {"state": "not_started", "days_left": 8}, {"state": "received", "days_left": 2}, {"state": "needs_fixing"},
    )  # fmt: skip
    schedule = page(frame)
    assert numbers(schedule) == {"Late": "2", "Due within 7 days": "1", "Needs fixing": "1", "Part received": "0",
                             "Not started": "2", "Received": "1"}  # fmt: skip
    for count in schedule.counts:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(count.href).query).items()}
        assert f"{page(frame, **asked).total:,}" == count.number


def test_filters_narrow_and_counts_follow_all_but_the_state() -> None:
    frame = board(
        {"place": "nottinghamshire", "state": "late"}, {"state": "late"}, {"return": "ndtms", "title": "NDTMS"}
    )
    assert page(frame, place="lewisham").total == 2
    assert page(frame, **{"return": "ndtms"}).rows[0].title == "NDTMS: 2009-10"
    assert numbers(page(frame, place="lewisham", state="received"))["Late"] == "1"
    assert page(frame, agency="nobody-we-know").total == 0


def test_what_is_still_waited_for_is_first_unless_asked_otherwise() -> None:
    early = {"state": "received", "due": date(2010, 1, 1), "title": "A"}
    late = {"state": "late", "due": date(2010, 5, 1), "title": "B"}
    assert [row.title[0] for row in page(board(early, late)).rows] == ["B", "A"]
    assert [row.title[0] for row in page(board(early, late), sort="due").rows] == ["A", "B"]


@pytest.mark.parametrize("name", [name for name in SORTS if name])
def test_a_heading_sorts_up_then_down_and_says_so(name: str) -> None:
    def heading(sort: str) -> tuple[str | None, str]:
        actual_heading = next(
            each for each in page(board({}), sort=sort).headings if f"sort={name}" in each.href.replace("=-", "=")
        )
        return actual_heading.order, actual_heading.href

    assert heading("")[0] is None
    assert heading(name) == ("ascending", f"/schedule?sort=-{name}")
    assert heading(f"-{name}") == ("descending", f"/schedule?sort={name}")


@given(
    states=st.lists(st.sampled_from(sorted(STATES)), min_size=1, max_size=130),
    sort=st.sampled_from(["", *(f"{sign}{name}" for name in SORTS if name for sign in ("", "-"))]),
)
def test_every_collection_is_on_exactly_one_page(states: list[str], sort: str) -> None:
    frame = board(*({"state": state} for state in states))
    first = page(frame, sort=sort)
    shown = [row.href for n in range(first.pages) for row in page(frame, sort=sort, page=str(n + 1)).rows]
    assert sorted(shown) == sorted(f"/collections/{key}" for key in frame["key"])
    assert all(len(page(frame, sort=sort, page=str(n + 1)).rows) <= PAGE for n in range(first.pages))
    if not sort:
        settled = [state.lower().replace(" ", "_") in SETTLED for state in (row.state for row in first.rows)]
        assert settled == sorted(settled)


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "٣", "1" * 30, "1.5"])
def test_a_page_that_is_not_there_is_the_nearest(number: str) -> None:
    assert page(board({}), page=number).page == 1


def test_a_year_that_is_not_now_goes_along_to_the_collection() -> None:
    past = PeriodSpan("FY2008-09", "2008-09", date(2008, 4, 1), date(2009, 3, 31))
    page_model = schedule_page(board({}), {}, spans={"FY2008-09": "2008 to 2009"}, span=past, places=TITLES)
    assert page_model.rows[0].href.endswith("?span=FY2008-09")
