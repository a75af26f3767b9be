from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.place.contacts import Contact
from mappings.place.places import Place
from mappings.reminders.reminder_times import DAY_AFTER
from mappings.reminders.reminders import (
    Occasion,
    find_occasions,
    list_agencies_without_contact,
    make_digests,
)
from mappings.ruleset.ruleset import Ruleset
from returnonce.claims.outbox import NewMessage
from returnonce.clock import LONDON
from tests.examples import at_most
from tests.mappings.progress.boards import as_of, at, frame, mornings, row
from tests.shipped import load_ruleset

CANARY = "Canary"


def contact(code: str = "yot", kind: str = "agency", whom: str = "lewisham-yot", **changed: Any) -> Contact:
    about = {"code": code, "kind": kind, "for": whom, "address": f"{code}@example.org"}
    return Contact.model_validate(about | changed)


OFFICER = contact("officer", "officer", "lewisham")


def ruleset_with(*contacts: Contact) -> Ruleset:
    shipped = load_ruleset()
    place: Place = replace(shipped.places["lewisham"], contacts=contacts)
    return replace(shipped, places={**shipped.places, "lewisham": place})


RULES = ruleset_with(contact(), OFFICER)


def told(board: pl.DataFrame, now: str | datetime, rules: Ruleset = RULES) -> list[tuple[str, int]]:
    moment = at(now) if isinstance(now, str) else now
    return [(each.contact.code, each.days) for each in find_occasions(rules, board, now=moment)]


def history(
    rows: list[dict[str, Any]], days: list[datetime], rules: Ruleset = RULES, done: date | None = None
) -> list[tuple[str, str, int]]:
    """What was sent, run after run: day, contact, days before. ``done``: from that day on nothing is open."""
    used: set[str] = set()
    sent = []
    for now in days:
        day = now.astimezone(LONDON).date()
        board = as_of([each | ({"state": "received"} if done and day >= done else {}) for each in rows], now)
        for each in find_occasions(rules, board, now=now):
            if each.key not in used:
                used.add(each.key)
                sent.append((str(day), each.contact.code, each.days))
    return sent


def test_28_14_7_and_1_days_before_and_the_day_after_with_the_officer() -> None:
    assert history([row(due=date(2026, 12, 3))], mornings("2026-10-20", 100)) == [
        ("2026-11-05", "yot", 28),
        ("2026-11-19", "yot", 14),
        ("2026-11-26", "yot", 7),
        ("2026-12-02", "yot", 1),
        ("2026-12-04", "yot", DAY_AFTER),
        ("2026-12-04", "officer", DAY_AFTER),
    ]


def test_weekends_and_bank_holidays_wait() -> None:
    # Sunday 3 January 2027: 28, 14 and 7 days before are Sundays (27 December before two bank holidays);
    # the day before is a Saturday, and Monday would be too late.
    assert history([row(due=date(2027, 1, 3))], mornings("2026-11-20", 60)) == [
        ("2026-12-07", "yot", 28),
        ("2026-12-21", "yot", 14),
        ("2026-12-29", "yot", 7),
        ("2026-12-31", "yot", 1),
        ("2027-01-04", "yot", DAY_AFTER),
        ("2027-01-04", "officer", DAY_AFTER),
    ]


@pytest.mark.parametrize(
    ("away_until", "first"),
    [
        ("2026-11-05", ("2026-11-05", "yot", 28)),
        ("2026-11-12", ("2026-11-12", "yot", 28)),
        ("2026-11-24", ("2026-11-24", "yot", 14)),
        ("2026-12-02", ("2026-12-02", "yot", 1)),
        ("2026-12-03", ("2026-12-03", "yot", 1)),
        ("2026-12-07", ("2026-12-07", "yot", DAY_AFTER)),
    ],
)
def test_after_downtime_only_the_newest_is_sent(away_until: str, first: tuple[str, str, int]) -> None:
    sent = [each for each in history([row(due=date(2026, 12, 3))], mornings(away_until, 60)) if each[1] == "yot"]
    assert sent[0] == first
    assert [days for _, _, days in sent] == [days for days in (28, 14, 7, 1, DAY_AFTER) if days <= first[2]]


def test_it_stops_once_everything_was_received() -> None:
    assert history([row(due=date(2026, 12, 3))], mornings("2026-10-20", 100), done=date(2026, 11, 20)) == [
        ("2026-11-05", "yot", 28),
        ("2026-11-19", "yot", 14),
    ]


@pytest.mark.parametrize("state", ["received", "received_late", "nothing_owed"])
def test_who_owes_nothing_is_left_in_peace(state: str) -> None:
    assert told(frame(row(state=state)), "2026-11-26 08:00") == []


@pytest.mark.parametrize("state", ["not_yet_open", "not_started", "part_received", "needs_fixing"])
def test_whatever_is_still_open_is_reminded_of(state: str) -> None:
    assert told(frame(row(state=state)), "2026-11-26 08:00") == [("yot", 1)]


