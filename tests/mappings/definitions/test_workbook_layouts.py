"""Layouts as files: read at loading, part of the ruleset's hash, and every slip told with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mappings.checks.pack_checks import check_packs
from mappings.definitions.workbook_layouts import WorkbookLayout
from mappings.fill.cells import needs_context
from mappings.ruleset.loading import load_ruleset
from returnonce.definition_files.file_tree import read_definition_files
from tests.exports.builders import edition
from tests.mappings.packs.pack_folders import change, write_pack

FILE = "mappings/layouts/kent-roads-workbook.yaml"
COLUMN = [{"show": "line"}]


def test_a_pack_brings_its_layout_and_the_hash_covers_it(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    before = load_ruleset(packs=[pack])
    assert before.layouts["kent-roads-workbook"].sheets[0].sheet == "Figures"
    change(pack / FILE, "sheet: Figures ", "sheet: All figures ")
    after = load_ruleset(packs=[pack])
    assert after.layouts["kent-roads-workbook"].sheets[0].sheet == "All figures"
    assert before.hash != after.hash


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("- {show: change}", "- {show: chnage}", 14, "chnage"),
        ("B3: line KENT ROADS 1", "B3: line KENT ROADS 7", 22, "'KENT ROADS 7' is no line of the return"),
        ("A1: {text: '{area}, {period}'", "A1: {text: '{aera}, {period}'", 20, "{aera} names nothing; there are"),
        ("B4: {line:", "4B: {line:", 24, "'4B' is no cell; write a letter and a row up to 999, such as B7"),
        ("sheet: At a glance", "sheet: Figures", None, "two sheets are called Figures"),
        ("sheet: At a glance", "sheet: Cover", None, "every workbook may have a sheet Cover"),
        ("sheet: At a glance", "sheet: 'At a [glance]'", 16, "a sheet cannot be called 'At a [glance]'"),
        ("layout: kent-roads-workbook", "layout: crc", 1, "'crc' is not the file's name"),
        ("format: one decimal", "format: 0.0", 12, "format"),
        ("    widths: {", "    filters: true\n    widths: {", None, "a form has no filters"),
    ],
    ids=[
        "no such fact", "no such line", "no such field", "no such cell", "a name twice", "a name that is taken",
        "no name of a sheet", "another name", "no such format", "a filter on a form",
    ],
)  # fmt: skip
def test_a_slip_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, line: int | None, words: str) -> None:
    pack = write_pack(tmp_path)
    change(pack / FILE, old, new)
    problems, _ = check_packs(read_definition_files(packs=[pack]))
    told = [each for each in problems if each.file == f"kent-roads/{FILE}"]
    assert [words in each.what for each in told] == [True], [str(each) for each in problems]
    assert line in {None, told[0].line}


def test_an_edition_whose_layout_is_none_is_told(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    change(pack / "mappings/returns/kent-roads/FY2026-27.yaml", "layout: kent-roads-workbook", "layout: kent-raods")
    problems, _ = check_packs(read_definition_files(packs=[pack]))
    [problem] = problems
    assert "There is no layout kent-raods." in problem.what
    assert "kent-roads-workbook" in problem.mend
    assert problem.where.startswith("kent-roads/mappings/returns/kent-roads/FY2026-27.yaml:")


def test_a_layout_has_no_name_of_one_that_is_built_in(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / FILE).rename(pack / "mappings/layouts/plain.yaml")
    change(pack / "mappings/layouts/plain.yaml", "layout: kent-roads-workbook", "layout: plain")
    problems, _ = check_packs(read_definition_files(packs=[pack]))
    assert "layout: plain is built in." in {each.what for each in problems}


@pytest.mark.parametrize(("facts", "needs"), [(["line", "value"], False), (["line", "previous"], True)])
def test_other_years_are_looked_up_only_where_the_layout_shows_them(facts: list[str], needs: bool) -> None:
    sheet: dict[str, Any] = {"sheet": "A", "contents": "All.", "columns": [{"show": fact} for fact in facts]}
    layout = WorkbookLayout.model_validate({"layout": "a", "sheets": [sheet]})
    assert needs_context(edition("plain", "FY2009-10"), layout) is needs
