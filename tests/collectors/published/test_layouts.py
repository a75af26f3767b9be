"""Layouts as publishers use them, each with made-up figures: titles above, notes below, marks, sums, releases."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from collectors.published.left_out import name_rows
from collectors.published.read import PublishedReading, read_published
from collectors.published.verify import FileVerification, verify_file
from mappings.definitions.published_sources import Source
from returnonce.definition_files.yaml_files import read_definition
from tests.collectors.published.ods_samples import ods
from tests.shipped import load_areas, load_catalogue

ABOUT = "title: T\npublisher: dfe\npublication: Made up\nlicence: none\n"


def reading(tmp_path: Path, mapping: str, data: bytes | str) -> tuple[PublishedReading, FileVerification]:
    path = tmp_path / "sample.yaml"
    path.write_text(f"source: sample\n{ABOUT}{mapping}")
    source = read_definition(Source, path)
    raw = data.encode() if isinstance(data, str) else data
    read = read_published(raw, source, areas=load_areas(), catalogue=load_catalogue())
    return read, verify_file("sample", source, read, load_areas())


def errors(read: PublishedReading) -> list[str]:
    notes = {"published-rounded", "published-levels", "published-areas", "published-other-bodies"}
    return [mark.code for mark in read.marks if mark.code not in notes]


def why(read: PublishedReading) -> dict[str, str]:
    groups = read.left_out.partition_by("why", maintain_order=True)
    return {group["why"][0]: name_rows(group["row"]) for group in groups}


HOUSING = """
columns: ["Area code", "Area name"]
sheet: A1
heading_rows: 2
levels:
  - {area: "Area code", begins: [E06, E07, E08, E09, E92]}
symbols: {c: confidential, x: not_available, z: not_applicable, low: rounds_to_zero}
number_marks: {r: revised}
figures:
  - measure: Prevented, of those owed a duty
    period: {kind: financial_year, year: both, text: 2023-24}
    numerator: {column: "Prevention Ended"}
    denominator:
      column: "Prevention Ended"
      plus: [{column: "Prevention Going on"}]
    value: {column: "Rate Per cent", scale: 100}
    per: 100
    decimals: 1
"""


def test_a_spreadsheet_with_titles_notes_two_rows_of_headings_and_symbols_in_brackets(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["Table A1: Households owed a prevention duty, April 2023 to March 2024"],
        ["This worksheet contains one table. [c] is confidential."],
        [],
        [None, None, "Prevention", None, "Rate"],
        ["Area code", "Area\nname", "Ended", "Going on", "Per cent"],
        ["E92000001", "England", 1000, 2000, 1000 / 3000],
        ["E09000023", "Lewisham", "45 [r]", 405, 0.1],
        ["E07000170", "Ashfield", "[c]", 20, "[c]"],
        ["E08000025", "Birmingham", 1, 7, 0.125],
        ["E06999999", "Nowhere", 1, 1, 0.5],
        [],
        ["Source: made up"],
    ]
    read, done = reading(tmp_path, HOUSING, ods(("Cover", [["Area code"]]), ("A1", sheet)))
    assert errors(read) == []
    assert (done.compared["local authority"], done.agree["local authority"]) == (2, 2)
    assert (done.compared["country"], done.agree["country"], done.disagreements) == (1, 1, ())
    assert why(read) == {
        "it stands above the headings": "1-2",
        "'E06999999' is no area that is known here": "10",
        "its area begins in no way that the mapping reads": "12",
    }
    symbol = [(each.rows, each.why) for each in done.left_out if "confidential" in each.why]
    assert symbol == [((8,), "Prevented, of those owed a duty: its printed number is confidential")]


def test_the_sheet_with_the_columns_is_found_and_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Title"], ["Area code", "n", "d", "pc"], ["E09000023", 1, 4, 25]]
    book = ods(("Notes", [["Nothing here"]]), ("Data", rows))
    mapping = """
columns: []
levels: [{area: "Area code"}]
symbols: {}
figures:
  - period: {kind: calendar_year, text: "2023"}
    numerator: {column: n}
    denominator: {column: d}
    value: {column: pc}
    per: 100
"""
    read, done = reading(tmp_path, mapping, book)
    assert (errors(read), done.agree["local authority"]) == ([], 1)
    assert read.extracted[0].rows["locator"].to_list() == ["row 3"]
    elsewhere, _ = reading(tmp_path, f"sheet: Table 1{mapping}", book)
    assert [(mark.code, mark.value, mark.detail) for mark in elsewhere.marks] == [
        ("published-sheet", "Table 1", "Notes, Data")
    ]


def test_titles_above_and_notes_below_in_a_csv(tmp_path: Path) -> None:
    mapping = """