def test_a_date_that_moves_is_told_of_anew() -> None:
    early, late = row(due=date(2026, 11, 27)), row(due=date(2026, 12, 4))
    first = find_occasions(RULES, frame(early), now=at("2026-11-20 08:00"))
    again = find_occasions(RULES, frame(late), now=at("2026-11-27 08:00"))
    assert [each.days for each in first + again] == [7, 7]
    assert first[0].key != again[0].key
    assert first[0].key == "reminder/lewisham/yot/lewisham/lewisham-yot/national-indicators/FY2025-26/2026-11-27/7"


def test_what_is_long_over_is_not_told_of() -> None:
    board = frame(
        row(due=date(2009, 6, 30), state="late"), row(due=date(2026, 10, 22), state="late", period="FY2024-25")
    )
    assert told(board, "2026-11-20 08:00") == []


def test_a_contact_may_have_its_own_days() -> None:
    rules = ruleset_with(contact(days_before="10|2"), OFFICER)
    sent = history([row(due=date(2026, 12, 3))], mornings("2026-10-20", 45), rules)
    assert sent == [("2026-11-23", "yot", 10), ("2026-12-01", "yot", 2)]


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-11-20 06:00", ["2026-11-20 08:00"]),
        ("2026-11-20 07:30", ["2026-11-20 08:00"]),
        ("2026-11-20 12:00", ["2026-11-20 12:00"]),
        # In the evening it is left to the morning, which may know better.
        ("2026-11-20 21:00", []),
        ("2026-11-21 08:00", []),
        # The evening before: the usual morning is in time.
        ("2026-11-26 21:00", []),
        # On the day: before the deadline, and after it nothing until the day after.
        ("2026-11-27 16:59", ["2026-11-27 16:59"]),
        ("2026-11-27 17:00", []),
    ],
)
def test_when_it_goes_out(now: str, sent: list[str]) -> None:
    board = as_of([row()], at(now))
    occasions = [each for each in find_occasions(RULES, board, now=at(now)) if each.contact.code == "yot"]
    assert [each.send_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") for each in occasions] == sent


def test_the_evening_before_an_early_deadline_it_is_sent_for_the_first_hour_there_is() -> None:
    occasions = find_occasions(RULES, frame(row(at="07:30")), now=at("2026-11-26 21:00"))
    assert [each.send_at for each in occasions] == [at("2026-11-27 07:00")]


@pytest.mark.parametrize(
    ("now", "deadline", "sent"),
    [
        ("2026-11-27 07:10", "07:30", "2026-11-27 07:10"),
        ("2026-11-27 06:10", "07:30", "2026-11-27 07:00"),
        ("2026-11-27 07:10", "08:00", "2026-11-27 07:10"),
        ("2026-11-27 07:10", "08:01", "2026-11-27 08:00"),
    ],
)
def test_on_the_day_it_comes_before_an_early_deadline(now: str, deadline: str, sent: str) -> None:
    [occasions] = find_occasions(RULES, frame(row(at=deadline)), now=at(now))
    assert occasions.send_at == at(sent)


def test_an_agency_without_a_mailbox_is_told_to_the_officers() -> None:
    board = frame(row("lewisham-pct"), row(None, key="lewisham/-/national-indicators/FY2025-26"))
    assert told(board, "2026-11-26 08:00") == [("officer", 1), ("officer", 1)]
    assert list_agencies_without_contact(RULES, board) == ["lewisham/lewisham-pct"]
    assert {each.kind for each in find_occasions(RULES, board, now=at("2026-11-26 08:00"))} == {"nobody"}


def test_what_is_due_after_an_event_has_no_reminder() -> None:
    assert told(frame(row(due=None)), "2026-11-26 08:00") == []


def sent_on(now: str, *rows: dict[str, Any], rules: Ruleset = RULES, base: str | None = None) -> list[NewMessage]:
    occasions: list[Occasion] = find_occasions(rules, frame(*rows, lines=pl.List(pl.String)), now=at(now))
    return make_digests(rules, occasions, now=at(now), base_url=base)


def test_one_message_instead_of_five() -> None:
    rows = [row(period=f"FY{2020 + n}-{21 + n}", due=date(2026, 11, 27) + timedelta(days=n % 2)) for n in range(5)]
    [one] = sent_on("2026-11-26 08:00", *rows)
    assert one.recipient == "lewisham/yot"
    assert len(one.keys) == 5
    assert one.subject == "Due tomorrow: National Indicator Set, 2020-21 (financial year), and 4 more"
    assert one.body.count("National Indicator Set: send by") == 2


def test_agencies_that_share_a_mailbox_share_a_message() -> None:
    address = {"address": "Returns@example.org"}
    rules = ruleset_with(contact("yot", **address), contact("pct", whom="lewisham-pct", address="returns@example.org"))
    [one] = sent_on("2026-11-26 08:00", row(), row("lewisham-pct", record_set="treatment"), rules=rules)
    assert one.recipient == "lewisham/pct"
    assert [key.split("/")[2] for key in one.keys] == ["pct", "yot"]
    assert one.body.startswith("To Lewisham Primary Care Trust, Lewisham Youth Offending Team. ")
    assert "- Lewisham Pct, 2025-26 (financial year): the records of treatment; nothing has come yet." in one.body
    assert "returnonce collect FILE --agency lewisham-pct takes the record set's own file." in one.body
    assert "returnonce template --agency lewisham-yot makes" in one.body


def test_a_message_in_full() -> None:
    rows = [
        row(lines=["national-indicators NI 19", "national-indicators NI 45", "core-data-set CORE 12"], accepted=3,
            state="part_received", assumed=True),
        row(period="FY2024-25", due=date(2026, 11, 19), state="late", figures=1),
    ]  # fmt: skip
    own, officer = sorted(sent_on("2026-11-20 08:00", *rows), key=lambda each: each.recipient, reverse=True)
    assert own.subject == "Late: National Indicator Set, 2024-25 (financial year)"
    assert own.body == (
        "To Lewisham Youth Offending Team. This says how things stood on Friday 20 November 2026.\n\n"
        "LATE\n\n"
        "National Indicator Set: it was due Thursday 19 November 2026, 5pm (yesterday)\n"
        "- 2024-25 (financial year): one figure; nothing has come yet.\n"
        "  Why that date: 10 working days after the end.\n\n"
        "STILL TO COME\n\n"
        "National Indicator Set: send by Friday 27 November 2026, 5pm (in 7 days)\n"
        "- 2025-26 (financial year): 12 figures; 3 of 12 accepted so far.\n"
        "  Why that date: 10 working days after the end.\n"
        "  The rule behind this date is assumed: no official source gives it.\n"
        "  What waits for it: Departmental core data set CORE 12; National Indicator Set NI 19, NI 45.\n\n"
        "How to send figures: returnonce template --agency lewisham-yot makes a workbook of all that is asked for; "
        "returnonce collect FILE --agency lewisham-yot takes it, or any file that has the same figures. "
        "One file is enough.\n\n"
        "You are reminded until what is asked for has been accepted. This message needs no answer.\n"
    )
    assert officer.subject == "Late from Lewisham Yot: National Indicator Set, 2024-25 (financial year)"
    assert "- Lewisham Yot, 2024-25 (financial year): one figure; nothing has come yet." in officer.body


def test_with_an_address_each_collection_has_its_page() -> None:
    [one] = sent_on("2026-11-26 08:00", row(), base="https://returns.example.org/")
    page = "https://returns.example.org/collections/lewisham/lewisham-yot/national-indicators/FY2025-26"
    assert f"  See it and send it: {page}\n" in one.body
    assert "returnonce collect" not in one.body


def test_no_figure_and_no_person_is_in_a_message() -> None:
    """Everything that the board holds beside what a message needs is a canary."""
    bird = row(
        explanation=f"Friday 27 November 2026, extended by Ms {CANARY} on Monday ({CANARY} is ill). "
        "Without the extension: 10 working days after the end.",
        why_state=CANARY, last_submission=CANARY, given_by=[CANARY], title=CANARY,
    )  # fmt: skip
    late = row(period="FY2024-25", due=date(2026, 11, 25), state="late", why_state=CANARY, title=CANARY)
    for each in sent_on("2026-11-26 08:00", bird, late, base="https://returns.example.org"):
        assert CANARY not in each.subject + each.body
    assert "example.org" not in "".join(each.body for each in sent_on("2026-11-26 08:00", bird, late))


def test_lines_beyond_the_first_are_counted() -> None:
    lines = [f"national-indicators NI {n}" for n in range(1, 20)]
    [one] = sent_on("2026-11-26 08:00", row(lines=lines))
    assert "National Indicator Set NI 1, NI 2, NI 3, NI 4, NI 5, NI 6 and 13 more." in one.body


@settings(max_examples=at_most(30))
@given(
    st.dates(date(2026, 9, 1), date(2027, 3, 1)),
    st.lists(st.integers(0, 200), min_size=1, max_size=60, unique=True),
)
def test_on_whatever_days_the_clock_is_kept_each_occasion_is_told_once_and_in_order(due: date, days: list[int]) -> None:
    """Against the rules themselves: descending days before, never after the deadline, at most one a day."""
    start = date(2026, 8, 1)
    runs = [at(f"{start + timedelta(days=n)} 08:00") for n in sorted(days)]
    sent = [each for each in history([row(due=due)], runs) if each[1] == "yot"]
    steps = [step for _, _, step in sent]
    assert steps == sorted(set(steps), reverse=True)
    assert len({day for day, _, _ in sent}) == len(sent)
    for day, _, step in sent:
        assert (step == DAY_AFTER) == (day > str(due))
        if step != DAY_AFTER:
            assert step >= (due - date.fromisoformat(day)).days or not _is_weekday(due - timedelta(days=step))


def _is_weekday(day: date) -> bool:
    return load_ruleset().calendar.is_working(day)
