"""Findings name the letter of their column as the file was sent, in whatever order its columns stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from collectors.check_upload import check_upload
from collectors.guests.verdict_files import read_verdict, write_verdict
from collectors.submissions.check_context import CheckContext
from collectors.submissions.column_letters import find_letter
from collectors.submissions.findings import place_words
from collectors.submissions.uploaded_file import UploadedFile, copy_upload
from collectors.submissions.verdict import UploadVerdict
from returnonce.blobs import sha256_file
from returnonce.clock import FixedClock
from tests.collectors.records.files import in_folder
from tests.collectors.records.reading import CIN, workbook, write, zipped
from tests.conftest import NOON
from tests.contexts import make_context

AGENCY = "lewisham-childrens-services"
RIGHT = {"indicator": "NI 62", "area": "Lewisham", "period": "2009", "numerator": "45", "denominator": "450"}
#: Headings, and the letter of the column whose period is not clear.
HEADINGS = [
    (("indicator", "area", "period", "numerator", "denominator"), "C"),
    (("period", "denominator", "area", "indicator", "numerator"), "A"),
    (("indicator", "", "area", "", "numerator", "denominator", " Period "), "G"),
    (("indicator", "area", "numerator", "denominator", *[""] * 24, "period"), "AC"),
    (("indicator", "area", "period", "numerator", "denominator", "period"), "C"),
    (("indicator", "area", "perioid", "numerator", "denominator"), "C"),
]


def check(path: Path) -> UploadVerdict:
    return check_upload(CheckContext(make_context()), UploadedFile(path, sha256_file(path), path.name, AGENCY))


def write_figures(path: Path, headings: Sequence[str], row: dict[str, str] = RIGHT) -> Path:
    """A table of one row, whose cells stand under their headings."""
    cells = [row.get(heading.strip().lower().replace("perioid", "period"), "") for heading in headings]
    if path.suffix == ".csv":
        return write(path, "\n".join(",".join(line) for line in (headings, cells)) + "\n")
    return workbook(path, {"Figures": [[*headings], [*cells]]})


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("headings", "letter"), HEADINGS, ids=[letter for _, letter in HEADINGS])
def test_the_letter_is_that_of_the_file(
    tmp_path: Path, unjailed: None, form: str, headings: Sequence[str], letter: str
) -> None:
    verdict = check(write_figures(tmp_path / f"figures.{form}", headings))
    unclear = next(one for one in verdict.findings if one.code == "period-unclear")
    assert find_letter(verdict.letters, unclear.sheet, unclear.column) == letter
    assert place_words(unclear, verdict.letters).endswith(f"row 2, column {letter} (period)")


def test_a_column_that_is_not_there_has_no_letter(tmp_path: Path) -> None:
    verdict = check(write_figures(tmp_path / "figures.csv", ("area", "indicator", "Forename")))
    lettered = {one.column: find_letter(verdict.letters, one.sheet, one.column) for one in verdict.findings}
    assert lettered["period"] is None
    assert all(find_letter(verdict.letters, one.sheet, None) is None for one in verdict.findings)


def test_only_columns_that_findings_name_have_letters(tmp_path: Path) -> None:
    row = RIGHT | {"period": "FY2009-10"}
    assert check(write_figures(tmp_path / "figures.csv", tuple(row), row)).letters == {"!area": "B"}


def test_the_limited_child_hands_letters_over(tmp_path: Path) -> None:
    verdict = check(write_figures(tmp_path / "figures.csv", HEADINGS[1][0]))
    write_verdict(verdict, tmp_path)
    handed = read_verdict(tmp_path, make_context().ruleset)
    assert isinstance(handed, UploadVerdict)
    assert handed.letters == verdict.letters != {}


def check_records(path: Path, agency: str, period: str | None) -> UploadVerdict:
    context = CheckContext(make_context(clock=FixedClock(NOON)))
    with copy_upload(path, agency, period=period) as upload:
        return check_upload(context, upload)


RECORDS = {
    "header.csv": "ETHNIC,Team,DOB,SEX,CHILD,UPN,MOTHER,MC_DOB\nWBRI,,31/02/2012,1,A2,UN3,0,\n",
    "episodes.csv": "Team,CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,"
    "PL_POST,URN\n"
    "North,A2,32/06/2024,S,V2,N1,U6,PR1,,,,NG1 5BJ,NG2 7QP,SC123456\n",
}


@pytest.mark.parametrize("form", ["folder", "zip", "xlsx"])
def test_each_table_of_records_has_letters_of_its_own(tmp_path: Path, unjailed: None, form: str) -> None:
    make = {"folder": in_folder, "zip": zipped, "xlsx": workbook}[form]
    sheets = {name[:-4]: [line.split(",") for line in text.splitlines()] for name, text in RECORDS.items()}
    path = make(tmp_path / f"records.{form}", sheets if form == "xlsx" else RECORDS)
    verdict = check_records(path, "nottinghamshire-childrens-services", "FY2024-25")
    wrong = {(one.sheet, one.column) for one in verdict.findings if one.code == "record-date"}
    assert {(sheet, column, find_letter(verdict.letters, sheet, column)) for sheet, column in wrong} == {
        ("Header", "DOB", "C"), ("Episodes", "DECOM", "C"),
    }  # fmt: skip
    unknown = next(one for one in verdict.findings if one.code == "record-team-column")
    assert (unknown.column, find_letter(verdict.letters, unknown.sheet, unknown.column)) == ("A", "A")
    assert place_words(unknown, verdict.letters).endswith("column A")


def test_xml_has_no_letters(tmp_path: Path, unjailed: None) -> None:
    path = write(tmp_path / "cin.xml", CIN.replace("<Sex>M</Sex>", "<Sex>Q</Sex>"))
    verdict = check_records(path, "nottinghamshire-childrens-services", "FY2024-25")
    assert any(one.column for one in verdict.findings)
    assert verdict.letters == {}


def test_a_column_that_the_file_has_not_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("indicator,area,period,numerator,denominator\nNI 62,Lewisham,FY2009-10,,\n")
    verdict = check(path)
    places = {place_words(one, verdict.letters) for one in verdict.findings if one.code == "figure-missing"}
    assert places == {"row 2"}
