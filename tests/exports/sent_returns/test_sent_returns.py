"""A return that is made elsewhere: noted as sent, its state, what the portal said, its dates and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from exports.feeds import render_feed
from exports.sent_returns.schedule_keys import find_schedule_key, is_made_elsewhere
from exports.sent_returns.sent_returns import (
    ScheduleKey,
    SendingDetails,
    end_sent_return,
    load_sent_return_report,
    mark_return_sent,
    read_sent_returns,
)
from mappings.definitions.portals import NewPortalReport, PortalFinding
from mappings.progress.board import build_board
from mappings.reminders.planned_dates import record_planned_dates
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.principals import OPERATOR, Grant, Principal
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Forbidden, NotFound, Refused
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.mappings.scheduled_places import YEAR, load_kent

OFFICER = Principal("olga", "person", (Grant("officer", place="kent"),))
AGENCY = Principal("anna", "person", (Grant("agency", place="kent", agencies=frozenset({"kent-e10000016"})),))
FOUND = (PortalFinding("error", "E1", "Table 3", 2, "Not the sum"), PortalFinding("note", "", None, 3, "Thank you"))
#: Before and after SEN2's day in the year, 11 March 2027.
EARLY, LATE = datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def kent(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load_kent(tmp_path_factory.mktemp("kent"))


@dataclass(frozen=True)
class Office:
    """The council of Kent at a time."""

    context: AppContext

    def at(self, instant: datetime) -> Office:
        now = self.context
        return Office(make_context(now.engine, ruleset=now.ruleset, clock=FixedClock(instant), settings=now.settings))

    def key(self, code: str = "sen2", period: str = "FY2026-27", stage: str | None = None) -> ScheduleKey:
        return find_schedule_key(self.context.ruleset, code, "Kent", period, stage=stage)

    def state(self, code: str = "sen2", period: str = "FY2026-27") -> tuple[str, str, int]:
        """State, why, and findings of a return's collection."""
        with Session(self.context.engine) as session:
            now = self.context.clock.now()
            board = build_board(self.context.ruleset, session, start=YEAR[0], end=YEAR[1], now=now, place="kent")
        (row,) = board.filter(**{"return": code, "period": period}).iter_rows(named=True)
        return row["state"], row["why_state"], row["findings"]


@pytest.fixture
def office(engine: Engine, settings: Settings, kent: Ruleset) -> Office:
    return Office(make_context(engine, ruleset=kent, clock=FixedClock(EARLY), settings=settings))


def send(office: Office, receipt: str = "R-1", by: Principal = OFFICER, **more: object) -> int:
    sending = SendingDetails(receipt, **{"portal": "collect"} | more)  # type: ignore[arg-type]
    return mark_return_sent(office.context, office.key(), sending, by=by).number


def test_it_is_owed_then_sent_with_by_whom_and_the_receipt(office: Office) -> None:
    assert office.state() == ("not_started", "It has not been sent, as far as is known here.", 0)
    assert office.at(LATE).state()[0] == "late"
    assert (send(office, sent_by="Omar"), send(office), send(office, "R-2")) == (1, 1, 2)
    with reading(office.context.engine) as session:
        first, second = read_sent_returns(session, office.key())
    assert (first.portal, first.receipt, first.sent_by, first.recorded_by) == ("collect", "R-1", "Omar", "olga")
    assert second.sent_by == "olga"
    assert office.state() == ("received", "It was sent on Monday 1 March 2027, 9am, in time.", 0)
    assert office.at(LATE).state()[0] == "received"


def test_one_that_went_late_says_by_how_much(office: Office) -> None:
    after = office.at(LATE)
    send(after)
    state, why, _ = after.state()
    assert (state, why) == ("received_late", "It was sent on Monday 15 March 2027, 9am, 4 days late (2 working days).")


def test_what_was_noted_by_mistake_stays_in_the_list_and_counts_no_more(office: Office) -> None:
    send(office)
    ended = end_sent_return(office.context, office.key(), 1, reason=" wrong year ", by=OFFICER)
    assert ended.ended == "wrong year"
    assert office.state()[0] == "not_started"
    with pytest.raises(Conflict):
        end_sent_return(office.context, office.key(), 1, reason="again", by=OFFICER)
    assert send(office) == 2
    assert office.state()[0] == "received"


