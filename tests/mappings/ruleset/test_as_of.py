"""Questions put to older rules."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mappings.ruleset.archive import archive_path, pack_files, write_definition_files
from mappings.ruleset.as_of import AsOfContext, answer_as_of
from mappings.ruleset.definitions_as_of import describe_as_of, describe_indicator, describe_lines
from mappings.ruleset.ruleset import hash_content, load_ruleset, read_definition_files
from mappings.ruleset.ruleset_history import NOT_KEPT, RulesetRow, record_ruleset_use
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.errors import NotFound, Unavailable
from tests.mappings.ruleset.other_root import CHANGES, change

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def keep(engine: Engine, home: Path, files: dict[str, bytes], at: datetime = NOON) -> str:
    """As if work had been done by those files."""
    name = hash_content(files)
    archive_path(home, name).parent.mkdir(parents=True, exist_ok=True)
    archive_path(home, name).write_bytes(pack_files(files))
    with transaction(engine) as session:
        session.add(RulesetRow(hash=name, since=at, release="0.1.0"))
    return name


def test_every_kind_of_definition_is_read_from_the_root_that_was_chosen(sqlite_engine: Engine, tmp_path: Path) -> None:
    write_definition_files(read_definition_files(), tmp_path / "other")
    change(tmp_path / "other")
    home, today = tmp_path / "home", load_ruleset()
    name = keep(sqlite_engine, home, read_definition_files(tmp_path / "other"))
    asking = AsOfContext(sqlite_engine, home, today)
    with answer_as_of(asking, NOON, "tests.mappings.ruleset.other_root:seen", {}) as found:
        told = json.loads((found.folder / "told.json").read_text())
        assert (found.rules.hash, found.rules.older, name) == (name, True, name)
    assert told["strays"] == []
    assert told["not_kept"] == []
    assert told["opened"] == []
    assert [kind for kind, value in told["seen"].items() if "CHANGED" not in value.upper()] == []
    assert "27" in told["seen"]["mappings/schedule/reminders.yaml"]
    # Every folder of definitions has a change that was looked for.
    held = {"/".join(path.split("/")[:2]) for path in read_definition_files()}
    assert {"/".join(path.split("/")[:2]) for path, *_ in CHANGES} == held
    # What older rules said is remembered, and today's rules answer in this process.
    assert (
        describe_indicator(today, "annex-a-care-leavers-in-touch")["title"]
        != (describe_as_of(asking, NOON, describe_indicator, code="annex-a-care-leavers-in-touch")[0]["title"])
    )
    archive_path(home, name).unlink()
    again, rules = describe_as_of(asking, NOON, describe_indicator, code="annex-a-care-leavers-in-touch")
    assert (again["title"].startswith("CHANGED"), rules.older) == (True, True)


def test_today_and_before_anything_was_kept(engine: Engine, tmp_path: Path) -> None:
    ruleset = load_ruleset()
    asking = AsOfContext(engine, tmp_path, ruleset)
    record_ruleset_use(engine, tmp_path, FixedClock(NOON), ruleset)
    for at, note in ((None, None), (NOON, None), (LATER, None), (NOON - timedelta(seconds=1), NOT_KEPT)):
        told, rules = describe_as_of(asking, at, describe_lines, return_code="crc")
        assert told == describe_lines(ruleset, "crc")
        assert (rules.hash, rules.older, rules.note) == (ruleset.hash, False, note)


def test_a_refusal_by_older_rules_is_the_same_refusal(sqlite_engine: Engine, tmp_path: Path) -> None:
    files = read_definition_files()
    gone = {name: data for name, data in files.items() if not name.startswith("mappings/returns/crc/")}
    gone |= {"mappings/places/lewisham/place.yaml": _without_crc(files["mappings/places/lewisham/place.yaml"])}
    keep(sqlite_engine, tmp_path, gone)
    with pytest.raises(NotFound, match="crc"):
        describe_as_of(AsOfContext(sqlite_engine, tmp_path, load_ruleset()), NOON, describe_lines, return_code="crc")


def _without_crc(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if b"return: crc" not in line)


def test_rules_that_this_release_cannot_read_are_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    keep(sqlite_engine, tmp_path, read_definition_files() | {"mappings/returns/crc/FY2010-11.yaml": b"no: such\n"})
    with pytest.raises(Unavailable, match="cannot read the rules"):
        describe_as_of(AsOfContext(sqlite_engine, tmp_path, load_ruleset()), NOON, describe_lines, return_code="crc")


def test_an_archive_that_is_gone_or_altered_is_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    name = keep(sqlite_engine, tmp_path, {"mappings/a.yaml": b"a: 1\n"})
    asking = AsOfContext(sqlite_engine, tmp_path, load_ruleset())
    archive_path(tmp_path, name).write_bytes(pack_files({"mappings/a.yaml": b"a: 2\n"}))
    with pytest.raises(Unavailable, match="altered"):
        describe_as_of(asking, NOON, describe_lines, return_code="crc")
    archive_path(tmp_path, name).unlink()
    with pytest.raises(Unavailable, match="not kept"):
        describe_as_of(asking, NOON, describe_lines, return_code="vital-signs")
