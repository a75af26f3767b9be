from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats.ical import clean_text, event_uid, make_calendar
from mappings.reminders.date_ledger import DateLedgerRow
from tests.examples import at_most

LONDON = ZoneInfo("Europe/London")
KNOWN = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def dated(key: str = "collection a", **changed: Any) -> DateLedgerRow:
    told: dict[str, Any] = {
        "key": key, "revision": 0, "sequence": 0, "change": "new", "reason": "", "kind": "collection",
        "place": "lewisham", "agency": "lewisham-yot", "who": "Lewisham Youth Offending Team",
        "return_code": "national-indicators", "period": "FY2009-10", "title": "National Indicators",
        "day": date(2026, 11, 27), "at": "17:00", "explanation": "10 working days after the end.", "assumed": False,
        "cancelled": False, "known_at": KNOWN,
    }  # fmt: skip
    return DateLedgerRow(**(told | changed))


def made(*rows: DateLedgerRow, **given: Any) -> bytes:
    return make_calendar(rows, **({"name": "Lewisham", "days_before": (28, 7, 1)} | given))


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def independent(data: bytes) -> Any:
    """Read by a library that shares no code with the one that wrote it."""
    return vobject.readOne(data.decode())


def test_another_library_reads_every_part() -> None:
    data = made(dated(assumed=True), base_url="https://returns.example.org/")
    assert b"DTSTART;TZID=Europe/London:20261127T170000\r\n" in data
    calendar = independent(data)
    assert calendar.version.value == "2.0"
    assert calendar.method.value == "PUBLISH"
    assert calendar.x_wr_calname.value == "Lewisham"
    assert calendar.refresh_interval.value == "PT12H"
    assert calendar.x_published_ttl.value == "PT12H"
    event = calendar.vevent
    assert event.uid.value == event_uid("collection a")
    assert (
        event.summary.value
        == "Due: National Indicators, 2009-10 (financial year), Lewisham Youth Offending Team (date assumed)"
    )
    assert event.dtstart.value.astimezone(UTC) == datetime(2026, 11, 27, 17, tzinfo=UTC)
    assert event.status.value == "CONFIRMED"
    assert event.url.value == "https://returns.example.org/collections/a"
    assert event.description.value.splitlines() == [
        "Due Friday 27 November 2026, 5pm, London time.",
        "Why that date: 10 working days after the end.",
        "The rule behind this date is assumed: no official source gives it.",
    ]
    triggers = [part.trigger.value for part in event.components() if part.name == "VALARM"]
    assert triggers == [timedelta(days=-28), timedelta(days=-7), timedelta(days=-1)]


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 7, 1), 16), (date(2026, 3, 30), 16), (date(2026, 10, 26), 17), (date(2026, 1, 5), 17)]
)
def test_summer_and_winter_are_told_apart_by_the_calendars_own_zone(day: date, hour: int) -> None:
    data = made(dated(day=day))
    wanted = datetime.combine(day, datetime.min.time(), UTC).replace(hour=hour)
    assert independent(data).vevent.dtstart.value.astimezone(UTC) == wanted
    assert events(data)[0]["dtstart"].dt.astimezone(UTC) == wanted


@pytest.mark.parametrize("year", [1997, 2008, 2026, 2040])
def test_the_zone_written_out_agrees_with_the_table_of_zones(year: int) -> None:
    zone = independent(made(dated())).vtimezone.tzinfo
    for n in range(365):
        day = datetime(year, 1, 1, 12) + timedelta(days=n)  # noqa: DTZ001 (wall time)
        assert day.replace(tzinfo=zone).utcoffset() == day.replace(tzinfo=LONDON).utcoffset()


def test_a_date_that_moves_keeps_its_name_and_raises_its_sequence() -> None:
    before, after = made(dated()), made(dated(sequence=1, day=date(2026, 12, 4), reason="Moved from Friday."))
    old, new = independent(before).vevent, independent(after).vevent
    assert old.uid.value == new.uid.value
    assert (old.sequence.value, new.sequence.value) == ("0", "1")
    assert "Moved from Friday." in new.description.value


def test_a_cancelled_date_stays_for_a_while_and_rings_no_more() -> None:
    gone = dated(cancelled=True, sequence=1, reason="Nothing is owed any more.")
    event = independent(made(gone)).vevent
    assert event.status.value == "CANCELLED"
    assert [part.name for part in event.components()] == []
    assert event.description.value == "Nothing is owed any more."
    assert len(events(made(gone, newest=KNOWN + timedelta(days=90)))) == 1
    assert events(made(gone, newest=KNOWN + timedelta(days=91))) == []


def test_dates_long_passed_fall_out() -> None:
    assert len(events(made(dated(day=date(2025, 9, 28))))) == 1
    assert events(made(dated(day=date(2025, 9, 27)))) == []


def test_the_same_ledger_gives_the_same_bytes_in_whatever_order() -> None:
    rows = [dated(f"collection {n}", day=date(2026, 11, 1 + n % 3)) for n in range(9)]
    assert made(*rows) == made(*reversed(rows))
    assert b"DTSTAMP:20261102T030000Z" in made(*rows)


def test_an_empty_calendar_is_one_all_the_same() -> None:
    assert independent(made()).x_wr_calname.value == "Lewisham"


def test_names_tell_nothing_and_differ() -> None:
    assert event_uid("collection a") == event_uid("collection a")
    assert event_uid("collection a") != event_uid("obligation a")
    assert "collection" not in event_uid("collection a")


@settings(max_examples=at_most(40))
@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    data = made(dated(title=text, explanation=text), name=text)
    wanted = f"Due: {clean_text(text)}, 2009-10 (financial year), Lewisham Youth Offending Team"
    assert str(events(data)[0]["summary"]) == wanted
    read = independent(data)
    assert read.vevent.summary.value == wanted
    assert f"Why that date: {clean_text(text)}" in read.vevent.description.value
    assert read.x_wr_calname.value == clean_text(" ".join(text.split()))
    check_lines(data)


@settings(max_examples=at_most(30))
@given(st.text(alphabet="é日𝄞,;\\\n\"' x", min_size=60, max_size=200))
def test_lines_fold_at_75_octets_and_never_within_a_letter(text: str) -> None:
    check_lines(made(dated(title=text)))


def check_lines(data: bytes) -> None:
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        assert not any(unicodedata.category(c) == "Cc" for c in line.decode())


def test_what_no_calendar_may_hold_is_left_out() -> None:
    assert clean_text("a\x00b\r\nc\rd\x85e\u2028f") == "a b\nc\nd e f"