columns: [Code, Area, Period]
period_column: Period
levels: [{area: Code}]
symbols: {"*": confidential}
figures:
  - period: {kind: quarter, pattern: "{MMM} to {MMM} {YYYY}"}
    where: {Area: Lewisham}
    numerator: {column: n}
    denominator: {column: d}
    value: {column: pc}
    per: 100
    decimals: 1
"""
    text = (
        'Title,,,,\n"Published, at last"\n\nCode,Area,Period,n,d,pc\n'
        'E09000023,Lewisham,Apr to Jun 2024,"1,000","3,000",33.3%\n'
        "E08000025,Birmingham,nobody's year,x,y,z\n\nNote: made up\n"
    )
    read, done = reading(tmp_path, mapping, text)
    assert errors(read) == []
    assert read.extracted[0].rows["_period"].to_list() == ["FY2024-25-Q1"]
    assert done.agree["local authority"] == 1
    assert why(read) == {"it stands above the headings": "1-2", "no figure of the mapping picks it": "6, 8"}


def test_a_row_that_lost_a_cell_refuses_the_file(tmp_path: Path) -> None:
    mapping = """
columns: [Code]
levels: [{area: Code}]
symbols: {}
figures: [{period: {kind: calendar_year, text: "2023"}, value: {column: n}}]
"""
    read, _ = reading(tmp_path, mapping, "Title\nCode,n,m\nE09000023,1,000,5\nE08000025,2,5\n")
    assert [(mark.code, mark.row, mark.value, mark.detail) for mark in read.marks] == [("csv-fields", 3, "4", "3")]


LONG = """
columns: ["Area Code", "Time period"]
period_column: Time period
level_column: Area Type
levels: [{level: Upper tier local authorities, area: "Area Code"}]
symbols: {}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: financial_year, year: both}
    numerator: {column: Count}
    denominator: {column: Denominator}
    value: {column: Value}
    per: 100
    decimals: 6
"""


def test_long_decimals_are_rounded_with_a_note(tmp_path: Path) -> None:
    text = (
        "Area Code,Area Type,Time period,Value,Count,Denominator\n"
        "E09000023,Upper tier local authorities,2016/17,33.3333333333333,1,3\n"
        "E09000023,Upper tier local authorities,2017/18,66.6666666666667,2,3\n"
        "E92000001,England,2017/18,1,1,3\n"
    )
    read, done = reading(tmp_path, LONG, text)
    assert read.figures["value"].to_list() == [33_333_333, 66_666_667]
    assert [(m.code, m.column, m.detail) for m in read.marks if m.code == "published-rounded"] == [
        ("published-rounded", "Value", "2")
    ]
    assert (errors(read), done.agree["local authority"], done.disagreements) == ([], 2, ())
    assert why(read) == {"the mapping has no level 'England'": "4"}


RELEASES = """
columns: [code, year, release, n, d, pc]
period_column: year
levels: [{area: code}]
symbols: {}
number_marks: {p: provisional, r: revised}
releases: {column: release, order: [Provisional, Final, Revised]}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: financial_year, year: both}
    numerator: {column: n}
    denominator: {column: d}
    value: {column: pc}
    per: 100
"""


def test_the_newest_of_several_releases_counts(tmp_path: Path) -> None:
    text = (
        "code,year,release,n,d,pc\nE09000023,2022-23,Revised,3,10,30\nE09000023,2022-23,Final,2,10,20\n"
        "E09000023,2023-24 [p],Provisional,4,10,40\nE09000023,2021-22,Final,1 [r],10,10 [r]\n"
    )
    read, _ = reading(tmp_path, RELEASES, text)
    assert errors(read) == []
    found = read.figures.sort("period").select("period", "numerator", "status", "note").rows()
    assert found == [
        ("FY2021-22", 1_000_000, "final", "The publisher marks it as revised."),
        ("FY2022-23", 3_000_000, "final", None),
        ("FY2023-24", 4_000_000, "provisional", None),
    ]
    assert why(read) == {"an earlier release of a figure": "3"}
    unknown, _ = reading(tmp_path, RELEASES, text.replace("Final,2", "Draft,2"))
    assert [(m.code, m.value) for m in unknown.marks] == [("published-release", "Draft")]


PRODUCT = """
columns: [code]
levels: [{area: code, rounded_to: 5}]
symbols: {}
figures:
  - measure: spend for each person
    period: {kind: calendar_year, text: "2023"}
    numerator: {column: people, times: [{column: mean}], minus: [{column: not known}]}
    denominator: {column: population, scale: 1000, rounded_to: 0.1}
    value: {column: rate}
    decimals: 2
