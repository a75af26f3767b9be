"""Any list of measures: the many ways in which people lay one out, and files that are none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.measure_lists.columns import as_period, find_columns, fold_list_heading, is_code, rank_headings
from collectors.measure_lists.reader import MOST_MEASURES, MeasureList
from collectors.measure_lists.reader import read_list as read_list_by
from returnonce.errors import NotFound, Refused
from tests.shipped import load_overlap_vocabulary

TITLES = ["Percentage of invoices paid in 30 days", "Number of fires in dwellings", "Care leavers aged 19 in work"]

HEADINGS = load_overlap_vocabulary().list_headings


def read_list(path: Path, **asked: Any) -> MeasureList:
    return read_list_by(path, HEADINGS, **asked)


def text(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def book(folder: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    path = folder / "list.xlsx"
    made.save(path)
    return path


def titles(path: Path, **asked: Any) -> list[str]:
    return [measure.title for measure in read_list(path, **asked).measures]


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize(
    "heading",
    [
        "Title",
        "INDICATOR",
        "Measure name",
        "PI description",
        "Performance Indicator",
        "KPI",
        "Indicator title (2008/09)",
        "  measure \n title ",
        "Name of indicator",
        "Description",
        "National Indicator",
    ],
)
def test_a_title_column_is_found_by_its_heading(tmp_path: Path, heading: str) -> None:
    lines = "\n".join(f'{n},"{title}",%' for n, title in enumerate(TITLES))
    assert titles(text(tmp_path, f'Ref,"{heading}",Unit\n{lines}\n')) == TITLES


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_letters(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [["Code", "Title", "Unit"], *([str(n), f"{title} – café £5", "%"] for n, title in enumerate(TITLES))]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    measures = read_list(text(tmp_path, content)).measures
    assert [(each.title, each.unit) for each in measures] == [(f"{title} – café £5", "%") for title in TITLES]


@pytest.mark.usefixtures("unjailed")
def test_a_plain_list_of_lines_needs_no_heading(tmp_path: Path) -> None:
    measure_list = read_list(text(tmp_path, "\n".join(TITLES), "list.txt"))
    assert [each.title for each in measure_list.measures] == TITLES
    assert "No headings" in measure_list.notes[0]


@pytest.mark.usefixtures("unjailed")
def test_banners_blanks_sections_and_repeated_headings(tmp_path: Path) -> None:
    head = ["Ref", "Measure", "Unit of measure", "Frequency"]
    body = [[f"L{n}", title, "%", "annual"] for n, title in enumerate(TITLES * 2)]
    lines = [["Corporate Plan"], [], ["Draft, for members"], head, *body[:3], ["", "SAFER PLACES"], head, *body[3:], []]
    measure_list = read_list(book(tmp_path, Plan=lines))
    assert [each.title for each in measure_list.measures] == TITLES * 2
    assert measure_list.measures[0].row == 5
    assert "headings of sections" in measure_list.notes[0]


@pytest.mark.usefixtures("unjailed")
def test_a_row_with_one_blank_cell_is_still_a_measure(tmp_path: Path) -> None:
    lines = [["Title", "Unit"], *([title, "%"] for title in TITLES * 3), ["Young people who are NEET", None]]
    assert titles(book(tmp_path, A=lines))[-1] == "Young people who are NEET"


@pytest.mark.usefixtures("unjailed")
def test_codes_under_indicator_and_titles_under_description(tmp_path: Path) -> None:
    lines = [
        ["Indicator", "Description", "Good is"],
        *([f"NI {n}", title, "High"] for n, title in enumerate(TITLES, 1)),
    ]
    measures = read_list(book(tmp_path, A=lines)).measures
    assert [(each.code, each.title, each.polarity) for each in measures] == [
        (f"NI {n}", title, "High") for n, title in enumerate(TITLES, 1)
    ]


@pytest.mark.usefixtures("unjailed")
def test_a_column_headed_ni_holds_numbers_of_national_indicators(tmp_path: Path) -> None:
    lines = [["NI", "Title"], *([n, title] for n, title in enumerate(TITLES, 101))]
    assert [each.code for each in read_list(book(tmp_path, A=lines)).measures] == ["NI 101", "NI 102", "NI 103"]


@pytest.mark.usefixtures("unjailed")
def test_cells_of_many_lines_and_of_many_bullets(tmp_path: Path) -> None:
    lines = [
        ["Title"],
        ["Care leavers\naged 19\nin work"],
        ["- Fires in dwellings\n- · Deliberate fires\n• False alarms raised"],
    ]
    assert titles(book(tmp_path, A=lines)) == [
        "Care leavers aged 19 in work", "Fires in dwellings", "Deliberate fires", "False alarms raised",
    ]  # fmt: skip


@pytest.mark.usefixtures("unjailed")
def test_which_sheet_is_asked_where_several_hold_titles(tmp_path: Path) -> None:
    lines = [["Title", "Unit"], *([title, "%"] for title in TITLES)]
    path = book(tmp_path, One=lines, Two=lines, Notes=[["Printed on Friday"]])
    with pytest.raises(Refused, match="“One”, “Two”") as error:
        read_list(path)
    assert "Name the sheet" in str(error.value.mend)
    assert titles(path, sheet="two") == TITLES
    assert len(titles(path, sheet="all")) == 6
    with pytest.raises(Refused, match="no sheet"):
        read_list(path, sheet="Three")


@pytest.mark.usefixtures("unjailed")
def test_a_hidden_sheet_is_read_only_when_asked(tmp_path: Path) -> None:
    path = book(tmp_path, One=[["Title"], [TITLES[0]]], Old=[["Title"], [TITLES[1]]])
    made = openpyxl.load_workbook(path)
    made["Old"].sheet_state = "hidden"
    made.save(path)
    assert titles(path) == TITLES[:1]
    assert titles(path, sheet="Old") == TITLES[1:2]


@pytest.mark.usefixtures("unjailed")
def test_a_column_of_ones_own_choice(tmp_path: Path) -> None:
    lines = [["Aardvark", "Title"], *([title, "nothing to see here at all"] for title in TITLES)]
    path = book(tmp_path, A=lines)
    assert titles(path, column="Aardvark") == TITLES
    assert titles(path, column="A") == TITLES
    with pytest.raises(Refused, match="no column 'Zebra'"):
        read_list(path, column="Zebra")


@pytest.mark.usefixtures("unjailed")
def test_years_are_values_and_targets_are_not(tmp_path: Path) -> None:
    head = ["Title", "2007/08", "2008-09 outturn", "2009/10 target", "England 2008/09", "2010"]
    measures = read_list(book(tmp_path, A=[head, [TITLES[0], 12.5, 13, 14, 15, 16]])).measures
    assert measures[0].values == (("FY2007-08", "12.5"), ("FY2008-09", "13"))


@pytest.mark.usefixtures("unjailed")
def test_rows_for_each_year_and_area_are_one_measure(tmp_path: Path) -> None:
    head = ["Measure", "Area", "Year", "Value"]
    lines = [
        head,
        [TITLES[0], "Lewisham", "2008/09", 5],
        [TITLES[0], "Lewisham", "2009/10", 6],
        [TITLES[0], "Ashfield", "2009/10", 7],
    ]
    measures = read_list(book(tmp_path, A=lines), area=("Lewisham",)).measures
    assert [(each.title, each.values) for each in measures] == [(TITLES[0], (("FY2008-09", "5"), ("FY2009-10", "6")))]


@pytest.mark.usefixtures("unjailed")
@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "empty"), (b"  \n \n", "a.csv", "empty"), (b"%PDF-1.4", "a.pdf", "neither CSV nor XLSX"),
        (b"<html><table>", "a.xls", "neither CSV nor XLSX"), (b"PK\x03\x04 no zip at all", "a.xlsx", "damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"old", "a.xls", "old Excel"), (b"\xff\xfe\x00\xd8", "a.csv", "letters"),
        (b"a\x00b\x00c", "a.csv", "letters"), (b"1,2,3\n4,5,6\n", "a.csv", "column of titles"),
        (b"Title,Unit\n,%\n,%\n", "a.csv", "no measure|column of titles"), (b'"', "a.csv", "column of titles"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, name: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as error:
        read_list(text(tmp_path, content, name))
    assert error.value.mend


def test_no_file_and_too_long_a_list(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_list(tmp_path / "none.csv")
    many = "Title\n" + "\n".join(f"Fires in dwellings number {n}" for n in range(MOST_MEASURES + 1))
    with pytest.raises(Refused, match="the most is"):
        read_list(text(tmp_path, many))


def test_cells_never_stand_in_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        read_list(text(tmp_path, "Name\nJones\nSmith\n"), column="Zebra")
    assert "Jones" not in f"{error.value} {error.value.mend}"


def test_a_formula_and_an_error_are_text_or_nothing(tmp_path: Path) -> None:
    path = book(tmp_path, A=[["Title", "Unit"], ["=1+1", "%"], ["#REF!", "%"], [TITLES[0], "%"]])
    assert titles(path)[-1] == TITLES[0]


def test_headings_are_read_once_and_known() -> None:
    assert rank_headings(HEADINGS)["performance measure"][0] == "title"
    assert fold_list_heading(" Unit of\nMeasure (2008/09) ") == "unit of measure"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("NI 117", True),
        ("BV 82a(i)", True),
        ("2.07i", True),
        ("12", True),
        ("CF/A1", True),
        ("Care leavers", False),
        ("", False),
    ],
)
def test_codes(cell: str, code: bool) -> None:
    assert is_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "period"), [("2008/09", "FY2008-09"), ("Actual 2008-2009", "FY2008-09"), ("2008/10", None), ("2009", None)]
)
def test_periods(cell: str, period: str | None) -> None:
    assert as_period(cell) == period


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8), st.none() | st.text(max_size=8))
def test_any_rows_can_be_looked_at(cells: list[list[str]], column: str | None) -> None:
    find_columns(list(enumerate(cells, start=1)), column, rank_headings(HEADINGS))


@given(st.binary(max_size=200))
@settings(max_examples=5)
def test_any_bytes_are_a_list_or_are_refused(content: bytes) -> None:

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        with suppress(Refused):
            assert read_list(path).measures


@pytest.mark.usefixtures("unjailed")
def test_topic_and_axis_columns_are_read(tmp_path: Path) -> None:
    path = text(tmp_path, "Topic,Measure,Y axis label\nCare leavers,Living in suitable homes,Percentage (%)\n")
    measure = read_list(path).measures[0]
    assert (measure.topic, measure.title, measure.axis) == (
        "Care leavers",
        "Living in suitable homes",
        "Percentage (%)",
    )
