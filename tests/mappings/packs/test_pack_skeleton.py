"""A new pack works before anything in it is replaced."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from mappings.checks.pack_checks import check_packs, list_examples
from mappings.packs.pack_skeleton import list_skeleton_files, write_skeleton
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import Conflict, WrongUsage
from tests.repository import ROOT


@pytest.mark.parametrize("name", ["kent", "kent-cabinet", "a1", "a-2-b"])
@pytest.mark.parametrize(("day", "edition"), [(date(2026, 3, 31), "FY2025-26"), (date(2026, 4, 1), "FY2026-27")])
def test_a_new_pack_is_sound_and_its_example_is_worked(tmp_path: Path, name: str, day: date, edition: str) -> None:
    paths = write_skeleton(name, tmp_path, day)
    assert tmp_path / name / "mappings" / "returns" / name / f"{edition}.yaml" in paths
    problems, ruleset = check_packs(read_definition_files(packs=[tmp_path / name]))
    assert problems == []
    assert ruleset is not None
    assert list(list_examples(ruleset, [name])) == [f"{name.upper().replace('-', ' ')} 1"]


def test_a_new_pack_may_have_a_record_set_of_its_own(tmp_path: Path) -> None:
    paths = write_skeleton("kent-breaks", tmp_path, date(2026, 3, 31), record_set=True)
    assert tmp_path / "kent-breaks" / "indicators/records/sets/kent-breaks/views.yaml" in paths
    problems, ruleset = check_packs(read_definition_files(packs=[tmp_path / "kent-breaks"]))
    assert problems == []
    assert ruleset is not None
    assert ruleset.records.record_set("kent-breaks").layer.in_force.start == date(2025, 4, 1)


BLOCK = re.compile(r"^```\w+ file=kent-breaks/(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_how_to_shows_what_a_new_pack_with_a_record_set_holds() -> None:
    page = (ROOT / "docs" / "howto" / "add-a-record-set.md").read_text(encoding="utf-8")
    shown = dict(BLOCK.findall(page))
    files = list_skeleton_files("kent-breaks", date(2026, 5, 1), record_set=True)
    of_the_pack = files.keys() - {"pack.yaml", "README.md"}
    assert {path: shown.get(path) for path in of_the_pack} == {path: files[path] for path in of_the_pack}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    write_skeleton("kent", tmp_path, date(2026, 4, 1))
    with pytest.raises(Conflict):
        write_skeleton("kent", tmp_path, date(2026, 4, 1))


@pytest.mark.parametrize("name", ["Kent", "../kent", "", "kent roads", "kent_roads", "2026", "k" * 61])
def test_a_name_is_small_letters_digits_and_hyphens(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUsage):
        write_skeleton(name, tmp_path, date(2026, 4, 1))
    assert list(tmp_path.iterdir()) == []
