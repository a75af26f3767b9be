"""``returnonce overlap`` as a person types it: what is said, what is written, and past figures beside the store's."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cli import main

LIST = """Corporate plan 2009,,,,
Ref,Measure,Unit,2008/09,2009/10
L1,Looked after children with 3 or more placements in the year,%,,10
L2,=HYPERLINK("x") looked after children with 3 or more placements,%,,
L3,Potholes filled within 28 days,%,,
L4,Potholes filled within 28 days.,%,,
L5,Attainment gap at age 11 (FSM),%,,
L6,Attainment gap at age 16 (FSM),%,,
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def listed(home: Path) -> str:
    path = home / "list.csv"
    path.write_text(LIST)
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(("overlap", *arguments, "--json")) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_said_to_people(capsys: pytest.CaptureFixture[str], listed: str, home: Path) -> None:
    assert main(("overlap", listed)) == 0
    out = capsys.readouterr().out
    assert "same measure (to be confirmed by a person): Looked-after children with three or more placements" in out
    assert "Nothing alike (2)" in out
    assert "word for word" in out
    assert "6 measures" in out
    assert not (home / "var" / "store.sqlite3").exists()


def test_what_is_said_to_programs(capsys: pytest.CaptureFixture[str], listed: str) -> None:
    output = told(capsys, listed)
    best = output["measures"][0]["proposed"][0]
    assert (best["indicator"], best["band"], best["predicate"]) == (
        "cla-three-or-more-placements",
        "high",
        "skos:closeMatch",
    )
    assert [[row["row"] for row in each["rows"]] for each in output["repeats"] if each["kind"] == "exact"] == [[5, 6]]
    assert output["measures"][2]["proposed"] == []


def test_a_workbook_to_work_through_holds_no_formula(
    capsys: pytest.CaptureFixture[str], listed: str, home: Path
) -> None:
    path = home / "out.xlsx"
    assert main(("overlap", listed, "--out", str(path))) == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Catalogue", "Repeats", "Nothing alike", "About"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    rows = list(book["Catalogue"].iter_rows(values_only=True))
    decision = rows[0].index("Decision")
    assert len(rows) > 3
    assert {row[decision] for row in rows[1:]} == {None}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)


def test_a_csv_file_guards_what_could_be_a_formula(capsys: pytest.CaptureFixture[str], listed: str, home: Path) -> None:
    path = home / "out.csv"
    assert main(("overlap", listed, "--out", str(path))) == 0
    rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {"catalogue", "repeat", "nothing alike"}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_a_mapping_that_is_only_proposed(capsys: pytest.CaptureFixture[str], listed: str, home: Path) -> None:
    path = home / "map.tsv"
    assert main(("overlap", listed, "--sssom", str(path))) == 0
    rows = list(csv.DictReader(StringIO(path.read_text(encoding="utf-8")), delimiter="\t"))
    assert rows[0]["subject_id"] == "L1"
    assert {row["mapping_justification"] for row in rows} <= {"semapv:LexicalMatching", "semapv:CompositeMatching"}
    assert "skos:exactMatch" not in {row["predicate_id"] for row in rows}
    assert {row["reviewer_label"] for row in rows} == {""}
    assert all(0 <= int(row["confidence"].replace(".", "")) <= 100 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--out", "x.pdf"), "neither .xlsx nor .csv"),
        (("--sssom", "x.csv"), ".tsv"),
        (("--against", "banana"), "banana"),
        (("--sheet", "Two"), "no sheet"),
        (("--column", "Zebra"), "Zebra"),
        (("--area", "Nowhereshire"), "Nowhereshire"),
    ],
)
def test_what_is_wrongly_asked(
    capsys: pytest.CaptureFixture[str], listed: str, arguments: tuple[str, ...], says: str
) -> None:
    assert main(("overlap", listed, *arguments)) in {1, 2}
    assert says in capsys.readouterr().err


UPLOAD = "indicator,area,period,numerator,denominator,value\nNI 62,E09000023,FY2009-10,45,450,\n"


@pytest.mark.parametrize(
    ("title", "figure", "says", "better"),
    [
        ("The stability of placements of LAC", "10.0", "figures agree for FY2009-10", True),
        ("LAC with 3 or more placements in the year", "31.5", "figures differ for FY2009-10", False),
    ],
)
def test_past_figures_speak_too(
    capsys: pytest.CaptureFixture[str], home: Path, title: str, figure: str, says: str, better: bool
) -> None:
    upload, path = home / "upload.csv", home / "past.csv"
    upload.write_text(UPLOAD)
    path.write_text(f"Measure,2009/10\n{title},{figure}\n")
    assert main(("init",)) == 0
    assert main(("collect", str(upload), "--agency", "lewisham-childrens-services")) == 0
    capsys.readouterr()

    def of_stability(*more: str) -> Any:
        offered = told(capsys, str(path), *more)["measures"][0]["proposed"]
        return next(each for each in offered if each["indicator"] == "cla-three-or-more-placements")

    without, beside = of_stability(), of_stability("--area", "Lewisham")
    assert says in beside["reason"]
    assert (beside["confidence"] > without["confidence"]) == better


def test_an_area_without_figures_says_so(capsys: pytest.CaptureFixture[str], listed: str) -> None:
    assert main(("overlap", listed, "--area", "Lewisham")) == 0
    assert "the store is empty" in capsys.readouterr().err
