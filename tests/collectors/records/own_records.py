"""A pack with a record set of its own, a place that uses it, and files of its records; as the how-to has them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mappings.packs.pack_skeleton import write_skeleton
from mappings.ruleset.parsing import parse_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.workbook import new_workbook
from tests.mappings.packs.pack_folders import DAY

SET, AGENCY, AREA, YEAR = "kent-breaks", "kent-children", "E10000016", "FY2026-27"
PLACE = f"""
name: kent
title: Kent
areas: [{AREA}]
illustrative: false
returns:
  - {{return: {SET}, areas: [{AREA}], from: {YEAR}, illustrative: false}}
packs: [{SET}]
sources: [a test]
"""
AGENCIES = (
    "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
    f"{AGENCY}\tKent, children\tcouncil_department\tchildren-services\t{AREA}\tnot established\t\t\ta test\n"
)
TABLES = {
    "child.csv": "Child number,Born,Sex,Referral date\nZQ1,31/03/2012,F,01/04/2026\nZQ2,01/04/2015,M,01/04/2026\n"
    "ZQ3,01/04/2015,U,01/04/2026\n",
    "break.csv": "Child number,Start,End,Kind,Hours\nZQ1,11/04/2026,12/04/2026,night,20\n"
    "ZQ2,15/05/2026,15/05/2026,day,6\n",
}


def write_own_pack(folder: Path) -> Path:
    """The pack of a new record set, and the place that uses it."""
    write_skeleton(SET, folder, DAY, record_set=True)
    place = folder / SET / "mappings" / "places" / "kent"
    place.mkdir(parents=True)
    (place / "place.yaml").write_text(PLACE)
    (place / "agencies.tsv").write_text(AGENCIES)
    return folder / SET


@cache
def load_own_ruleset() -> Ruleset:
    """What ships with the pack beside it."""
    with TemporaryDirectory() as folder:
        return parse_ruleset(read_definition_files(packs=[write_own_pack(Path(folder))]))


def write_tables(folder: Path, form: str, tables: Mapping[str, str] = TABLES) -> Path:
    """The tables as a folder or zip of CSV files, or as a workbook."""
    if form == "zip":
        with zipfile.ZipFile(folder / "breaks.zip", "w") as package:
            for name, text in tables.items():
                package.writestr(name, text)
        return folder / "breaks.zip"
    if form == "workbook":
        with (folder / "breaks.xlsx").open("wb") as target, new_workbook(target, title="Breaks") as book:
            for name, text in tables.items():
                sheet = book.add_worksheet(name.removesuffix(".csv"))
                for row, line in enumerate(text.splitlines()):
                    sheet.write_row(row, 0, line.split(","))
        return folder / "breaks.xlsx"
    (folder / "breaks").mkdir()
    for name, text in tables.items():
        (folder / "breaks" / name).write_text(text)
    return folder / "breaks"
