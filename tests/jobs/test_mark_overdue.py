from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from jobs.mark_overdue import mark_overdue
from tests.jobs.contexts import acts, finished, work


def marked(engine: Engine, home: Path, now: str) -> int:
    doing = work(engine, home, now)
    before = len(acts(engine, "mark-overdue"))
    outcome = finished(doing, mark_overdue(doing, doing.clock.now()))
    new = len(acts(engine, "mark-overdue")) - before
    assert outcome == f"{new} went over their date"
    return new


def test_each_collection_that_goes_over_its_date_is_noted_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    # The quarter to 30 September 2009 was to be sent by 5pm on 21 October.
    marked(sqlite_engine, tmp_path, "2009-10-20T18:00")
    assert marked(sqlite_engine, tmp_path, "2009-10-21T15:59") == 0
    new = marked(sqlite_engine, tmp_path, "2009-10-21T17:00")
    assert new > 0
    assert all(key.endswith("vital-signs/FY2009-10-Q2") for key in acts(sqlite_engine, "mark-overdue")[-new:])
    for later in ("2009-10-21T17:00", "2009-10-22T17:00", "2009-12-01T17:00"):
        assert marked(sqlite_engine, tmp_path, later) == 0
