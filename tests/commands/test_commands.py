"""The verbs as a person types them, on a store of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands.command_line import run

pytestmark = pytest.mark.usefixtures("home")

UPLOAD = """indicator,area,period,numerator,denominator,value,note
NI 62,E09000023,FY2009-10,45,450,,a bad winter
NI 58,Lewisham,FY2009-10,,,13.9,
"""
AGENCY = "lewisham-childrens-services"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


@pytest.fixture
def upload(home: Path) -> str:
    path = home / "children.csv"
    path.write_text(UPLOAD)
    return str(path)


def test_check_stores_nothing_and_needs_no_store(capsys: pytest.CaptureFixture[str], home: Path, upload: str) -> None:
    shutil.rmtree(home / "var")
    code, _, talk = run(capsys, "check", upload, "--agency", AGENCY)
    assert (code, (home / "var").exists()) == (0, False)
    assert "Not compared" in talk


def test_findings_name_the_letter_of_their_column(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "exchanged.csv").write_text("period,area,,indicator,numerator,denominator\n2009,Lewisham,,NI 62,45,450\n")
    code, out, _ = run(capsys, "check", str(home / "exchanged.csv"), "--agency", AGENCY)
    assert (code, "row 2, column A (period): " in out) == (1, True), out
    code, out, _ = run(capsys, "check", str(home / "exchanged.csv"), "--agency", AGENCY, "--json")
    letters = {one["column"]: one["column_letter"] for one in json.loads(out)["findings"] if one["column"]}
    assert letters == {"period": "A", "area": "B"}


def test_from_upload_to_lineage(capsys: pytest.CaptureFixture[str], home: Path, upload: str) -> None:
    receipt = told(capsys, "collect", upload, "--agency", AGENCY)
    assert (receipt["accepted"], receipt["counts"]["figures"]) == (True, 2)
    figure = told(capsys, "figure", "NI 62", "--area", "E09000023", "--period", "FY2009-10")
    assert (figure["value"], figure["numerator"], figure["denominator"]) == ("10", "45", "450")
    assert figure["lineage"][0]["locator"] == "row 2"
    assert ["national-indicators", "NI 62", "exactMatch", "copy"] in figure["uses"]
    # Of returns that its place makes at that time alone: no OFSTED profile of 2009-10, and CORE 12 since 2024.
    assert {line for _, line, _, _ in figure["uses"]} == {"NI 62"}
    arguments = ("fill", "national-indicators", "--area", "Lewisham", "--period", "FY2009-10", "--format", "json")
    filled = told(capsys, *arguments, "--out", str(home / "out"))
    cells = json.loads(Path(filled["files"][0]["path"]).read_text())["cells"]
    assert {cell["line"]: cell["value"] for cell in cells}["NI 62"] in {10, "10"}


@pytest.mark.parametrize(
    ("area", "code", "note", "reason"),
    [
        ("E06000048", "E06000057", "E06000057 was used", "No figure was given."),
        ("E08000016", "E08000016", "did not exist", "Afterwards there is Barnsley (E08000038). Land moved"),
        ("Barnsley", "E08000038", "", "No figure was given."),
    ],
    ids=["an old code is translated", "land moved, so nothing is put in its place", "a name"],
)
def test_a_figure_says_which_code_was_used(
    capsys: pytest.CaptureFixture[str], area: str, code: str, note: str, reason: str
) -> None:
    figure = told(capsys, "figure", "cla-rate", "--area", area, "--period", "2026-03-31")
    assert figure["area"] == code
    assert note in figure["area_note"]
    assert bool(note) == bool(figure["area_note"])
    assert reason in figure["reason"]
    assert [each["area"] for each in figure["instead"]] == (["E08000038"] if area == "E08000016" else [])


def test_the_same_bytes_are_one_submission_and_a_withdrawal_undoes_it(
    capsys: pytest.CaptureFixture[str], upload: str
) -> None:
    first = told(capsys, "collect", upload, "--agency", AGENCY)
    again = told(capsys, "collect", upload, "--agency", AGENCY)
    assert (again["submission"], again["repeated"]) == (first["submission"], True)
    told(capsys, "withdraw", first["submission"][:12], "--reason", "wrong year")
    figure = told(capsys, "figure", "NI 62", "--area", "E09000023", "--period", "FY2009-10")
    assert figure["symbol"] == "not_available"
    assert told(capsys, "submissions")[0]["state"] == "withdrawn"
    assert told(capsys, "withdraw", first["submission"], "--reason", "wrong year")["repeated"] is True
    code, _, talk = run(capsys, "withdraw", first["submission"], "--reason", "again")
    assert (code, "wrong year" in talk, "Nothing more is to be done" in talk) == (1, True, True)


def test_a_refusal_lists_every_finding_and_exits_1(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    path = home / "bad.csv"
    path.write_text(UPLOAD.replace("NI 62", "NI 620").replace("13.9", "13,9").replace(",13,9,", ',"13,9",'))
    code, out, _ = run(capsys, "collect", str(path), "--agency", AGENCY)
    assert code == 1
    assert "row 2, column A (indicator)" in out
    assert "row 3, column F (value)" in out
    assert "refused; nothing was stored" in out


def test_a_template_comes_back_accepted(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    path = home / "template.xlsx"
    told(capsys, "template", "--agency", AGENCY, "--period", "FY2009-10", "--out", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book["Figures"]
    headings = {cell.value: cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value}
    symbol, first = headings["symbol"], next(c.row for r in sheet.iter_rows() for c in r if c.value == "symbol") + 1
    asked = [row for row in range(first, sheet.max_row + 1) if sheet.cell(row, headings["indicator"]).value]
    for row in asked:
        sheet.cell(row, symbol, "not_available")
    book.save(path)
    receipt = told(capsys, "collect", str(path), "--agency", AGENCY)
    assert receipt["counts"]["figures"] == len(asked) > 10


def test_published_files_are_verified_and_collected(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "demo" / "published"
    verified = told(capsys, "catalogue", "verify-published", str(folder))
    local = [(each["agree"]["local authority"], each["compared"]["local authority"]) for each in verified["files"]]
    assert len(local) == 7
    assert all(agree == compared for agree, compared in local)
    receipt = told(capsys, "collect", str(folder / "cla-rates.csv"), "--source", "cla-rates")
    assert receipt["counts"]["figures"] == 780
    assert told(capsys, "collect", str(folder / "cla-rates.csv"), "--source", "cla-rates")["repeated"]


def test_the_plan_names_agencies_and_lines(capsys: pytest.CaptureFixture[str]) -> None:
    plan = told(capsys, "plan", "--agency", AGENCY, "--from", "2010-03-31", "--to", "2010-03-31")
    asked = {row["indicator"]: row["returns"] for row in plan["collections"]}
    assert asked["cla-three-or-more-placements"] == ["national-indicators NI 62"]


def test_the_catalogue_is_sound_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "catalogue", "check")["problems"] == []
    assert any(each["code"] == "cpp-open" for each in told(capsys, "catalogue", "list", "cpp"))
    assert told(capsys, "catalogue", "show", "cpp-open")["unit"] == "count"
    assert told(capsys, "mapping", "show", "crc")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("fill", "nothing", "--area", "Lewisham", "--period", "FY2009-10"), 1),
        (("fill", "crc", "--area", "Atlantis", "--period", "FY2010-11"), 1),
        (("fill", "crc", "--area", "Lewisham", "--period", "2010"), 1),
        (("fill", "crc", "--area", "Lewisham", "--period", "FY2010-11", "--format", "pdf"), 2),
        (("fill", "crc", "--area", "Lewisham", "--period", "FY2010-11", "--as-of", "soon"), 2),
        (("figure", "no-such-thing", "--area", "Lewisham", "--period", "FY2009-10"), 1),
        (("collect", "nowhere.csv", "--agency", AGENCY), 1),
        (("collect", "nowhere.csv", "--agency", "nobody"), 1),
        (("collect", "nowhere.csv", "--source", "cla-rates"), 1),
        (("collect", "nowhere.csv", "--source", "nothing"), 1),
        (("collect", "nowhere.csv"), 2),
        (("check", "nowhere.csv"), 1),
        (("template", "--agency", "nobody", "--period", "FY2009-10", "--out", "x.xlsx"), 1),
        (("template", "--agency", AGENCY, "--period", "2009", "--out", "x.xlsx"), 1),
        (("plan", "--from", "2010-04-01", "--to", "2009-04-01"), 2),
        (("plan", "--from", "soon"), 2),
        (("catalogue", "verify-published", "nowhere"), 1),
        (("mapping", "show", "nothing"), 1),
        (("withdraw", "abc", "--reason", "x"), 1),
        (("nothing",), 2),
        (("fill",), 2),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    found, out, talk = run(capsys, *arguments)
    assert found == code
    assert talk or out
    assert "Traceback" not in out + talk
    assert "Something went wrong" not in talk
