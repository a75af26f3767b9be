"""A ruleset from the home's cache is the one that parsing makes, and never one of other files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mappings.ruleset import loading, parsing
from mappings.ruleset.archive import read_archived_ruleset
from mappings.ruleset.loading import find_ruleset, load_ruleset
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_use import record_ruleset_use
from returnonce.blobs import FolderObjects
from returnonce.clock import SystemClock
from returnonce.definition_files.file_tree import DefinitionFiles
from returnonce.errors import Conflict
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

    def parse(files: DefinitionFiles) -> Ruleset:
        hashes.append(files.hash)
        return original(files)

    original = parsing.parse_ruleset
    monkeypatch.setattr(parsing, "parse_ruleset", parse)
    find_ruleset.cache_clear()
    yield hashes
    find_ruleset.cache_clear()


def as_another_process(home: Path, **given: object) -> Ruleset:
    find_ruleset.cache_clear()
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


def test_in_a_process_it_is_the_same_object_for_every_home(home: Path, parsed: list[str], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert load_ruleset(home=home) is load_ruleset(home=tmp_path / "other") is load_ruleset()
    assert len(parsed) == 1


@pytest.mark.long
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


@pytest.mark.long
def test_the_cache_may_be_deleted_or_spoilt(home: Path, parsed: list[str]) -> None:
    first = as_another_process(home)
    shutil.rmtree(home / "cache")
    as_another_process(home)
    for path in ObjectCache(home).folder.iterdir():
        path.write_bytes(b"spoilt")
    assert parts(as_another_process(home)) == parts(first)
    assert parsed == [first.hash] * 3


@pytest.mark.long
def test_what_is_kept_of_it_are_the_files_that_were_read(home: Path, parsed: list[str], sqlite_engine: object) -> None:
    as_another_process(home)
    ruleset = as_another_process(home)
    record_ruleset_use(sqlite_engine, FolderObjects(home), SystemClock(), ruleset)  # type: ignore[arg-type]
    assert read_archived_ruleset(FolderObjects(home), ruleset.hash) == definition_files()
    assert len(parsed) == 1


@pytest.mark.long
@pytest.mark.usefixtures("parsed")
def test_what_follows_from_a_ruleset_is_worked_out_once_for_a_home(home: Path) -> None:
    load_ruleset(home=home)
    for _ in range(2):
        assert as_another_process(home).keep_result("sum", lambda: [1, 2]) == [1, 2]
        assert as_another_process(home).keep_result("sum", list) == [1, 2]
        assert as_another_process(home).keep_result("other", list) == []
        assert replace(as_another_process(home), hash="0" * 64).keep_result("sum", list) == []
    shutil.rmtree(home / "cache" / "plans")
    assert as_another_process(home).keep_result("sum", list) == []


@pytest.mark.long
@pytest.mark.usefixtures("parsed")
def test_what_follows_from_other_files_is_not_taken_for_it(home: Path, tmp_path: Path) -> None:
    for made, expected in ((changed(definition_files()), 1), (definition_files(), 2)):
        folder = tmp_path / str(expected)
        write_definition_files(made, folder)
        for _ in range(2):
            ruleset = as_another_process(home, folders=[folder])
        assert ruleset.keep_result("number", lambda number=expected: number) == expected  # type: ignore[misc]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_definition_files(definition_files(), tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been left alone for long."""
    monkeypatch.setattr(loading, "SETTLED_NS", -1)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Which folders of definitions were read."""
    folders: list[object] = []
    original = loading.read_definition_files

    def read(*given: object, samples: bool = True) -> DefinitionFiles:
        folders.append(given[0])
        return original(*given, samples=samples)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "read_definition_files", read)
    return folders


@pytest.mark.usefixtures("_settled", "parsed")
def test_files_that_nobody_touched_are_not_read_again(home: Path, root: Path, reads: list[object]) -> None:
    first, again = (as_another_process(home, folders=[root]) for _ in range(2))
    assert reads == [[root]]
    assert again.hash == first.hash
    assert parts(again) == parts(first)
    assert (again.files.content, len(reads)) == (first.files.content, 2)


@pytest.mark.usefixtures("_settled", "parsed")
@pytest.mark.parametrize("change", ["same size", "added", "removed", "renamed"])
def test_any_change_of_a_file_is_seen(home: Path, root: Path, reads: list[object], change: str) -> None:
    before = as_another_process(home, folders=[root])
    themes = root / "indicators" / "breakdowns"
    file = sorted(path for path in themes.rglob("*") if path.is_file())[0]
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    if change == "same size":
        file.write_bytes(file.read_bytes().replace(b"e", b"E"))
        os.utime(file, ns=times)
    elif change == "added":
        file.with_name("more.csv").write_text("")
    elif change == "removed":
        (root / "mappings" / "README.csv").unlink(missing_ok=True)
        file.rename(file.with_suffix(".bak"))
    else:
        file.rename(file.with_name(f"zz-{file.name}"))
    find = loading.find_definition_files(ObjectCache(home), [root], None)
    assert find.hash != before.hash
    assert len(reads) == 2


@pytest.mark.usefixtures("parsed")
def test_files_that_were_just_written_are_read_whatever_their_times_say(
    home: Path, root: Path, reads: list[object]
) -> None:
    as_another_process(home, folders=[root])
    as_another_process(home, folders=[root])
    assert len(reads) == 2


@pytest.mark.usefixtures("_settled", "parsed")
def test_what_was_changed_since_is_not_taken_for_what_was_known(home: Path, root: Path) -> None:
    as_another_process(home, folders=[root])
    files = as_another_process(home, folders=[root]).files
    write_definition_files(changed(definition_files()), root)
    with pytest.raises(Conflict, match="changed meanwhile"):
        _ = files.content


@pytest.mark.usefixtures("parsed")
def test_a_cached_part_is_read_when_it_is_asked_for(home: Path) -> None:
    as_another_process(home)
    ruleset = as_another_process(home)
    assert "catalogue" not in vars(ruleset)
    assert ruleset.catalogue is ruleset.catalogue
    assert "catalogue" in vars(ruleset)
    assert "places" not in vars(ruleset)
    with pytest.raises(AttributeError):
        _ = ruleset.no_such_part  # type: ignore[attr-defined]
    assert replace(ruleset, places={}).returns == ruleset.returns


@pytest.mark.long
def test_one_spoilt_part_is_parsed_instead(home: Path, parsed: list[str]) -> None:
    first = as_another_process(home)
    for path in ObjectCache(home).folder.iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    assert parts(as_another_process(home)) == parts(first)
    assert parsed == [first.hash] * 2
