"""A ruleset from the home's cache is the one that parsing makes, and never one of other files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.ruleset import ruleset as module
from mappings.ruleset.archive import read_archived_ruleset
from mappings.ruleset.ruleset import Ruleset, load_ruleset, ruleset_of
from mappings.ruleset.ruleset_history import record_ruleset_use
from returnonce.clock import SystemClock
from returnonce.object_cache import ObjectCache
from tests.mappings.ruleset.changed_definitions import changed, parts
from tests.mappings.ruleset.definition_folders import write_definition_files
from tests.shipped import definition_files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hashes of what is parsed, in a process that holds no ruleset."""
    hashes: list[str] = []

    def parse(files: module.DefinitionFiles) -> Ruleset:
        hashes.append(files.hash)
        return original(files)

    original = module.parse_ruleset
    monkeypatch.setattr(module, "parse_ruleset", parse)
    ruleset_of.cache_clear()
    yield hashes
    ruleset_of.cache_clear()


def as_another_process(home: Path, **given: object) -> Ruleset:
    ruleset_of.cache_clear()
    return load_ruleset(home=home, **given)  # type: ignore[arg-type]


def test_a_ruleset_is_parsed_once_for_a_home(home: Path, parsed: list[str]) -> None:
    first, again, third = (as_another_process(home) for _ in range(3))
    assert parsed == [first.hash]
    assert again is not third
    assert parts(first) == parts(again) == parts(third)
    assert (again.hash, again.files) == (first.hash, first.files)
    assert again.places["lewisham"].area_book is again.areas


def test_in_a_process_it_is_the_same_object(home: Path, parsed: list[str]) -> None:
    assert load_ruleset(home=home) is load_ruleset(home=home)
    assert len(parsed) == 1


def test_changed_files_are_parsed_anew_and_those_of_before_are_still_known(
    home: Path, parsed: list[str], tmp_path: Path
) -> None:
    write_definition_files(definition_files(), tmp_path / "root")
    before = as_another_process(home, folders=[tmp_path / "root"])
    write_definition_files(changed(definition_files()), tmp_path / "root")
    after = as_another_process(home, folders=[tmp_path / "root"])
    assert parsed == [before.hash, after.hash]
    assert after.places["lewisham"].title.startswith("CHANGED")
    write_definition_files(definition_files(), tmp_path / "root")
    assert as_another_process(home, folders=[tmp_path / "root"]).hash == before.hash
    assert len(parsed) == 2


def test_the_cache_may_be_deleted_or_spoilt(home: Path, parsed: list[str]) -> None:
    first = as_another_process(home)
    shutil.rmtree(home / "cache")
    as_another_process(home)
    for path in ObjectCache(home).folder.iterdir():
        path.write_bytes(b"spoilt")
    assert parts(as_another_process(home)) == parts(first)
    assert parsed == [first.hash] * 3


def test_what_is_kept_of_it_are_the_files_that_were_read(home: Path, parsed: list[str], sqlite_engine: object) -> None:
    as_another_process(home)
    ruleset = as_another_process(home)
    record_ruleset_use(sqlite_engine, home, SystemClock(), ruleset)  # type: ignore[arg-type]
    assert read_archived_ruleset(home, ruleset.hash) == definition_files()
    assert len(parsed) == 1
