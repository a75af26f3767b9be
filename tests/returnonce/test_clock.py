"""Clocks: one that stands still, and one that goes on from another instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from returnonce.clock import FixedClock, RunningClock, SystemClock

BEGIN = datetime(2026, 6, 9, 8, 30, tzinfo=UTC)


def test_a_running_clock_goes_on_from_its_instant_as_the_machine_s_does() -> None:
    before = SystemClock().now()
    clock = RunningClock(BEGIN, before - timedelta(hours=2))
    first = clock.now()
    assert BEGIN + timedelta(hours=2) <= first <= BEGIN + timedelta(hours=2) + (SystemClock().now() - before)
    assert clock.now() >= first


def test_a_fixed_clock_stands_still() -> None:
    assert FixedClock(BEGIN).now() == FixedClock(BEGIN).now() == BEGIN
