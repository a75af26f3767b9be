"""Questions put to older rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from mappings.ruleset.archive import archive_name, pack_files
from mappings.ruleset.as_of import ruleset_as_of
from mappings.ruleset.definitions_as_of import describe_as_of, describe_indicator, describe_lines
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import NOT_KEPT
from mappings.ruleset.ruleset_use import RulesetRow, record_ruleset_use
from returnonce.blobs import FolderObjects
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.definition_files.file_tree import hash_content
from returnonce.errors import NotFound, Unavailable
from tests.contexts import make_context
from tests.mappings.ruleset.changed_definitions import CHANGES, changed, parts
from tests.shipped import definition_files

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def keep(engine: Engine, home: Path, files: dict[str, bytes], at: datetime = NOON) -> str:
    """As if work had been done by those files."""
    name = hash_content(files)
    (home / archive_name(name)).parent.mkdir(parents=True, exist_ok=True)
    (home / archive_name(name)).write_bytes(pack_files(files))
    with transaction(engine) as session:
        session.add(RulesetRow(hash=name, since=at, release="0.1.0"))
    return name


def test_every_kind_of_definition_of_an_older_ruleset_is_its_own(sqlite_engine: Engine, tmp_path: Path) -> None:
    today = load_ruleset()
    before = parts(today)
    name = keep(sqlite_engine, tmp_path, changed(definition_files()))
    older, rules = ruleset_as_of(make_context(sqlite_engine, tmp_path, today), NOON)
    assert (older.hash, rules.hash, rules.older) == (name, name, True)
    assert older.files.lacking == {}
    seen = parts(older)
    assert [kind for kind, value in seen.items() if "CHANGED" not in value and value != "27"] == []
    # Two rulesets live side by side: today's says what it said.
    assert parts(today) == parts(load_ruleset()) == before
    # Every folder of definitions has a change that was looked for.
    held = {"/".join(path.split("/")[:2]) for path in definition_files()}
    assert {"/".join(path.split("/")[:2]) for path, *_ in CHANGES} == held


def test_an_older_ruleset_is_read_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    name, asking = (
        keep(sqlite_engine, tmp_path, changed(definition_files())),
        make_context(sqlite_engine, tmp_path, load_ruleset()),
    )
    description = describe_as_of(asking, NOON, describe_indicator, code="annex-a-care-leavers-in-touch")
    (tmp_path / archive_name(name)).unlink()
    assert describe_as_of(asking, NOON, describe_indicator, code="annex-a-care-leavers-in-touch") == description
    assert description[0]["title"].startswith("CHANGED")


def test_two_rulesets_answer_at_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    keep(sqlite_engine, tmp_path, changed(definition_files()))
    asking, code = make_context(sqlite_engine, tmp_path, load_ruleset()), "annex-a-care-leavers-in-touch"
    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda at: describe_as_of(asking, at, describe_indicator, code=code)[0]["title"], [NOON, None] * 8)
        )
    assert [title.startswith("CHANGED") for title in told] == [True, False] * 8


def test_what_an_old_layout_does_not_say_comes_from_this_release(sqlite_engine: Engine, tmp_path: Path) -> None:
    files = definition_files()
    gone = (
        "mappings/portals/",
        "mappings/editions/",
        "mappings/findings/",
        "mappings/inspection_lists/",
        "mappings/overlap/list_headings.tsv",
        "mappings/schedule/event_kinds.yaml",
        "indicators/records/concepts/sex.tsv",
    )
    old = {path: data for path, data in changed(files).items() if not path.startswith(gone)}
    # What a list does not have any more stays away.
    del old["mappings/sources/cla-rates.yaml"]
    name, today = keep(sqlite_engine, tmp_path, old), load_ruleset()
    older, _ = ruleset_as_of(make_context(sqlite_engine, tmp_path, today), NOON)
    assert (older.hash, older.files.content) == (name, old)
    assert older.files.lacking == {path: data for path, data in files.items() if path.startswith(gone)}
    assert (older.portals, older.event_kinds) == (today.portals, today.event_kinds)
    assert (older.finding_kinds, older.edition_reasons) == (today.finding_kinds, today.edition_reasons)
    assert older.column_origins == today.column_origins
    assert older.overlap.list_headings == today.overlap.list_headings
    assert "cla-rates" not in older.sources
    assert older.record_returns["cin"].title.startswith("CHANGED")


def test_what_older_rules_make_fail_is_told_as_that(sqlite_engine: Engine, tmp_path: Path) -> None:
    keep(sqlite_engine, tmp_path, changed(definition_files()))
    asking = make_context(sqlite_engine, tmp_path, load_ruleset())

    def fail(_ruleset: Ruleset) -> dict[str, Any]:
        raise KeyError("made up")

    with pytest.raises(Unavailable, match="could not be worked out"):
        describe_as_of(asking, NOON, fail)
    with pytest.raises(KeyError, match="made up"):
        describe_as_of(asking, None, fail)


def test_today_and_before_anything_was_kept(engine: Engine, tmp_path: Path) -> None:
    ruleset = load_ruleset()
    asking = make_context(engine, tmp_path, ruleset)
    record_ruleset_use(engine, FolderObjects(tmp_path), FixedClock(NOON), ruleset)
    for at, note in ((None, None), (NOON, None), (LATER, None), (NOON - timedelta(seconds=1), NOT_KEPT)):
        told, rules = describe_as_of(asking, at, describe_lines, return_code="crc")
        assert told == describe_lines(ruleset, "crc")
        assert (rules.hash, rules.older, rules.note) == (ruleset.hash, False, note)


def test_a_refusal_by_older_rules_is_the_same_refusal(sqlite_engine: Engine, tmp_path: Path) -> None:
    files = definition_files()
    gone = {name: data for name, data in files.items() if not name.startswith("mappings/returns/crc/")}
    gone |= {"mappings/places/lewisham/place.yaml": _without_crc(files["mappings/places/lewisham/place.yaml"])}
    keep(sqlite_engine, tmp_path, gone)
    with pytest.raises(NotFound, match="crc"):
        describe_as_of(make_context(sqlite_engine, tmp_path, load_ruleset()), NOON, describe_lines, return_code="crc")


def _without_crc(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if b"return: crc" not in line)


def test_rules_that_this_release_cannot_read_are_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    keep(sqlite_engine, tmp_path, definition_files() | {"mappings/returns/crc/FY2010-11.yaml": b"no: such\n"})
    with pytest.raises(Unavailable, match="cannot read the rules"):
        describe_as_of(make_context(sqlite_engine, tmp_path, load_ruleset()), NOON, describe_lines, return_code="crc")


def test_an_archive_that_is_gone_or_altered_is_told_of(sqlite_engine: Engine, tmp_path: Path) -> None:
    name = keep(sqlite_engine, tmp_path, {"mappings/a.yaml": b"a: 1\n"})
    asking = make_context(sqlite_engine, tmp_path, load_ruleset())
    (tmp_path / archive_name(name)).write_bytes(pack_files({"mappings/a.yaml": b"a: 2\n"}))
    with pytest.raises(Unavailable, match="altered"):
        describe_as_of(asking, NOON, describe_lines, return_code="crc")
    (tmp_path / archive_name(name)).unlink()
    with pytest.raises(Unavailable, match="not kept"):
        describe_as_of(asking, NOON, describe_lines, return_code="vital-signs")
