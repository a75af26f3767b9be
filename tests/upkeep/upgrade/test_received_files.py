"""Received files judged anew: what fails is counted by rule, and nothing of it is stored."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from collectors.receive_upload import receive
from collectors.submissions.uploaded_file import copy_upload
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_supposed
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.definition_files.file_tree import DefinitionFiles
from returnonce.settings import Settings
from tests.api.services import AGENCY, HEAD
from tests.collectors.records.files import CANARIES, ssda903, zipped
from tests.conftest import NOON
from tests.jobs.test_judge_upload import CheckerHere
from tests.shipped import definition_files, load_ruleset
from upkeep.upgrade import received_files
from upkeep.upgrade.received_files import ReceivedFiles, judge_received_files

RECORD_SET = "indicators/records/sets/children-looked-after/set.yaml"
PREVIOUS = "    title: Permanence before this period of care"
LINES = "mappings/returns/national-indicators/lines.tsv"
FILES = {
    "stays.csv": HEAD + b"NI 62,Lewisham,FY2009-10,,,45,450,,,,\n",
    "goes.csv": HEAD + b"NI 63,Lewisham,FY2009-10,,,45,450,,,,\nNI 63,Lewisham,FY2008-09,,,45,450,,,,\n",
}


@pytest.fixture(scope="module")
def after() -> Ruleset:
    """A release without the line NI 63."""
    files = dict(definition_files())
    rows = files[LINES].decode().splitlines()
    files[LINES] = "\n".join([row for row in rows if not row.startswith("NI 63\t")]).encode()
    return load_supposed(DefinitionFiles(files))[0]


@pytest.fixture
def store(sqlite_engine: Engine, sqlite_settings: Settings, tmp_path: Path) -> AppContext:
    context = AppContext(sqlite_settings, FixedClock(NOON), engine=sqlite_engine, ruleset=load_ruleset())
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
        with copy_upload(tmp_path / name, AGENCY) as upload:
            receive(context, upload)
    return context


def judge(store: AppContext, after: Ruleset, *, most: int = 10, opens_records: bool = False) -> ReceivedFiles:
    since, until = NOON - timedelta(days=1), NOON + timedelta(days=1)
    return judge_received_files(
        store, (load_ruleset(), after), since=since, until=until, most=most, opens_records=opens_records
    )


def rows(store: AppContext) -> list[int]:
    tables = ("submission", "finding", "batch", "audit", "ruleset", "segment")
    with store.engine.connect() as connection:
        return [int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()) for table in tables]


def check_here(monkeypatch: pytest.MonkeyPatch) -> None:
    class Here(CheckerHere):
        def __init__(self, _settings: Settings, *, definitions: Path) -> None:
            assert definitions.is_file()
            super().__init__()

        def close(self) -> None:
            """There is no process."""

    monkeypatch.setattr(received_files, "GuestChecker", Here)


def test_the_files_that_fail_are_counted_by_rule(
    store: AppContext, after: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_here(monkeypatch)
    before = rows(store)
    found = judge(store, after)
    assert found.count_rules() == [("indicator-unknown", 1, 2)]
    verdicts = {each.file_name: (each.fails, dict(each.rows_by_rule)) for each in found.judged}
    assert verdicts == {"stays.csv": (False, {}), "goes.csv": (True, {"indicator-unknown": 2})}
    assert "450" not in json.dumps(found.as_json()["rules"])
    assert rows(store) == before
    assert judge(store, load_ruleset()).count_rules() == []
    assert judge(store, after, most=1).left == 1


def with_records(store: AppContext, folder: Path) -> None:
    path = zipped(folder / "return.zip", ssda903())
    with copy_upload(path, "nottinghamshire-childrens-services", period="FY2024-25") as upload:
        assert receive(store, upload).accepted


@pytest.mark.long
def test_records_are_opened_only_where_somebody_says_why(
    store: AppContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    check_here(monkeypatch)
    with_records(store, tmp_path)
    files = dict(definition_files())
    sound = files[RECORD_SET].decode()
    files[RECORD_SET] = sound.replace(PREVIOUS, f"{PREVIOUS}\n    required: true").encode()
    stricter = load_supposed(DefinitionFiles(files))[0]
    before = rows(store)
    closed = judge(store, stricter)
    assert (closed.sealed, closed.count_rules()) == (1, [])
    opened = judge(store, stricter, opens_records=True)
    assert (opened.sealed, opened.count_rules()) == (0, [("record-missing-table", 1, 1)])
    assert not any(canary in json.dumps(opened.as_json()) for canary in CANARIES)
    assert rows(store) == before
    assert judge(store, load_ruleset(), opens_records=True).count_rules() == []


@pytest.mark.long
def test_records_that_were_purged_are_said_to_be(
    store: AppContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    check_here(monkeypatch)
    with_records(store, tmp_path)
    with store.engine.connect() as connection:
        store.vault.destroy(connection.execute(text("SELECT case_name FROM record_submission")).scalar_one())
    [unread] = [each for each in judge(store, load_ruleset(), opens_records=True).judged if each.unread]
    assert unread.unread == "These records are not kept here any more."


@pytest.mark.long
def test_a_guest_comes_to_the_same_and_notes_no_ruleset(store: AppContext, after: Ruleset) -> None:
    before = rows(store)
    assert judge(store, after).count_rules() == [("indicator-unknown", 1, 2)]
    assert rows(store) == before
