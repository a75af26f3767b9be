"""iCalendar files (RFC 5545) from the date ledger alone: the same ledger gives the same bytes.

One event for each date, at the hour at which it falls due, in London time. There are no to-dos
(``VTODO``): Outlook and Google leave them out of a calendar that is subscribed to, and where they
are shown the same date would stand there twice.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from indicators.period.codes import parse_period
from mappings.reminders.date_ledger import DateLedgerRow, format_moment
from returnonce.clock import LONDON

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)
#: How long a cancelled date, and one that has passed, is kept, counted to the newest entry of the ledger.
KEEP_CANCELLED, KEEP_PASSED = timedelta(days=90), timedelta(days=400)
_BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def make_calendar(
    rows: Sequence[DateLedgerRow],
    *,
    name: str,
    days_before: Sequence[int],
    newest: datetime | None = None,
    base_url: str | None = None,
) -> bytes:
    """An iCalendar file of the last rows of some dates; lines end in CR LF and fold at 75 octets.

    ``days_before``: an alarm rings so many days before each. ``newest``: when the ledger was last added to, else
    these rows. ``base_url``: where the pages are, if anywhere.
    """
    feed_calendar = Calendar()
    for field, value in (
        ("prodid", "-//Return Once//Schedule//EN"), ("version", "2.0"), ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"), ("x-wr-calname", vText(clean_text(" ".join(name.split())))),
        ("x-wr-timezone", LONDON.key),
    ):  # fmt: skip
        feed_calendar.add(field, value)
    feed_calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed_calendar.add("x-published-ttl", "PT12H")
    feed_calendar.add_component(_london_timezone())
    newest = newest or max((row.known_at for row in rows), default=None)
    shown_rows = _rows_to_show(rows, newest) if newest else []
    for row in sorted(shown_rows, key=lambda row: (row.day, row.at, row.key)):
        feed_calendar.add_component(_event(row, days_before, base_url))
    return bytes(feed_calendar.to_ical())


def event_uid(key: str) -> str:
    """The event's permanent identifier; it reveals nothing of what the date is for."""
    return f"{hashlib.sha256(key.encode()).hexdigest()[:40]}@returnonce"


def clean_text(text: str) -> str:
    """Text without control characters and separators, which no calendar may hold; the line feed stays."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c == "\n" or unicodedata.category(c) not in _BREAKS else " " for c in joined)


def _rows_to_show(rows: Sequence[DateLedgerRow], newest: datetime) -> list[DateLedgerRow]:
    """The rows to show, up to the ledger's newest entry and not to today: bytes change only where it does."""
    current = [row for row in rows if not row.cancelled or newest - row.known_at <= KEEP_CANCELLED]
    return [row for row in current if newest.date() - row.day <= KEEP_PASSED]


def _event(row: DateLedgerRow, days_before: Sequence[int], base_url: str | None) -> Event:
    event = Event()
    event.add("uid", event_uid(row.key))
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.known_at)
    event.add("last-modified", row.known_at)
    event.add("dtstart", datetime.combine(row.day, time.fromisoformat(row.at), LONDON))
    event.add("summary", clean_text(event_summary(row)))
    event.add("description", clean_text(event_description(row)))
    event.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    # A deadline takes nobody's time, so nobody is shown as busy.
    event.add("transp", "TRANSPARENT")
    if base_url and row.kind == "collection":
        event.add("url", f"{base_url.rstrip('/')}/collections/{quote(row.key.split(' ', 1)[1])}")
    for days in () if row.cancelled else sorted(days_before, reverse=True):
        event.add_component(_alarm(days, _about(row)))
    return event


def event_summary(row: DateLedgerRow) -> str:
    """Title, period and who sends; what is asked for is not said, since calendars are shown on walls."""
    assumed = " (date assumed)" if row.assumed else ""
    what = "Return due" if row.kind == "obligation" else "Due"
    return f"{what}: {_about(row)}{assumed}"


def _about(row: DateLedgerRow) -> str:
    return f"{row.title}, {parse_period(row.period).label()}, {row.who}"


def event_description(row: DateLedgerRow) -> str:
    """The event's text: when it is due, why, what changed the date, and whether the rule is assumed."""
    sentences = [f"Due {format_moment(row.day, row.at)}, London time.", f"Why that date: {row.explanation}"]
    if row.cancelled:
        sentences = [row.reason]
    elif row.reason:
        sentences.append(row.reason)
    if row.assumed:
        sentences.append("The rule behind this date is assumed: no official source gives it.")
    return "\n".join(sentences)


def _alarm(days: int, about: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean_text(f"Due in {days} {'day' if days == 1 else 'days'}: {about}"))
    alarm.add("trigger", -timedelta(days=days))
    return alarm


def _london_timezone() -> Timezone:
    """London's clock changes since 1996, written out, so that no machine's table of time zones changes the bytes."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for half, start, month, before, after, name in (
        (summer, datetime(1996, 3, 31, 1), 3, 0, 1, "BST"),  # noqa: DTZ001 (wall time, as the standard wants it)
        (winter, datetime(1996, 10, 27, 2), 10, 1, 0, "GMT"),  # noqa: DTZ001
    ):
        half.add("dtstart", start)
        half.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        half.add("tzoffsetfrom", timedelta(hours=before))
        half.add("tzoffsetto", timedelta(hours=after))
        half.add("tzname", name)
        zone.add_component(half)
    return zone
