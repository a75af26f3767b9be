"""Every definition file that ships is read, and they are sound together."""

from __future__ import annotations

import re

import pytest

from mappings.checks.catalogue_checks import check_catalogue
from mappings.definitions.returns import load_returns
from mappings.ruleset.ruleset import Ruleset
from tests.repository import ROOT
from tests.shipped import definition_files, load_catalogue, load_places, load_ruleset, load_sources


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset()


def test_every_indicator_file_is_read() -> None:
    files = sorted(path.stem for path in (ROOT / "indicators" / "catalogue").rglob("*.yaml"))
    assert list(load_catalogue()) == files


def test_every_edition_file_is_read() -> None:
    files = {(path.parent.name, path.stem) for path in (ROOT / "mappings" / "returns").glob("*/*.yaml")}
    read = load_returns(ROOT / "mappings" / "returns")
    assert {(code, edition.edition) for code, each in read.items() for edition in each.editions} == files


def test_every_source_file_is_read() -> None:
    assert set(load_sources()) == {path.stem for path in (ROOT / "mappings" / "sources").iterdir()}


def test_every_place_folder_is_read(ruleset: Ruleset) -> None:
    folders = {path.name for path in (ROOT / "mappings" / "places").iterdir() if path.is_dir()}
    assert set(load_places()) == folders


def test_every_definition_counts_in_the_name_of_the_ruleset() -> None:
    kinds = {".yaml", ".tsv", ".csv"}
    rooms = (ROOT / "indicators", ROOT / "mappings")
    files = {path.relative_to(ROOT).as_posix() for room in rooms for path in room.rglob("*") if path.suffix in kinds}
    assert set(definition_files()) == files


def test_no_definition_has_a_placeholder() -> None:
    placeholder = re.compile(rb"\b(todo|tbc|lorem|xxx|fixme)\b", re.IGNORECASE)
    assert [name for name, content in definition_files().items() if placeholder.search(content)] == []


def test_definitions_are_sound(ruleset: Ruleset) -> None:
    assert [problem for problem in check_catalogue(ruleset) if problem.severity == "error"] == []
