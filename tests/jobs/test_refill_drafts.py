from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.refill_drafts import draft_folder, queue_refills, refill_draft
from mappings.ruleset.app_context import AppContext
from tests.jobs.contexts import acts, finished, queued, work
from tests.uploads import send_figures

# Vital Signs for the quarter to 30 June 2009 fall due on 28 July.
DAY = "2009-07-20T05:30"
LINE = "indicator,area,period,breakdown,value\n"
ROW = "VSB05.2,5LF,FY2009-10-Q1,total,{count}\n"


def queue_all(engine: Engine, home: Path, now: str = DAY) -> str:
    doing = work(engine, home, now)
    return finished(doing, queue_refills(doing, doing.clock.now()))


def of_lewisham(doing: AppContext) -> str:
    named = {"place": "lewisham", "return": "vital-signs", "area": "5LF", "period": "FY2009-10-Q1"}
    return finished(doing, refill_draft(doing, named))


def drafts(home: Path) -> dict[str, tuple[bytes, int]]:
    folder = draft_folder(home, "vital-signs", "FY2009-10-Q1")
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.glob("*"))}


def send(doing: AppContext, folder: Path, count: int) -> None:
    path = folder / "quarter.csv"
    path.write_text(LINE + ROW.format(count=count))
    receipt = send_figures(doing, path, "lewisham-pct")
    assert receipt.accepted, receipt.findings


def test_what_falls_due_soon_is_queued_once_until_something_comes(sqlite_engine: Engine, tmp_path: Path) -> None:
    outcome = queue_all(sqlite_engine, tmp_path)
    tasks = queued(sqlite_engine)
    assert outcome == f"{len(tasks)} of {len(tasks)} drafts to be filled"
    assert {task.name for task in tasks} == {"refill"}
    assert "refill/lewisham/vital-signs/5LF/FY2009-10-Q1" in {task.key.rpartition("/")[0] for task in tasks}
    assert queue_all(sqlite_engine, tmp_path, "2009-07-21T05:30") == f"0 of {len(tasks)} drafts to be filled"
    send(work(sqlite_engine, tmp_path, DAY), tmp_path, 300)
    assert queue_all(sqlite_engine, tmp_path, "2009-07-22T05:30") == f"{len(tasks)} of {len(tasks)} drafts to be filled"


def test_nothing_is_queued_of_what_is_far_off_or_over(sqlite_engine: Engine, tmp_path: Path) -> None:
    queue_all(sqlite_engine, tmp_path, "2009-09-10T05:30")
    assert queued(sqlite_engine) == []


def test_a_draft_is_written_when_its_figures_changed_and_only_then(sqlite_engine: Engine, tmp_path: Path) -> None:
    doing = work(sqlite_engine, tmp_path / "home", DAY)
    send(doing, tmp_path, 300)
    assert of_lewisham(doing).endswith("files written")
    before = drafts(tmp_path / "home")
    assert of_lewisham(doing) == "unchanged"
    assert drafts(tmp_path / "home") == before
    later = doing.replace(clock=work(sqlite_engine, tmp_path, "2009-07-21T05:30").clock)
    send(later, tmp_path, 301)
    assert of_lewisham(later).endswith("files written")
    assert drafts(tmp_path / "home") != before
    assert acts(sqlite_engine, "refill-draft") == ["vital-signs_5LF_FY2009-10-Q1"] * 2


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"mine")])
def test_a_draft_that_was_taken_away_or_changed_is_written_again(
    spoil: object, sqlite_engine: Engine, tmp_path: Path
) -> None:
    doing = work(sqlite_engine, tmp_path, DAY)
    of_lewisham(doing)
    before = {name: data for name, (data, _) in drafts(tmp_path).items()}
    for path in draft_folder(tmp_path, "vital-signs", "FY2009-10-Q1").glob("*.csv"):
        spoil(path)  # type: ignore[operator]
    assert of_lewisham(doing).endswith("files written")
    assert {name: data for name, (data, _) in drafts(tmp_path).items()} == before


def test_what_cannot_be_filled_says_why_and_is_not_tried_for_ever(sqlite_engine: Engine, tmp_path: Path) -> None:
    doing = work(sqlite_engine, tmp_path, DAY)
    named = {"place": "lewisham", "return": "vital-signs", "area": "5LF", "period": "AY2009-10"}
    assert finished(doing, refill_draft(doing, named)).startswith("not made: ")