def test_a_portal_s_errors_come_back_to_the_return_and_period(office: Office) -> None:
    send(office)
    report = NewPortalReport("errors.csv", b"errors", FOUND)
    once = load_sent_return_report(office.context, office.key(), 1, report, by=OFFICER)
    assert once == load_sent_return_report(office.context, office.key(), 1, report, by=OFFICER)
    assert [(one.severity, one.line) for one in once.reports[0].findings] == [("error", "Table 3"), ("note", None)]
    assert office.state()[2] == 1
    assert office.context.blobs.read("editions", once.reports[0].file) == b"errors"
    # The last report counts, and the state as it was known then stays.
    clean = NewPortalReport("clean.csv", b"clean", ())
    load_sent_return_report(office.at(LATE).context, office.key(), 1, clean, by=OFFICER)
    assert (office.state()[2], office.at(LATE).state()[2]) == (1, 0)


def test_all_that_is_noted_is_on_the_audit_trail_and_bound_to_it(office: Office) -> None:
    send(office)
    load_sent_return_report(office.context, office.key(), 1, NewPortalReport("e.csv", b"e", FOUND), by=OFFICER)
    end_sent_return(office.context, office.key(), 1, reason="mistake", by=OFFICER)
    with reading(office.context.engine) as session:
        acts = session.exec(select(audit.AuditRow.act).order_by(col(audit.AuditRow.id))).all()
        assert audit.find_first_break(session) is None
    assert acts[-3:] == ["mark return sent", "load return report", "end sent return"]


REFUSED = [
    ("receipt", {"receipt": " "}, "The receipt is missing"),
    ("portal", {"portal": None}, "Through which portal sen2 goes is not established"),
    ("unknown portal", {"portal": "collct"}, "There is no portal"),
    ("time to come", {"sent_at": EARLY + timedelta(days=1)}, "cannot have been sent then"),
]


@pytest.mark.parametrize(("what", "said", "told"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_noted(office: Office, what: str, said: dict[str, object], told: str) -> None:
    del what
    with pytest.raises((Refused, NotFound), match=told):
        send(office, **said)  # type: ignore[arg-type]
    assert office.state()[0] == "not_started"


@pytest.mark.parametrize("by", [AGENCY, Principal("otto", "person", (Grant("officer", place="lewisham"),))])
def test_only_an_officer_of_the_place_notes_it(office: Office, by: Principal) -> None:
    with pytest.raises((Forbidden, NotFound)):
        send(office, by=by)
    assert send(office, by=OPERATOR) == 1


def test_each_stage_is_sent_by_itself(office: Office) -> None:
    with pytest.raises(Refused, match="one of autumn, spring, summer"):
        office.key("school-census", "AY2025-26")
    key = office.key("school-census", "AY2025-26", "spring")
    mark_return_sent(office.context, key, SendingDetails("R-9", "collect"), by=OFFICER)
    with Session(office.context.engine) as session:
        board = build_board(office.context.ruleset, session, start=YEAR[0], end=YEAR[1], now=EARLY, place="kent")
    rows = board.filter(**{"return": "school-census"}).select("title", "state").rows()
    assert sorted(rows) == [
        ("School census, autumn", "not_started"),
        ("School census, spring", "received"),
        ("School census, summer", "late"),
    ]


def test_what_no_schedule_has_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound, match="No place has sen2 in its schedule for Kent"):
        office.key(period="FY2019-20")
    ruleset = office.context.ruleset
    assert is_made_elsewhere(ruleset, "sen2", "Kent", "FY2026-27")
    assert not is_made_elsewhere(ruleset, "national-indicators", "Kent", "FY2009-10")


def test_its_dates_are_in_calendars_with_the_stage(office: Office) -> None:
    context = office.context
    with transaction(context.engine) as session:
        rows = record_planned_dates(session, context.clock, context.ruleset, "kent")
        days = {(row.kind, row.title, row.period): row.day for row in rows}
    sen2 = "Special educational needs survey (SEN2)"
    assert days["obligation", sen2, "FY2026-27"] == date(2027, 3, 11)
    assert days["collection", sen2, "FY2026-27"] == date(2027, 3, 11)
    assert days["obligation", "School census, summer", "AY2025-26"] == date(2026, 6, 17)
    with reading(context.engine) as session:
        feed = render_feed(session, context.ruleset, audience="officer", scope="kent").decode()
    assert "WasteDataFlow" in feed
    assert "School census\\, summer" in feed.replace("\r\n ", "")
