from __future__ import annotations

import dataclasses
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from mappings.ruleset.archive import archive_name, pack_files, read_archived_ruleset
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import NOT_KEPT, find_hash_at, find_rules_at
from mappings.ruleset.ruleset_use import RulesetRow, record_ruleset_use
from returnonce import audit
from returnonce.blobs import FolderObjects
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.definition_files.file_tree import hash_content
from returnonce.errors import Unavailable
from tests.mappings.ruleset.definition_folders import write_definition_files
from tests.shipped import definition_files

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = {"indicators/a.yaml": b"a: 1\n", "mappings/b.tsv": b"b\n", "own/here/place.yaml": "c: é\n".encode()}


def at(hours: float) -> FixedClock:
    return FixedClock(NOON + timedelta(hours=hours))


def keep(home: Path, name: str) -> Ruleset:
    """A ruleset of another hash whose files are there already, which is all that is asked of it."""
    (home / archive_name(name)).parent.mkdir(parents=True, exist_ok=True)
    (home / archive_name(name)).touch()
    return dataclasses.replace(load_ruleset(), hash=name)


def test_a_ruleset_is_noted_when_it_comes_into_use_and_again_when_it_comes_back(engine: Engine, tmp_path: Path) -> None:
    old, new = keep(tmp_path, "a" * 64), keep(tmp_path, "b" * 64)
    told = [
        record_ruleset_use(engine, FolderObjects(tmp_path), at(hour), each)
        for hour, each in enumerate((old, old, new, new, old))
    ]
    assert told == [True, False, True, False, True]
    with reading(engine) as session:
        known = [(hour, find_hash_at(session, NOON + timedelta(hours=hour))) for hour in (-1, 0, 1.5, 2, 3.5, 4, 99)]
        assert known == [(-1, None), (0, old.hash), (1.5, old.hash), (2, new.hash), (3.5, new.hash), (4, old.hash),
                         (99, old.hash)]  # fmt: skip
        acts = [(row.act, row.subject) for row in session.exec(select(audit.AuditRow))]
        assert acts == [("use-rules", each.hash) for each in (old, new, old)]
        assert audit.find_first_break(session) is None
        assert {row.release for row in session.exec(select(RulesetRow))} == {"0.1.0"}
        assert find_rules_at(session, old, None).older is False
        assert find_rules_at(session, old, NOON - timedelta(hours=1)).note == NOT_KEPT
        assert find_rules_at(session, old, NOON + timedelta(hours=2)).older


def test_what_is_kept_is_every_definition_file_and_loads_as_the_same_ruleset(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    ruleset = load_ruleset()
    record_ruleset_use(sqlite_engine, FolderObjects(tmp_path), at(0), ruleset)
    files = read_archived_ruleset(FolderObjects(tmp_path), ruleset.hash)
    assert files == definition_files()
    assert write_definition_files(files, tmp_path / "laid") is None
    assert hash_content(definition_files(tmp_path / "laid")) == ruleset.hash


def test_an_archive_that_is_gone_is_made_again(sqlite_engine: Engine, tmp_path: Path) -> None:
    ruleset = load_ruleset()
    record_ruleset_use(sqlite_engine, FolderObjects(tmp_path), at(0), ruleset)
    before = (tmp_path / archive_name(ruleset.hash)).read_bytes()
    (tmp_path / archive_name(ruleset.hash)).unlink()
    assert record_ruleset_use(sqlite_engine, FolderObjects(tmp_path), at(1), ruleset) is False
    assert (tmp_path / archive_name(ruleset.hash)).read_bytes() == before


def test_definitions_that_change_after_they_were_read_are_kept_as_they_were_read(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    write_definition_files(definition_files(), tmp_path / "root")
    ruleset = load_ruleset(folders=[tmp_path / "root"])
    (tmp_path / "root" / "mappings" / "look_alikes.tsv").unlink()
    record_ruleset_use(sqlite_engine, FolderObjects(tmp_path / "home"), at(0), ruleset)
    assert read_archived_ruleset(FolderObjects(tmp_path / "home"), ruleset.hash) == definition_files()


def test_a_what_if_ruleset_is_not_stored(sqlite_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="what-if"):
        record_ruleset_use(
            sqlite_engine, FolderObjects(tmp_path), at(0), dataclasses.replace(load_ruleset(), hash="c" * 64)
        )
    with reading(sqlite_engine) as session:
        assert session.exec(select(RulesetRow)).all() == []


def small(home: Path, data: bytes | None = None) -> str:
    name = hash_content(SMALL)
    path = home / archive_name(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack_files(SMALL) if data is None else data)
    return name


def test_places_of_ones_own_are_laid_out_apart(tmp_path: Path) -> None:
    files = read_archived_ruleset(FolderObjects(tmp_path), small(tmp_path))
    assert files == SMALL
    own = write_definition_files(files, tmp_path / "laid")
    assert own is not None
    assert (own / "here" / "place.yaml").read_bytes() == SMALL["own/here/place.yaml"]


@pytest.mark.parametrize("name", ["../up.yaml", "/abs.yaml", "mappings/../../x.yaml", "elsewhere/x.yaml", "own/x.py"])
def test_a_name_that_no_definition_has_is_not_laid_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unavailable, match="altered"):
        read_archived_ruleset(FolderObjects(tmp_path), small(tmp_path, pack_files(SMALL | {name: b"x"})))


def test_any_change_of_the_archive_is_found(tmp_path: Path) -> None:
    whole = pack_files(SMALL)
    for at_byte in range(0, len(whole), 3):
        changed = bytearray(whole)
        changed[at_byte] ^= 0xFF
        name = small(tmp_path, bytes(changed))
        # Times and the like may change unnoticed; what the files say may not.
        with suppress(Unavailable):
            assert read_archived_ruleset(FolderObjects(tmp_path), name) == SMALL
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        with pytest.raises(Unavailable, match="altered"):
            read_archived_ruleset(FolderObjects(tmp_path), small(tmp_path, whole[:size]))


def test_one_that_is_not_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not kept here"):
        read_archived_ruleset(FolderObjects(tmp_path), "d" * 64)


def test_the_archive_is_a_plain_zip(tmp_path: Path) -> None:
    name = small(tmp_path)
    with zipfile.ZipFile(tmp_path / archive_name(name)) as archive:
        assert archive.namelist() == sorted(SMALL)
