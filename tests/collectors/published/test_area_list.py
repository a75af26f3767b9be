from __future__ import annotations

import csv
import io

import pytest

from collectors.published.area_list import compare_area_list, pack_files
from returnonce.errors import Refused
from tests.collectors.published.ods_samples import ods
from tests.shipped import load_areas

# E06999999 is made up.
ROWS = [
    ["LAD29CD", "LAD29NM", "CTYUA29CD", "CTYUA29NM", "RGN29CD", "RGN29NM"],
    ["E06999999", "New Town", "E06999999", "New Town", "E12000008", "South East"],
    ["E07999999", "Old Town", "E10000030", "Surrey", "E12000008", "South East"],
    ["E06000001", "Hartlepool Bay", "E06000001", "Hartlepool Bay", "E12000001", "North East"],
    ["W06000001", "Isle of Anglesey", "W06000001", "Isle of Anglesey", "W92000004", "Wales"],
]


def test_what_is_new_gone_and_renamed() -> None:
    book = load_areas()
    comparison = compare_area_list(_csv(ROWS), book)
    assert comparison.new == (("E06999999", "New Town", "unitary"), ("E07999999", "Old Town", "district"))
    assert comparison.renamed == (("E06000001", "Hartlepool", "Hartlepool Bay"),)
    assert comparison.parents == (
        ("E06999999", "E12000008", "region"),
        ("E07999999", "E10000030", "local_government"),
    )
    gone = {code for code, _ in comparison.gone}
    assert {"E06000002", "E10000024"} <= gone
    # Of metropolitan boroughs the list says nothing, and Buckinghamshire county had ended.
    assert not gone & {"E08000016", "E08000038", "E10000002"}
    assert comparison.without_region == ()


def test_a_former_code_of_an_older_list_is_no_new_area() -> None:
    rows = [ROWS[0], ["E06000048", "Northumberland", "E06000048", "Northumberland", "E12000001", "North East"]]
    comparison = compare_area_list(_csv(rows), load_areas())
    assert (comparison.new, comparison.renamed) == ((), ())
    assert "E06000057" not in {code for code, _ in comparison.gone}


def test_a_spreadsheet_with_a_title_reads_alike() -> None:
    book = load_areas()
    assert compare_area_list(ods(("List", [["A title"], *ROWS])), book) == compare_area_list(_csv(ROWS), book)


def test_the_rows_are_those_of_a_pack() -> None:
    files = pack_files(compare_area_list(_csv(ROWS), load_areas()), "ONS, made up")
    areas = list(csv.DictReader(io.StringIO(files["areas.csv"])))
    assert [(row["code"], row["kind"], row["valid_from"], row["source"]) for row in areas] == [
        ("E06999999", "unitary", "not established", "ONS, made up"),
        ("E07999999", "district", "not established", "ONS, made up"),
    ]
    assert files["parents.csv"].count("\n") == 3


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([["code", "name"], ["E06000001", "Hartlepool"]], "no list of areas"),
        ([ROWS[0], ROWS[1], ["E06999999", "Other", "", "", "", ""]], "is called 'New Town' and 'Other'"),
    ],
)
def test_what_is_no_list_is_refused(rows: list[list[str]], what: str) -> None:
    with pytest.raises(Refused, match=what):
        compare_area_list(_csv(rows), load_areas())


def _csv(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()
