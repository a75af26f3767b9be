"""Extensions: a ledger that only grows, by whom and why."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from indicators.period.codes import parse_period
from mappings.obligations.event_ledger import Event
from mappings.obligations.events import EventReport, cancel_event, record_event
from mappings.obligations.extension_ledger import (
    ExtensionGrant,
    ExtensionRows,
    ExtensionTerms,
    read_grants,
    select_current_grants,
)
from mappings.obligations.grant_extensions import grant_extension, revoke_extension
from mappings.obligations.obligation_dates import ObligationDates, find_dates
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError
from tests.contexts import make_context
from tests.examples import at_most
from tests.shipped import load_ruleset

RULES = load_ruleset()
ABOUT: dict[str, Any] = {"place": "lewisham", "return_code": "vital-signs", "period": "FY2009-10-Q3"}
WHY: dict[str, Any] = {"by": "the strategic health authority", "reason": "snow"}
DUE, SEND_BY = date(2010, 1, 29), date(2010, 1, 22)


def extend(engine: Engine, clock: FixedClock, day: str, **more: Any) -> ExtensionGrant:
    about = ABOUT | WHY | {"until": date.fromisoformat(day)} | more
    context = make_context(engine, ruleset=RULES, clock=clock)
    return grant_extension(context, terms_of(about), about["until"], about.get("at"), **why_of(about))


def back(engine: Engine, clock: FixedClock, **more: Any) -> ExtensionGrant:
    about = ABOUT | WHY | more
    return revoke_extension(make_context(engine, ruleset=RULES, clock=clock), terms_of(about), **why_of(about))


def terms_of(about: dict[str, Any]) -> ExtensionTerms:
    return ExtensionTerms(**{name: about[name] for name in ExtensionTerms._fields if name in about})


def why_of(about: dict[str, Any]) -> dict[str, str]:
    return {name: about[name] for name in ("by", "reason")}


def begin(engine: Engine, clock: FixedClock, **about: Any) -> Event:
    return record_event(make_context(engine, ruleset=RULES, clock=clock), EventReport(area="E09000023", **about))


def rows(engine: Engine, as_of: datetime | None = None) -> tuple[ExtensionGrant, ...]:
    with reading(engine) as session:
        return read_grants(session, as_of)


def dates(engine: Engine, agency: str | None = None, area: str = "5LF") -> ObligationDates:
    edition = RULES.returns["vital-signs"].edition_for(parse_period("FY2009-10-Q3"))
    assert edition is not None
    return find_dates(edition.timetable, parse_period("FY2009-10-Q3"), place=RULES.places["lewisham"], ruleset=RULES,
                    extensions=ExtensionRows(rows(engine), area, agency))  # fmt: skip


def test_an_extension_is_a_row_and_a_later_one_another(engine: Engine, clock: FixedClock) -> None:
    first = extend(engine, clock, "2010-02-05", at=time(12))
    second = extend(engine, clock, "2010-02-12")
    assert rows(engine) == (first, second)
    assert select_current_grants(rows(engine)) == (second,)
    dates_now = dates(engine)
    assert (dates_now.due.date, dates_now.due.at, dates_now.grant) == (date(2010, 2, 12), time(17), second)
    assert dates_now.send_by.date == date(2010, 2, 5)
    assert "the strategic health authority" in dates_now.due.explanation
    assert "snow" in dates_now.due.explanation


def test_one_after_the_deadline_is_a_new_deadline(engine: Engine) -> None:
    """The lock of 29 January has come and gone; what was known then stays known."""
    locked = FixedClock(datetime(2010, 2, 3, 9, 0, tzinfo=UTC))
    new_grant = extend(engine, locked, "2010-02-08")
    assert dates(engine).due.instant == datetime(2010, 2, 8, 17, 0, tzinfo=UTC)
    assert rows(engine, locked.instant - timedelta(seconds=1)) == ()
    assert rows(engine, locked.instant) == (new_grant,)


def test_it_is_taken_back_by_a_row_of_its_own(engine: Engine, clock: FixedClock) -> None:
    new_grant = extend(engine, clock, "2010-02-05")
    back(engine, clock)
    assert rows(engine)[0] == new_grant
    assert len(rows(engine)) == 2
    assert dates(engine).due.date == DUE
    assert dates(engine).grant is None
    with pytest.raises(Conflict, match=r"No extension stands for lewisham/vital-signs/all-areas/FY2009-10-Q3\."):
        back(engine, clock)
    extend(engine, clock, "2010-02-01")
    assert dates(engine).due.date == date(2010, 2, 1)


def test_an_agencys_extension_is_the_agencys_alone(engine: Engine, clock: FixedClock) -> None:
    new_grant = extend(engine, clock, "2010-01-26", agency="lewisham-pct", by="us")
    mine, others = dates(engine, "lewisham-pct"), dates(engine, "lewisham-yot")
    assert (mine.due.date, mine.send_by.date, mine.grant) == (DUE, date(2010, 1, 26), new_grant)
    assert (others.send_by.date, others.grant) == (SEND_BY, None)


def test_the_audit_trail_has_the_day_and_not_the_person(engine: Engine, clock: FixedClock) -> None:
    extend(engine, clock, "2010-02-05")
    with reading(engine) as session:
        act, subject, details = session.execute(text("SELECT act, subject, details FROM audit")).one()
    assert (act, subject) == ("grant extension", "lewisham/vital-signs/all-areas/FY2009-10-Q3")
    document = json.loads(details)
    assert list(document.pop("rows")) == ["extension"]
    assert document == {"until": "2010-02-05"}


@pytest.mark.parametrize(
    ("change", "kind", "expected"),
    [
        ({"until": DUE}, Refused, "Friday 29 January 2010, 5pm is not later than Friday 29 January 2010, 5pm"),
        ({"until": date(2010, 1, 20)}, Refused, "is not later than"),
        ({"until": DUE, "at": time(16, 59)}, Refused, "4:59pm is not later"),
        ({"until": SEND_BY, "agency": "lewisham-pct"}, Refused, "Friday 22 January 2010, 5pm"),
        ({"by": " "}, Refused, "Nobody is named"),
        ({"reason": ""}, Refused, "No reason"),
        ({"place": "leeds"}, NotFound, "no place"),
        ({"return_code": "vital-sings"}, NotFound, "no return"),
        ({"agency": "lewisham-pcts"}, NotFound, "lewisham-pct"),
        ({"area": "E10000024"}, Refused, "does not make vital-signs for E10000024"),
        ({"period": "FY2011-12-Q1"}, Refused, "ended on 2011-04-01"),
        ({"place": "nottinghamshire", "return_code": "core-data-set", "period": "FY2018-19"}, Refused, "not yet"),
        ({"return_code": "cin", "period": "FY2012-13"}, Refused, "does not make cin in FY2012-13"),
        ({"return_code": "ndtms", "period": "FY2026-27-Q1"}, Refused, "for a financial year or month"),
        ({"return_code": "ofsted-profile", "period": "2026-02-02"}, Refused, "has no date yet"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    sqlite_engine: Engine, clock: FixedClock, change: dict[str, Any], kind: type[ReturnOnceError], expected: str
) -> None:
    with pytest.raises(kind, match=expected) as refused:
        extend(sqlite_engine, clock, "2010-02-05", **change)
    assert refused.value.mend
    assert rows(sqlite_engine) == ()


def test_the_same_day_at_a_later_hour_is_an_extension(sqlite_engine: Engine, clock: FixedClock) -> None:
    extend(sqlite_engine, clock, str(DUE), at=time(23, 59))
    assert dates(sqlite_engine).due.at == time(23, 59)


@pytest.mark.parametrize(
    ("period", "due"),
    [("FY2025-26", "Thursday 16 April 2026"), ("2026-M10", "Friday 13 November 2026")],
)
def test_figures_and_records_of_one_code_are_told_apart_by_the_period(
    sqlite_engine: Engine, clock: FixedClock, period: str, due: str
) -> None:
    with pytest.raises(Refused, match=f"not later than {due}"):
        extend(sqlite_engine, clock, "2026-04-01", return_code="ndtms", period=period)


def test_what_an_event_began_is_extended_from_its_own_date(sqlite_engine: Engine, clock: FixedClock) -> None:
    of: dict[str, Any] = {"place": "lewisham", "return_code": "ofsted-profile", "period": "2026-11-20"}
    begin(sqlite_engine, clock, **of, day=date(2026, 11, 20))
    with pytest.raises(Refused, match="not later than Wednesday 25 November 2026"):
        extend(sqlite_engine, clock, "2026-11-25", **of)
    assert extend(sqlite_engine, clock, "2026-11-26", **of).until == date(2026, 11, 26)


def test_a_return_that_an_event_asks_for_as_well_is_extended_from_its_first_date(
    sqlite_engine: Engine, clock: FixedClock
) -> None:
    of: dict[str, Any] = {"place": "lewisham", "return_code": "core-data-set", "period": "FY2025-26"}
    begin(sqlite_engine, clock, **of, day=date(2026, 12, 16), kind="scrutiny-meeting")
    # It falls due on Wednesday 30 September 2026 by itself, and on 8 December for the meeting.
    with pytest.raises(Refused, match="not later than Wednesday 30 September 2026"):
        extend(sqlite_engine, clock, "2026-09-30", **of)
    assert extend(sqlite_engine, clock, "2026-10-15", **of).until == date(2026, 10, 15)


DAYS = st.dates(date(2010, 1, 25), date(2010, 3, 1))
ACTS = st.lists(
    st.tuples(st.one_of(st.none(), DAYS), st.sampled_from([None, "5LF"]), st.sampled_from([None, "lewisham-pct"])),
    max_size=6,
)


@settings(max_examples=at_most(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_the_ledger_only_grows_and_nobody_loses_time(
    sqlite_engine: Engine, acts: list[tuple[date | None, str | None, str | None]]
) -> None:
    """Any order of grants and of taking back: rows stay as they were, a grant never makes a date earlier."""
    engine = sqlite_engine
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM extension"))
    clock = FixedClock(datetime(2010, 1, 25, 9, 0, tzinfo=UTC))
    before: tuple[ExtensionGrant, ...] = ()
    for until, area, agency in acts:
        was = dates(engine, "lewisham-pct")
        try:
            if until is None:
                back(engine, clock, area=area, agency=agency)
            else:
                extend(engine, clock, str(until), area=area, agency=agency)
        except (Refused, Conflict):
            assert rows(engine) == before
            continue
        after = rows(engine)
        assert after[:-1] == before
        now = dates(engine, "lewisham-pct")
        if until is not None:
            assert (now.due.date, now.send_by.date) >= (was.due.date, was.send_by.date)
            shown = now.due.date if agency is None else now.send_by.date
            assert shown is not None
            assert shown >= until
        assert now.due.date is not None
        assert now.due.date >= DUE
        before = after


@pytest.mark.parametrize("day", ["2012-01-30", "2112-02-05", "9999-12-31"])
def test_a_slip_in_the_year_is_refused_and_nothing_is_stored(
    sqlite_engine: Engine, clock: FixedClock, day: str
) -> None:
    with pytest.raises(Refused, match="more than two years later"):
        extend(sqlite_engine, clock, day)
    with pytest.raises(Refused, match="more than two years ahead"):
        begin(
            sqlite_engine, clock, place="lewisham", return_code="ofsted-profile", period="2026-09-30",
            day=date(2028, 11, 21),
        )  # fmt: skip
    assert rows(sqlite_engine) == ()


@pytest.mark.parametrize("at", [time(17, tzinfo=UTC), time(17, 0, 30), time(17, 0, 0, 5)])
def test_an_hour_that_the_ledger_cannot_keep_is_refused(sqlite_engine: Engine, clock: FixedClock, at: time) -> None:
    """One with a zone would not compare with any other, and end every plan after it."""
    with pytest.raises(Refused, match="is not an hour and minute in London"):
        extend(sqlite_engine, clock, "2010-02-05", at=at)
    assert rows(sqlite_engine) == ()


def test_an_extension_does_not_outlast_the_event_that_it_was_granted_for(
    sqlite_engine: Engine, clock: FixedClock
) -> None:
    about = {"place": "lewisham", "return_code": "ofsted-profile", "period": "FY2025-26"}
    new_event = begin(sqlite_engine, clock, **about, day=date(2026, 2, 10))
    extend(sqlite_engine, clock, "2026-02-27", **about)
    cancel_event(make_context(sqlite_engine, clock=clock), new_event.name, reason="the visit was put off")
    with reading(sqlite_engine) as session:
        scope = PlanScope(date(2026, 3, 31), date(2026, 3, 31), "lewisham")
        actual_rows = make_plan(RULES, scope, session).obligations.filter(pl.col("return") == "ofsted-profile")
    assert actual_rows.select("due", "send_by", "grant").rows() == [(None, None, None)]
