"""Windows, lead times, extensions: every date of an obligation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from mappings.calendar.closures_and_terms import ClosedDay, PlaceLead
from mappings.calendar.due_rules import Timetable
from mappings.obligations.event_ledger import Event
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionRows
from mappings.obligations.obligation_dates import ObligationDates, find_dates
from tests.shipped import load_record_returns, load_ruleset

RULES = load_ruleset()
HOME = RULES.places["lewisham"]
GRANTED = datetime(2010, 4, 1, 9, 0, tzinfo=UTC)


def table(**given: Any) -> Timetable:
    due = {"anchor": "period_end", "working_days": 10, "assumed": True, "source": "made up"} | given.pop("due", {})
    lead = given.pop("lead", None)
    rules = {name: {"assumed": False, "source": "made up"} | rule for name, rule in given.items()}
    more = {"lead": {"working_days": lead, "assumed": True, "source": "made up"}} if lead is not None else {}
    return Timetable.model_validate({"return_code": "national", "due": due} | rules | more)


def dates(timetable: Timetable, period: str = "FY2009-10", **more: Any) -> ObligationDates:
    extensions = ExtensionRows(more.pop("grants", ()), more.pop("area", None), more.pop("agency", None))
    about: dict[str, Any] = {"place": HOME, "ruleset": RULES, "extensions": extensions} | more
    return find_dates(timetable, parse_period(period), **about)


def grant(until: str | None, **more: Any) -> ExtensionGrant:
    given: dict[str, Any] = {
        "place": "lewisham", "return_code": "national", "area": None, "period": "FY2009-10", "agency": None,
        "until": date.fromisoformat(until) if until else None, "at": None, "granted_by": "the department",
        "reason": "snow.", "granted_at": GRANTED,
    }  # fmt: skip
    return ExtensionGrant(**(given | more))


def notice(day: str, kind: str = "inspection-notice") -> Event:
    return Event("notice", "lewisham", "ofsted-profile", "E09000023", day, date.fromisoformat(day), "", kind)


@pytest.mark.parametrize(
    ("code", "period", "opens", "due", "refresh", "send_by", "assumed"),
    [
        # Worked by hand. 1 April 2013 was Easter Monday: a window opens on it all the same.
        ("ssda903", "FY2012-13", "2013-04-01", "2013-05-31", "2013-06-28", "2013-05-16", False),
        ("ssda903", "FY2018-19", "2019-04-01", "2019-05-31", None, "2019-05-16", False),
        ("ssda903", "FY2015-16", "2016-04-01", "2016-05-31", None, "2016-05-16", True),
        # 30 June 2024 was a Sunday.
        ("ssda903", "FY2023-24", "2024-04-01", "2024-06-28", None, "2024-06-14", True),
        ("ssda903", "FY2009-10", "2010-04-01", "2010-05-28", None, "2010-05-14", True),
        ("cin", "FY2012-13", "2013-04-01", "2013-07-31", None, "2013-07-17", False),
        # 31 July 2021 was a Saturday.
        ("cin", "FY2020-21", "2021-04-01", "2021-07-30", None, "2021-07-16", True),
        ("cin", "FY2024-25", "2025-04-01", "2025-07-31", None, "2025-07-17", True),
        # The first data from 1 April fell due in early May; the window is two weeks.
        ("ndtms", "2009-M04", "2009-05-01", "2009-05-15", None, "2009-05-12", True),
        ("ndtms", "2009-M10", "2009-11-02", "2009-11-13", None, "2009-11-10", True),
        ("ndtms", "2010-M12", "2011-01-04", "2011-01-17", None, "2011-01-12", True),
    ],
)
def test_the_windows_of_returns_made_of_records(
    code: str, period: str, opens: str, due: str, refresh: str | None, send_by: str, assumed: bool
) -> None:
    timetable = load_record_returns()[code].timetable_for(parse_period(period))
    assert timetable is not None
    obligation_dates = dates(timetable, period)
    days = (obligation_dates.opens, obligation_dates.due, obligation_dates.refresh, obligation_dates.send_by)
    assert [each and str(each.date) for each in days] == [
        opens, due, refresh, send_by,
    ]  # fmt: skip
    assert obligation_dates.due.assumed is assumed
    assert obligation_dates.send_by.assumed


@pytest.mark.parametrize(
    ("code", "period", "due", "send_by"),
    [
        ("vital-signs", "FY2009-10-Q3", "2010-01-29", "2010-01-22"),
        ("vital-signs", "FY2009-10", "2010-04-30", "2010-04-23"),
        ("crc", "FY2010-11", "2011-07-29", "2011-07-15"),
        ("national-indicators", "FY2009-10", "2010-06-30", "2010-06-16"),
        ("ndtms", "FY2009-10", "2010-04-16", "2010-04-13"),
        ("core-data-set", "FY2024-25", "2025-09-30", "2025-09-16"),
    ],
)
def test_the_dates_of_returns_of_figures(code: str, period: str, due: str, send_by: str) -> None:
    edition = RULES.return_named(code).edition_for(parse_period(period))
    assert edition is not None
    obligation_dates = dates(edition.timetable, period)
    assert (str(obligation_dates.due.date), str(obligation_dates.send_by.date)) == (due, send_by)
    assert obligation_dates.send_by.at == obligation_dates.due.at


def test_a_return_of_records_is_of_its_own_kind_of_period() -> None:
    known = load_record_returns()
    assert known["ndtms"].timetable_for(parse_period("FY2009-10")) is None
    assert known["cin"].timetable_for(parse_period("2009-M04")) is None


def test_an_inspection_counts_from_its_notice() -> None:
    annex = load_record_returns()["ofsted-annex-a"].timetable_for(parse_period("2026-12-24"))
    assert annex is not None
    waiting = dates(annex, "2026-12-24")
    assert (waiting.due.date, waiting.send_by.date, waiting.due.assumed) == (None, None, True)
    # Thursday 24 December: 29, 30 and 31 are the next three on which people work.
    obligation_dates = dates(annex, "2026-12-24", event=notice("2026-12-24"))
    days = (obligation_dates.opens, obligation_dates.due, obligation_dates.send_by)
    assert [str(each.date) for each in days if each] == [
        "2026-12-24", "2026-12-31", "2026-12-30",
    ]  # fmt: skip
    assert "Thursday 24 December 2026, the notice of inspection" in obligation_dates.due.explanation


@pytest.mark.parametrize(
    ("kind", "day", "due", "send_by"),
    [
        # Tuesday 26 January 2027 is the twentieth: Christmas, its substitute and New Year are left out.
        ("information-request", "2026-12-24", "2027-01-26", "2027-01-19"),
        # Six before Wednesday 6 January 2027: 5, 4, 31, 30, 29, 24; three before that: 23, 22, 21.
        ("scrutiny-meeting", "2027-01-06", "2026-12-24", "2026-12-21"),
    ],
)
def test_other_events_begin_a_return_that_has_no_rule_for_them(kind: str, day: str, due: str, send_by: str) -> None:
    obligation_dates = dates(table(), event=replace(notice(day, kind), period="FY2009-10"))
    assert (str(obligation_dates.due.date), str(obligation_dates.send_by.date), obligation_dates.due.assumed) == (
        due,
        send_by,
        True,
    )


@pytest.mark.parametrize(
    ("given", "send_by", "said"),
    [
        # Friday 16 April 2010 less five.
        ({"lead": 5}, "2010-04-09", "5 working days before Friday 16 April 2010, when the return falls due: "
                                    "Friday 9 April 2010, leaving out weekends."),
        ({"lead": 0}, "2010-04-16", "When the return itself falls due: 10 working days after"),
        ({}, "2010-04-16", "When the return itself falls due: 10 working days after"),
        # Not before anything can be sent: Thursday 1 April, the day after the year.
        ({"lead": 15}, "2010-04-01", "before Thursday 1 April 2010 there is nothing to send, so it is that day."),
        ({"lead": 9, "opens": {"anchor": "period_end", "days": 9}}, "2010-04-09", "before Friday 9 April 2010"),
        ({"lead": 9, "opens": {"anchor": "period_end", "days": 40}}, "2010-04-16", "before Friday 16 April 2010"),
    ],
)  # fmt: skip
def test_what_agencies_are_told(given: dict[str, Any], send_by: str, said: str) -> None:
    obligation_dates = dates(table(**given)).send_by
    assert str(obligation_dates.date) == send_by
    assert said in obligation_dates.explanation


def test_a_place_has_its_own_lead() -> None:
    own = PlaceLead.model_validate({"return": "national", "working_days": 1, "source": "the team"})
    obligation_dates = dates(table(lead=5, due={"assumed": False}), place=replace(HOME, leads=(own,)))
    assert (str(obligation_dates.send_by.date), obligation_dates.send_by.assumed) == ("2010-04-15", False)


def test_a_place_has_its_own_days_and_its_own_nation() -> None:
    closed = ClosedDay.model_validate({"date": "2010-04-12", "name": "Flood", "what": "closed", "source": "council"})
    assert str(dates(table(), place=replace(HOME, closed_days=(closed,))).due.date) == "2010-04-19"
    assert str(dates(table(), place=replace(HOME, nation="scotland")).due.date) == "2010-04-15"
    assert str(dates(table()).due.date) == "2010-04-16"


def test_the_recipients_extension_moves_the_return_and_what_hangs_on_it() -> None:
    refresh = {"anchor": "period_end", "months": 1, "roll": "none"}
    obligation_dates = dates(table(lead=5, refresh=refresh), grants=[grant("2010-05-14", at=time(12))])
    assert (str(obligation_dates.due.date), obligation_dates.due.at, obligation_dates.due.assumed) == (
        "2010-05-14",
        time(12),
        False,
    )
    assert obligation_dates.due.explanation.startswith(
        "Friday 14 May 2010, extended by the department on Thursday 1 April 2010 (snow). Without the extension: 10 "
    )
    assert str(obligation_dates.send_by.date) == "2010-05-07"
    assert obligation_dates.refresh is not None
    assert str(obligation_dates.refresh.date) == "2010-05-14"
    assert obligation_dates.grant is not None


def test_an_agencys_extension_is_its_own() -> None:
    given = [grant("2010-04-14", agency="lewisham-yot", granted_by="us")]
    mine = dates(table(lead=5), grants=given, agency="lewisham-yot")
    assert (str(mine.due.date), str(mine.send_by.date)) == ("2010-04-16", "2010-04-14")
    assert mine.send_by.explanation.startswith("Wednesday 14 April 2010, extended by us")
    for other in (None, "lewisham-pct"):
        assert str(dates(table(lead=5), grants=given, agency=other).send_by.date) == "2010-04-09"


def test_an_extension_never_takes_time_away() -> None:
    later = [grant("2010-04-14", agency="lewisham-yot"), grant("2010-06-30")]
    obligation_dates = dates(table(lead=5), grants=later, agency="lewisham-yot")
    assert str(obligation_dates.send_by.date) == "2010-06-23"
    assert str(dates(table(), grants=[grant("2010-04-10")]).due.date) == "2010-04-16"


@pytest.mark.parametrize(
    "other",
    [{"place": "nottinghamshire"}, {"return_code": "crc"}, {"period": "FY2010-11"}, {"area": "5LF"}],
)
def test_an_extension_of_something_else_is_passed_over(other: dict[str, Any]) -> None:
    assert str(dates(table(), grants=[grant("2010-05-14", **other)], area="E09000023").due.date) == "2010-04-16"


def test_of_one_area_and_all_areas_the_longer_holds_and_taking_back_ends_only_its_own() -> None:
    one, everybody = grant("2010-05-14", area="E09000023"), grant("2010-05-07")
    back = grant(None, area="E09000023")
    both = [one, everybody]
    assert str(dates(table(), grants=both, area="E09000023").due.date) == "2010-05-14"
    assert str(dates(table(), grants=both, area="5LF").due.date) == "2010-05-07"
    assert str(dates(table(), grants=[*both, back], area="E09000023").due.date) == "2010-05-07"
    assert str(dates(table(), grants=[one, back], area="E09000023").due.date) == "2010-04-16"


LATER = st.lists(st.one_of(st.none(), st.dates(date(2010, 4, 1), date(2010, 8, 31))), max_size=8)


@given(LATER)
def test_the_newest_row_holds_and_rows_before_it_change_nothing(days: list[date | None]) -> None:
    rows = [replace(grant("2010-05-14"), until=day) for day in days]
    obligation_dates = dates(table(), grants=rows).due.date
    newest = days[-1] if days else None
    assert obligation_dates == max(newest or date(2010, 4, 16), date(2010, 4, 16))


@given(st.integers(0, 40), st.integers(1, 40), st.sampled_from(["FY2009-10", "2010-M12", "AY2010-11", "CY2012"]))
def test_agencies_are_told_a_day_from_which_there_is_something_and_not_after_it_falls_due(
    lead: int, count: int, period: str
) -> None:
    obligation_dates = dates(table(lead=lead, due={"working_days": count}), period)
    assert obligation_dates.due.date is not None
    assert obligation_dates.send_by.date is not None
    assert parse_period(period).end < obligation_dates.send_by.date <= obligation_dates.due.date
    assert RULES.calendar.is_working(obligation_dates.send_by.date)


def test_every_timetable_that_ships_makes_dates_and_what_is_assumed_says_why() -> None:
    for obligation_dates in RULES.returns.values():
        for edition in obligation_dates.editions:
            rules = [edition.opens, edition.due, edition.refresh, edition.lead]
            assert all(each.source for each in rules if each is not None)
    for each in load_record_returns().values():
        ends = [(entry.start, entry.end) for entry in each.timetables]
        assert all(before[1] == after[0] for before, after in pairwise(ends))
        assert ends[-1][1] is None


@pytest.mark.parametrize(
    ("day", "kind", "due", "send_by"),
    [
        # Papers six working days before a meeting, three more for us: held back to the day after the year's end.
        ("2010-04-15", "scrutiny-meeting", "2010-04-07", "2010-04-01"),
        ("2010-04-12", "scrutiny-meeting", "2010-03-31", "2010-03-26"),
        ("2010-03-08", "information-request", "2010-04-07", "2010-04-01"),
    ],
)
def test_nothing_is_sent_of_a_whole_period_before_it_is_over(day: str, kind: str, due: str, send_by: str) -> None:
    obligation_dates = dates(table(), event=notice(day, kind))
    assert (str(obligation_dates.due.date), str(obligation_dates.send_by.date)) == (due, send_by)
