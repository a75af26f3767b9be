"""Days as they are typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.date_arguments import parse_day, parse_span
from returnonce.clock import FixedClock
from returnonce.errors import WrongUsage


@pytest.mark.parametrize(
    ("now", "start", "end", "span"),
    [
        ((2026, 3, 31, 22), None, None, ("2025-04-01", "2026-03-31")),
        # Midnight in London has passed, though not in Greenwich's time.
        ((2026, 3, 31, 23), None, None, ("2026-04-01", "2027-03-31")),
        ((2026, 11, 20, 12), "2010-03-31", "2010-03-31", ("2010-03-31", "2010-03-31")),
        ((2026, 11, 20, 12), None, "2026-06-30", ("2026-04-01", "2026-06-30")),
    ],
)
def test_a_span_is_this_financial_year_unless_told_otherwise(
    now: tuple[int, ...], start: str | None, end: str | None, span: tuple[str, str]
) -> None:
    actual_span = parse_span(FixedClock(datetime(*now, tzinfo=UTC)), start, end)  # type: ignore[arg-type, misc]
    assert actual_span == tuple(map(date.fromisoformat, span))


def test_what_is_no_day_or_ends_before_it_begins_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="--on: 'tomorrow' is not a date"):
        parse_day("tomorrow", "--on")
    with pytest.raises(WrongUsage, match="2011-01-01 is after 2010-01-01"):
        parse_span(FixedClock(datetime(2026, 11, 20, tzinfo=UTC)), "2011-01-01", "2010-01-01")
