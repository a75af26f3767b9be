from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.roll_year import find_changes, roll_year
from tests.jobs.contexts import acts, finished, letters, with_mailboxes, work
from tests.shipped import load_ruleset


def test_what_ends_with_the_year_is_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    doing = work(sqlite_engine, tmp_path, "2013-04-01T00:10", with_mailboxes())
    outcome = finished(doing, roll_year(doing, doing.clock.now()))
    assert outcome.endswith("at 2 places, 1 message written")
    assert acts(sqlite_engine, "roll-year") == ["lewisham", "nottinghamshire"]
    (letter,) = letters(sqlite_engine)
    assert (letter.recipient, letter.subject) == ("lewisham/officers", "What changes by Monday 1 April 2013")
    assert "after Saturday 1 September 2012 and by Monday 1 April 2013" in letter.body
    # Primary care trusts were abolished on 1 April 2013.
    assert "ends on Sunday 31 March 2013" in letter.body


def test_nothing_is_told_of_twice_or_missed_between_two_turns_of_the_year() -> None:
    rules = load_ruleset()
    for place in rules.places.values():
        whole = find_changes(rules, place, since=date(2000, 1, 1), day=date(2026, 9, 1))
        turns = [date(2000, 1, 1), *(date(y, m, 1) for y in range(2000, 2027) for m in (4, 9))]
        parts = [each for since, day in pairwise(turns) for each in find_changes(rules, place, since=since, day=day)]
        assert parts == whole
        assert len(whole) > 1


@pytest.mark.parametrize("now", ["2020-04-01T00:10", "2020-09-01T00:10"])
def test_with_nothing_to_tell_nobody_is_written_to(now: str, sqlite_engine: Engine, tmp_path: Path) -> None:
    doing = work(sqlite_engine, tmp_path, now, with_mailboxes())
    finished(doing, roll_year(doing, doing.clock.now()))
    assert all("begins" in each.body or "ends" in each.body for each in letters(sqlite_engine))