"""


def test_products_differences_and_thousands(tmp_path: Path) -> None:
    head = "code,people,not known,mean,population,rate\n"
    read, done = reading(tmp_path, PRODUCT, f"{head}E09000023,110,10,2.5,1.2,0.21\nE08000025,110,10,2.5,2,0.12\n")
    rows = read.extracted[0].rows
    assert (rows["numerator"].to_list(), rows["denominator"].to_list()) == (
        [250 * 10**6] * 2,
        [1200 * 10**6, 2 * 10**9],
    )
    assert (done.agree["local authority"], done.compared["local authority"]) == (1, 2)
    # The population is given in thousands to one place, so that 2 may be 1.95 to 2.05.
    assert (done.within_rounding["local authority"], done.disagreements) == (1, ())


def test_a_disagreement_names_area_measure_and_column(tmp_path: Path) -> None:
    text = "code,people,not known,mean,population,rate\nE08000025,110,10,2.5,2,0.12\n"
    _, done = reading(tmp_path, PRODUCT.replace(", rounded_to: 0.1", "").replace(", rounded_to: 5", ""), text)
    slip = done.disagreements[0]
    assert (slip.area_name, slip.what, slip.column, slip.printed, slip.recomputed, slip.is_half) == (
        "Birmingham", "spend for each person", "rate", "0.12", "0.13", True,
    )  # fmt: skip


ROUNDED = """
columns: [code]
levels: [{area: code, rounded_to: 5}]
symbols: {}
figures:
  - measure: share
    period: {kind: calendar_year, text: "2023"}
    numerator: {column: n}
    denominator: {column: d}
    value: {column: pc}
    per: 100
    decimals: 1
"""


@pytest.mark.parametrize(
    ("counts", "printed", "kind"),
    [
        ("10,100", "10", "agrees"),
        ("10,100", "11.2", "within"),
        ("10,100", "7.4", "within"),
        ("10,100", "13.0", "wrong"),
    ],
)
def test_a_difference_within_the_rounding_of_its_counts_is_told_from_a_slip(
    tmp_path: Path, counts: str, printed: str, kind: str
) -> None:
    _, done = reading(tmp_path, ROUNDED, f"code,n,d,pc\nE09000023,{counts},{printed}\n")
    place = "local authority"
    outcome = (done.agree[place], done.within_rounding[place], len(done.disagreements))
    assert outcome == {"agrees": (1, 0, 0), "within": (0, 1, 0), "wrong": (0, 0, 1)}[kind]


HALVES = ROUNDED.replace(", rounded_to: 5", "").replace("decimals: 1", "decimals: 0")


def test_a_publisher_who_rounds_halves_to_even_is_told_from_one_who_rounds_up(tmp_path: Path) -> None:
    head, codes = "code,n,d,pc\n", ("E09000023", "E08000025", "E06000001")
    even = head + "".join(f"{code},{n},200,{pc}\n" for code, n, pc in zip(codes, (1, 5, 3), (0, 2, 2), strict=True))
    _, done = reading(tmp_path, HALVES, even)
    assert [(each.what, each.up, each.even, each.either, each.habit) for each in done.halves] == [
        ("share", 0, 2, 1, "even")
    ]
    assert [(slip.printed, slip.recomputed, slip.is_half) for slip in done.disagreements] == [
        ("0", "1", True), ("2", "3", True),
    ]  # fmt: skip
    _, by_habit = reading(tmp_path, HALVES.replace("per: 100", "per: 100\n    halves: even"), even)
    assert (by_habit.agree["local authority"], by_habit.disagreements) == (3, ())
    _, up = reading(tmp_path, HALVES, even.replace(",0\n", ",1\n").replace("200,2\nE06", "200,3\nE06"))
    assert [each.habit for each in up.halves] == ["up"]


def test_a_denominator_that_could_be_two_rows_is_no_guess(tmp_path: Path) -> None:
    mapping = ROUNDED.replace("{column: d}", "{column: d, where: {g: all}}").replace(
        "    numerator", "    where: {g: some}\n    numerator"
    ).replace("where: {g: some}", "where: {h: x}")  # fmt: skip
    text = "code,g,h,n,d,pc\nE09000023,some,x,1,,10\nE09000023,all,x,,10,\n"
    read, _ = reading(tmp_path, mapping, text)
    assert "published-ambiguous" in errors(read)


def test_areas_may_be_names_and_the_departments_digits(tmp_path: Path) -> None:
    text = "code,n,d,pc\nLewisham [note 2],10,100,10\n330,10,100,10\nHackney and City of London,1,2,50\n"
    read, _ = reading(tmp_path, ROUNDED, text)
    assert read.extracted[0].rows["_area"].to_list() == ["E09000023", "E08000025"]
    assert why(read) == {"'Hackney and City of London' is several areas together, and no figure of one of them": "4"}


def test_every_row_is_either_used_or_left_out(tmp_path: Path) -> None:
    read, _ = reading(tmp_path, ROUNDED, "code,n,d,pc\nE09000023,10,100,10\n,10,100,10\nE06999999,10,100,10\n")
    used = read.extracted[0].used
    assert used | set(read.left_out["row"]) == {2, 3, 4}
    assert read.left_out.schema["row"] == pl.Int64


BARNSLEY = """
columns: [code, year]
period_column: year
levels: [{area: code}]
symbols: {}
figures:
  - indicator: cla-three-or-more-placements
    period: {kind: financial_year, year: both}
    numerator: {column: n}
    denominator: {column: d}
