"""Record sets as files: layers over layers, and every mistake that a file can hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from returnonce.errors import NotFound, Refused
from tests.shipped import (
    RECORD_SETS_FOLDER,
    find_version,
    list_record_sets,
    list_versions,
    load_record_set,
    read_all_headings,
    read_all_rules,
    read_settings,
)

SET = """
code: bees
title: Bees
record_return: hives
purposes: [hives]
role: council
person: bee
retention: {days: 30, source: made up, assumed: true}
confidence: low
sources: [made up]
dates: {csv: ["%d/%m/%Y"]}
settings: [{name: wings, value: 4, question: How many?, source: made up, confidence: low}]
tables:
  - {name: Bee, file: bee.csv, title: Bees, key: [ID], person: ID, required: true}
"""
COLUMNS = "table\tcolumn\ttype\trequired\tcode_list\tpersonal\taliases\txml\tconfidence\tsource\tnote\n"
LOST = "{version: '2002', extends: '1990', in_force: {from: 2002-01-01}, confidence: low, sources: [m]}"
CODES = "code_list\tcode\tmeaning\tofficial_rule\tconfidence\tsource\tnote\n"
RULE = """
- {rule: old, severity: query, table: Bee, wrong: "AGE > 9", columns: [AGE],
   what: Old., why: W., mend: M., source: s, confidence: low%s}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A record set of two versions: the second has one column more, one code less, and a new meaning."""
    first, second = (tmp_path / "bees" / "versions" / name for name in ("2001", "2002"))
    for folder in (first, second):
        folder.mkdir(parents=True)
    (tmp_path / "bees" / "set.yaml").write_text(SET)
    (tmp_path / "bees" / "rules.yaml").write_text(RULE % ", from: '2002'")
    _version(first, "2001", "null", "2001-01-01", "2002-01-01")
    _version(second, "2002", "'2001'", "2002-01-01", "null")
    (first / "columns.tsv").write_text(
        COLUMNS + "Bee\tID\ttext\tyes\t\tidentifies\tBee no|Number\t\tlow\tmade up\t\n"
        "Bee\tKIND\tcode\tno\tKIND\tno\t\t\tlow\tmade up\t\n"
    )
    (first / "codes.tsv").write_text(CODES + "KIND\tD\tDrone\t12\tlow\tm\t\nKIND\tW\tWorker\t12\tlow\tm\t\n")
    (second / "columns.tsv").write_text(COLUMNS + "Bee\tAGE\tinteger\tno\t\tno\tYears\t\tlow\tmade up\t\n")
    (second / "codes.tsv").write_text(CODES + "KIND\tW\tWorking\t12\tlow\tm\t\n")
    (second / "removed.tsv").write_text("kind\tname\tmember\treason\ncode\tKIND\tD\tno more\n")
    return tmp_path


def _version(folder: Path, name: str, extends: str, start: str, end: str) -> None:
    text = f"version: '{name}', extends: {extends}, in_force: {{from: {start}, to: {end}}}"
    (folder / "version.yaml").write_text(f"{{{text}, confidence: low, sources: [m]}}")


def test_a_version_is_what_came_before_and_what_changed(root: Path) -> None:
    first, second = (load_record_set("bees", version, root=root) for version in ("2001", "2002"))
    assert list(first.tables["Bee"].columns) == ["ID", "KIND"]
    assert list(second.tables["Bee"].columns) == ["ID", "KIND", "AGE"]
    assert {code: entry.meaning for code, entry in first.codes["KIND"].items()} == {"D": "Drone", "W": "Worker"}
    assert {code: entry.meaning for code, entry in second.codes["KIND"].items()} == {"W": "Working"}
    assert [rule.rule for rule in first.rules] == []
    assert [rule.rule for rule in second.rules] == ["old"]
    assert load_record_set("bees", root=root).version == "2002"


def test_headings_of_any_version_are_known(root: Path) -> None:
    assert set(read_all_headings("bees", root)) == {"ID", "Bee no", "Number", "KIND", "AGE", "Years"}
    assert list(read_all_rules(root)) == ["bees:old"]


@pytest.mark.parametrize(("period", "version"), [("FY2000-01", "2001"), ("CY2001", "2001"), ("FY2030-31", "2002")])
def test_the_version_in_force_on_the_last_day(root: Path, period: str, version: str) -> None:
    assert find_version("bees", parse_period(period), root) == version


def test_no_version_was_in_force_is_said(root: Path) -> None:
    with pytest.raises(Refused, match="Versions are: 2001, 2002"):
        find_version("bees", parse_period("CY1999"), root)


def test_settings_of_ones_own_and_none_that_there_is_not(root: Path) -> None:
    assert load_record_set("bees", settings={"wings": 2}, root=root).settings == {"wings": 2}
    with pytest.raises(NotFound, match="no setting 'legs'"):
        load_record_set("bees", settings={"legs": 6}, root=root)


@pytest.mark.parametrize(
    ("code", "version", "said"), [("wasps", None, "no record set"), ("bees", "1999", "no version")]
)
def test_what_is_not_known_is_named_with_what_is(root: Path, code: str, version: str | None, said: str) -> None:
    with pytest.raises(NotFound, match=said):
        load_record_set(code, version, root=root)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("versions/2002/removed.tsv", "kind\tname\tmember\treason\ncode\tKIND\tX\tno\n", "no code KIND X"),
        ("versions/2002/version.yaml", LOST, "extends one that is not there"),
        ("versions/2001/columns.tsv", COLUMNS + "Bee\tKIND\tcode\tno\t\tno\t\t\tlow\tm\t\n", "key ID"),
        ("versions/2001/columns.tsv", "table\tcolumn\n", "headings"),
        ("rules.yaml", "- {rule: x}\n", "severity"),
        ("set.yaml", SET.replace("days: 30", "days: 0"), "days"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_name(root: Path, tmp_path: Path, file: str, content: str, said: str) -> None:
    other = shutil.copytree(root / "bees", tmp_path / "copy" / "bees").parent
    (other / "bees" / file).write_text(content)
    with pytest.raises(Refused, match=said):
        load_record_set("bees", root=other)


@pytest.mark.parametrize("code", list_record_sets())
def test_every_set_that_ships_loads_in_every_version(code: str) -> None:
    for version in list_versions(code):
        record_set = load_record_set(code, version)
        assert record_set.tables
        assert record_set.purposes
        assert set(record_set.settings) == set(read_settings(code))
    assert (RECORD_SETS_FOLDER / code / "views.yaml").exists()


def test_no_purpose_of_treatment_is_one_of_the_childrens_sets() -> None:
    purposes = {code: set(load_record_set(code).purposes) for code in list_record_sets()}
    assert purposes.pop("treatment").isdisjoint(set().union(*purposes.values()))
