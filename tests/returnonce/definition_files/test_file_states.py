"""The disk's word on files: the same while nothing is touched, another after any change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from returnonce.definition_files.file_states import describe_states
from returnonce.definition_files.file_tree import SUFFIXES, read_definition_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("indicators/a.yaml", "indicators/deep/b.csv", "indicators/c.py", "mappings/d.tsv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def describe(root: Path) -> str:
    return describe_states(root, ("indicators", "mappings"), SUFFIXES).text


def test_the_files_are_those_that_are_read(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "e.yaml").write_text("")
    (root / "indicators" / "linked").symlink_to(root / "elsewhere")
    (root / "indicators" / "deep" / "round").symlink_to(root)
    paths = [line.split("\t")[0] for line in describe(root).splitlines()]
    assert sorted(os.path.relpath(path, root) for path in paths) == list(read_definition_files([root]).content)


def test_nothing_touched_is_nothing_changed_and_other_endings_do_not_count(root: Path) -> None:
    before = describe(root)
    (root / "indicators" / "c.py").write_text("changed")
    assert describe(root) == before


def test_content_of_the_same_size_and_time_is_a_change(root: Path) -> None:
    before, file = describe(root), root / "mappings" / "d.tsv"
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text(file.read_text().upper())
    os.utime(file, ns=times)
    assert describe(root) != before


def test_the_newest_time_is_that_of_the_last_change(root: Path) -> None:
    newest = describe_states(root, ("indicators",), SUFFIXES).newest
    assert newest == max((root / name).stat().st_ctime_ns for name in ("indicators/a.yaml", "indicators/deep/b.csv"))


def test_a_room_that_is_not_there_is_an_error(root: Path) -> None:
    with pytest.raises(OSError, match="none"):
        describe_states(root, ("none",), SUFFIXES)