"""


def test_a_code_of_another_time_is_read_as_that_councils_area_of_then_with_a_note(tmp_path: Path) -> None:
    text = (
        "code,year,n,d\nE08000038,2023-24,1,10\nE08000016,2024-25,1,10\nE08000016,2025-26,1,10\n370,2022-23,1,10\n"
        "Barnsley,2021-22,1,10\nE06000058,2015-16,1,10\n"
    )
    read, _ = reading(tmp_path, BARNSLEY, text)
    found = {(area, period): note for area, period, note in read.figures.select("area", "period", "note").iter_rows()}
    new_code_early, old_code_late = found.pop(("E08000016", "FY2023-24")), found.pop(("E08000038", "FY2025-26"))
    assert new_code_early.startswith("Printed under E08000038; on 31 March 2024 the council's code was E08000016.")
    assert "Land moved from Barnsley to Sheffield" in old_code_late
    # A merged council's code written back over older years is no other council's.
    assert found == dict.fromkeys(
        [("E08000016", "FY2024-25"), ("E08000016", "FY2022-23"), ("E08000016", "FY2021-22"), ("E06000058", "FY2015-16")]
    )
    assert sorted((m.value, m.detail) for m in read.marks if m.code == "published-area-code") == [
        ("E08000016", "E08000038"), ("E08000038", "E08000016"),
    ]  # fmt: skip


def test_rows_of_no_single_council_are_left_out_by_what_they_are(tmp_path: Path) -> None:
    text = (
        "code,n,d,pc\nInner London,10,100,10\nE13000002,10,100,10\nLondon,20,200,10\n"
        "Leicestershire and Rutland,1,10,10\n"
        "E23000018,1,10,10\nE54000030,1,10,10\nMetropolitan districts,1,10,10\nTri-borough,1,10,10\nNowhere,1,10,10\n"
        "E06000048,1,10,10\n"
    )
    read, done = reading(tmp_path, ROUNDED, text)
    assert read.extracted[0].rows["_area"].to_list() == ["E13000001", "E13000002", "E12000007", "E06000057"]
    assert (done.compared["region"], done.compared["local authority"]) == (3, 1)
    assert why(read) == {
        "'Leicestershire and Rutland' is several areas together, and no figure of one of them": "5",
        "E23000018 is the code of a police force area, and not of a council": "6",
        "E54000030 is the code of a health body: a sustainability and transformation partnership, "
        "since 2022 an integrated care board, and not of a council": "7",
        "'Metropolitan districts' is a group of authorities, and not a council": "8",
        "'Tri-borough' is a joint arrangement of Hammersmith and Fulham and Kensington and Chelsea and Westminster, "
        "and not a council": "9",
        "'Nowhere' is no area that is known here": "10",
    }
    said = {mark.code: (mark.value, mark.detail) for mark in read.marks}
    assert said["published-area-parts"] == ("Inner London, Outer London", None)
    assert said["published-areas"] == ("Nowhere", "1")
    assert said["published-other-bodies"][1] == "5"
    assert said["published-area-code"] == ("E06000048", "E06000057")
    assert "E06000048 was the code of Northumberland" in read.extracted[0].rows["_area_note"][3]
