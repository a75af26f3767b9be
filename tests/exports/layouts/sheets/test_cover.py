"""The cover says all that a reader needs before the first figure; the lineage sheet all that lies behind."""

from __future__ import annotations

import pytest

from exports.filled_returns.render import render
from mappings.definitions.workbook_layouts import BUILT_IN
from tests.exports.builders import FILE, FILE_NAME, RULESET, filled
from tests.exports.reading import opened, table


def cover(return_code: str = "national-indicators") -> dict[str, str]:
    return {row["What"]: row["Says"] or "" for row in table(render(filled(return_code), "xlsx"), "Cover", "What")}


@pytest.mark.parametrize("return_code", sorted(BUILT_IN))
def test_the_cover_is_first_and_whole(return_code: str) -> None:
    says = cover(return_code)
    for what, words in {
        "Return": return_code,
        "Edition": "in force from 2008-04-01",
        "Recipient": "Communities and Local Government",
        "Area": "37 (ONS code before 2011)",
        "Period": "2009-04-01 to 2010-03-31",
        "Place": "nottinghamshire",
        "Definitions": RULESET,
        "Layout": "not the recipient's own template",
        FILE_NAME: FILE,
        "[c]": "confidential",
        "[low]": "too small",
        "[n]": "none held",
        "Due date": "Assumed: made up for a test",
        "Where each figure came from": "the file and the row",
        "rate per 10,000": "2 decimal places",
    }.items():
        assert words in says[what], what


def test_the_cover_names_what_is_uncertain() -> None:
    says = cover()
    assert says["Not sent: code uncertain"].endswith("NI 70.")
    assert says["Not sent: near matches"].endswith("NI 51.")
    assert says["Sources disagree"].endswith("NI 40.")
    assert says["Published figures"].endswith("NI 120.")
    assert says["Kept after abolition"].endswith("NI 59, NI 64.")
    assert says["Provisional"].endswith("NI 33.1.")
    assert says["Local estimates"].endswith("NI 64.")
    assert says["Rounded counts"].endswith("NI 63.")


def test_the_cover_counts_cells() -> None:
    says = cover()
    counted = [says[what] for what in ("Lines", "Cells", "Cells with a figure", "Cells not sent")]
    assert counted == ["13", "13", "5", "2"]


def test_all_sheets_are_listed() -> None:
    book = opened(render(filled(), "xlsx"))
    assert book.sheetnames == [
        "Cover", "To submit", "For information", "Not sent", "Where each figure came from"
    ]  # fmt: skip
    says = cover()
    assert all(says[name] for name in book.sheetnames[1:])


def test_every_cell_has_its_row_of_lineage() -> None:
    one = filled()
    rows = table(render(one, "xlsx"), "Where each figure came from", "Line")
    assert [row["Line"] for row in rows] == one.cells["line"].to_list()
    found = {row["Line"]: row for row in rows}
    assert found["NI 62"] | {
        "Numerator": 50, "Denominator": 400, "Value": 12.5, "File": FILE_NAME, "Sheet and row": "Figures!row 12",
        "Agency": "ncc-cs", "How the line is made of it": "the same measure; copied; given",
        "SHA-256 of the file (first 12)": FILE[:12],
    } == found["NI 62"]  # fmt: skip
    assert found["NI 59"]["How the line is made of it"] == "No figure. Given as confidential by ncc-cs."
    assert found["NI 70"]["Value"] == "[n]"
