"""Any past day, rebuilt byte for byte: after figures, extensions, dates and rules have changed."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine

from exports.as_of import DraftRequest, render_draft_as_of, write_draft_as_of
from exports.calendars_as_of import render_calendar_as_of
from indicators.figures.batches import NewBatch, record_batch, withdraw_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.obligations.extension_ledger import ExtensionTerms
from mappings.obligations.grant_extensions import grant_extension
from mappings.plan.plan_as_of import read_plan_as_of
from mappings.progress.board_as_of import read_board_as_of
from mappings.reminders.planned_dates import record_planned_dates
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_use import record_ruleset_use
from returnonce.blobs import FolderObjects
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.definition_files.file_tree import RELEASE
from tests.contexts import make_context
from tests.exports.as_of_questions import DRAFT, FORMS, SCOPE, ask_everything
from tests.indicators.small_contexts import figure

pytestmark = pytest.mark.long

T0 = datetime(2010, 5, 4, 12, tzinfo=UTC)
SEEN, T1 = T0 + timedelta(hours=1), T0 + timedelta(days=2)
LEWISHAM = RELEASE / "mappings" / "places" / "lewisham"
CHANGES = (
    ("place.yaml", "title: London", "title: The new London"),
    ("place.yaml", "illustrative: true", "illustrative: false"),
    ("agencies.tsv", "Lewisham", "Renamed"),
)


def at(instant: datetime) -> FixedClock:
    return FixedClock(instant)


def give(engine: Engine, clock: FixedClock, number: int, count: int) -> str:
    codes = {line.subject_id: line.object_id for line in load_ruleset().returns["national-indicators"].lines}
    row = figure("E09000023", "FY2009-10", count, 450, indicator=str(codes["NI 62"]))
    frame = pl.DataFrame([{name: row[name] for name in FIGURE_SCHEMA}], schema=FIGURE_SCHEMA)
    agency = "lewisham-childrens-services"
    batch = NewBatch("submitted", agency, f"{number:064x}", "made up.csv", "0" * 64, clock.now())
    with transaction(engine) as session:
        record_batch(session, batch, frame)
    return batch.name


def note(engine: Engine, clock: FixedClock, ruleset: Ruleset) -> None:
    with transaction(engine) as session:
        record_planned_dates(session, clock, ruleset, "lewisham")


@pytest.fixture
def places(tmp_path: Path) -> Path:
    shutil.copytree(LEWISHAM, tmp_path / "places" / "lewisham")
    return tmp_path / "places"


def test_a_past_day_is_rebuilt_byte_for_byte(engine: Engine, places: Path, tmp_path: Path) -> None:
    home, old = tmp_path / "home", load_ruleset(places)
    record_ruleset_use(engine, FolderObjects(home), at(T0), old)
    first = give(engine, at(T0), 1, 45)
    note(engine, at(T0), old)
    then = make_context(engine, home, old)
    drafts = {form: render_draft_as_of(then, DraftRequest(*DRAFT, today=T0.date()), form).data for form in FORMS}
    before = ask_everything(then, SEEN, tmp_path)
    assert {form: before[form] for form in FORMS} == drafts

    for name, was, instead in CHANGES:
        path = places / "lewisham" / name
        path.write_text(path.read_text().replace(was, instead))
    new = load_ruleset(places)
    record_ruleset_use(engine, FolderObjects(home), at(T1), new)
    give(engine, at(T1), 2, 46)
    with transaction(engine) as session:
        withdraw_batch(session, first, at=T1, reason="wrong")
    now = make_context(engine, home, new, clock=at(T1))
    terms = ExtensionTerms("lewisham", "national-indicators", "FY2009-10")
    grant_extension(now, terms, date(2010, 12, 31), by="the Department", reason="their system was down")
    note(engine, at(T1), new)

    assert ask_everything(now, SEEN, tmp_path) == before
    assert render_draft_as_of(now, DraftRequest(*DRAFT, as_of=T1), "json").data != before["json"]
    assert render_calendar_as_of(now, "officer", "lewisham", T1)[0] != before["calendar"]


def test_each_door_asks_the_same(sqlite_engine: Engine, places: Path, tmp_path: Path) -> None:
    ruleset = load_ruleset(places)
    record_ruleset_use(sqlite_engine, FolderObjects(tmp_path), at(T0), ruleset)
    give(sqlite_engine, at(T0), 1, 45)
    note(sqlite_engine, at(T0), ruleset)
    asking = make_context(sqlite_engine, tmp_path, ruleset)
    all_of_it, scope = ask_everything(asking, SEEN, tmp_path), SCOPE
    told, rules = write_draft_as_of(asking, DraftRequest(*DRAFT, as_of=SEEN), tmp_path / "out", ["json", "csv"])
    assert (told["area"], told["cells"]["filled"], rules.older) == ("E09000023", 1, False)
    assert [Path(each["path"]).read_bytes() for each in told["files"]] == [
        all_of_it["json"],
        all_of_it["csv"],
    ]
    assert render_calendar_as_of(asking, "officer", "lewisham", SEEN)[0] == all_of_it["calendar"]
    assert read_plan_as_of(asking, scope, SEEN)[0].ruleset == ruleset.hash
    assert (
        read_board_as_of(asking, scope, SEEN)[0].height
        == read_plan_as_of(asking, scope, SEEN)[0].plan.collections.height
    )
    hidden = render_draft_as_of(asking, DraftRequest(*DRAFT, as_of=SEEN), "json", all_figures=False)
    assert hidden.name.endswith(".json")
