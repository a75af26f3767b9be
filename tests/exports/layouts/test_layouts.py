"""Each layout's numbers against the cells', recomputed here without the product's code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from exports.filled_returns.render import render
from exports.layouts import lay_out
from mappings.definitions.workbook_layouts import BUILT_IN
from mappings.fill.cells import FilledReturn
from returnonce.errors import NotFound
from tests.exports.builders import SYMBOLS, cell, edition, every_kind_of_cell, filled
from tests.exports.reading import opened, table, values

#: Sheets that hold the cells, the first heading, and the heading of the value.
MAIN = {
    "core-data-set": ("Core data set", "Line", "Current"),
    "crc": ("Annual report", "Line", "Quantity"),
    "ndtms": ("Performance", "Line", "Value"),
    "ofsted-profile": ("Profile", "Line", "Value"),
    "plain": ("Figures", "Line", "Value"),
    "vital-signs": ("Monitoring return", "Line", "Actual"),
}
KEEPS_ALL = ("core-data-set", "ofsted-profile", "plain")


def rows_of(one: FilledReturn, return_code: str) -> dict[str, dict[str, Any]]:
    sheet, first, _ = MAIN[return_code]
    return {row[first]: row for row in table(render(one, "xlsx"), sheet, first)}


def expected(row: dict[str, Any], name: str = "value") -> Any:
    """What a reader must see: the exact number, or the symbol's mark."""
    if row["symbol"] is not None:
        return f"[{SYMBOLS[row['symbol']]}]"
    return "[n]" if row[name] is None else float(Decimal(row[name]) / 10**6)


@pytest.mark.parametrize("return_code", MAIN)
def test_every_value_is_the_cells_value(return_code: str) -> None:
    one = filled(return_code)
    rows = rows_of(one, return_code)
    shown = [row for row in one.cells.to_dicts() if not row["withheld"] or return_code in KEEPS_ALL]
    for row in shown:
        assert rows[row["line"]][MAIN[return_code][2]] == expected(row), row["line"]
    sections = {row["section"] for row in shown}
    assert set(rows) - sections == {row["line"] for row in shown}


@pytest.mark.parametrize("return_code", ["plain", "ndtms", "ofsted-profile", "vital-signs"])
@pytest.mark.parametrize("name", ["numerator", "denominator"])
def test_parts_stand_beside_the_value(return_code: str, name: str) -> None:
    one = filled(return_code)
    rows = rows_of(one, return_code)
    for row in one.cells.to_dicts():
        if row["line"] in rows and not row["withheld"]:
            assert rows[row["line"]][name.capitalize()] == expected(row, name)


def test_what_is_submitted_stands_apart_from_what_is_for_information() -> None:
    data = render(filled("national-indicators"), "xlsx")
    submitted = {row["Indicator"]: row for row in table(data, "To submit", "Indicator")}
    for_information = {row["Indicator"] for row in table(data, "For information", "Indicator")}
    not_sent = {row["Line"]: row for row in table(data, "Not sent", "Line")}
    assert for_information == {"NI 39", "NI 120"}
    assert set(not_sent) == {"NI 70", "NI 51"}
    assert not set(submitted) & (for_information | set(not_sent))
    assert submitted["NI 62"]["Area code of the time"] == "37"
    assert (submitted["NI 59"]["Kept after abolition"], submitted["NI 62"]["Kept after abolition"]) == ("yes", "no")
    assert submitted["NI 59"]["Symbol"] == "[c]"


def test_the_figure_of_a_line_that_is_not_sent_is_nowhere_in_the_workbook() -> None:
    for return_code in sorted(BUILT_IN):
        book = opened(render(filled(return_code), "xlsx"))
        assert not [page.title for page in book for row in values(page) for value in row if value == 118.4]


def test_not_sent_lines_say_why_and_what_is_like_them() -> None:
    found = {row["Line"]: row for row in table(render(filled("vital-signs"), "xlsx"), "Not sent", "Line")}
    assert found["NI 51"]["What is like it"] == (
        "CAMHS self-assessment (a close measure, 2009-10 (financial year)): 14"
    )
    assert found["NI 70"]["Why it is not sent"] == "The official code of this line is not certain."
    assert found["NI 70"]["Value"] == "[x]"


def test_a_committee_reads_better_or_worse_and_met_or_not() -> None:
    rows = rows_of(filled("core-data-set"), "core-data-set")
    said = {line: (row["Better or worse"], row["Against target"]) for line, row in rows.items()}
    assert said["NI 62"] == ("▼ better", "not met")
    assert said["NI 64"] == ("▼ better", "met")
    assert said["NI 33.1"] == ("► no change", "no target")
    assert said["NI 40"] == ("no earlier figure", "no target")
    assert said["NI 59"] == ("[c]", "no target")
    row = rows["NI 62"]
    comparators = ("England", "England: period", "Neighbours' mean", "Neighbours: how many", "Neighbours: period")
    assert [row[name] for name in comparators] == [11.3, "FY2008-09", 11.84, 10, "FY2008-09"]


@pytest.mark.parametrize(
    ("polarity", "value", "previous", "target", "said"),
    [
        ("high_is_good", "2", "1", "2", ("▲ better", "met")),
        ("high_is_good", "1", "2", "2", ("▼ worse", "not met")),
        ("low_is_good", "2", "1", "1", ("▲ worse", "not met")),
        ("low_is_good", "-1", "1", "1", ("▼ better", "met")),
        ("neutral", "2", "1", "1", ("▲ up", "not judged")),
        ("not established", "1", "2", "1", ("▼ down", "not judged")),
        ("high_is_good", "0.1", "0.1", None, ("► no change", "no target")),
        ("high_is_good", "5", None, None, ("no earlier figure", "no target")),
    ],
)
def test_judgements(polarity: str, value: str, previous: str, target: str, said: tuple[str, str]) -> None:
    one = filled("core-data-set", [cell("C 1", "-", polarity=polarity, value=value, previous=previous, target=target)])
    row = rows_of(one, "core-data-set")["C 1"]
    assert (row["Better or worse"], row["Against target"]) == said


@pytest.mark.parametrize(
    ("polarity", "parts", "value", "target", "said"),
    [
        ("low_is_good", (None, None), "10", "9.5", "not judged"),  # an actual of 9.5 prints as 10, too
        ("low_is_good", (None, None), "11", "9.5", "not met"),
        ("low_is_good", (None, None), "9", "9.4", "not judged"),
        ("low_is_good", ("95", "1000"), "10", "9.5", "met"),
        ("low_is_good", ("952", "10000"), "10", "9.5", "not met"),
        ("high_is_good", ("96", "1000"), "10", "9.9", "not met"),
        ("high_is_good", ("5", "9"), "10", "9.9", "not judged"),  # parts of another share say nothing of this one
        ("high_is_good", ("96", "1000"), "10", "10", "met"),  # as the line prints both
    ],
)
def test_a_target_is_printed_and_judged_with_its_own_decimals(
    polarity: str, parts: tuple[str | None, str | None], value: str, target: str, said: str
) -> None:
    top, bottom = parts
    one = filled("core-data-set", [cell("C 1", "-", polarity=polarity, value=value, target=target, decimals=0,
                                        numerator=top, denominator=bottom)])  # fmt: skip
    row = rows_of(one, "core-data-set")["C 1"]
    assert (row["Target"], row["Against target"]) == (float(target), said)
    assert ("Judged before rounding, by" in (row["Commentary and notes"] or "")) == (
        target != "10" and top not in {None, "5"}
    )


def test_what_is_less_than_a_plan_keeps_the_decimals_of_the_plan() -> None:
    one = filled("vital-signs", [cell("VSB08", "-", value="10", target="9.5", trajectory="9.25", decimals=0)])
    assert [rows_of(one, "vital-signs")["VSB08"][name] for name in ("Plan", "Actual less plan")] == [9.25, 0.75]
    page = opened(render(one, "xlsx"))["Monitoring return"]
    forms = {each.value: each.number_format for row in page.iter_rows() for each in row if each.value in {9.25, 0.75}}
    assert forms == {9.25: "#,##0.00", 0.75: "#,##0.00"}


def test_vital_signs_put_the_trajectory_beside_the_actual() -> None:
    cells = [
        cell("VSB14", "Effective treatment", value="410", decimals=0, target="500", trajectory="420", area="5LF"),
        cell("VSB08", "Conceptions", value="41.2", target="40", polarity="low_is_good", route="central",
             for_information=True),
    ]  # fmt: skip
    one = filled("vital-signs", cells)
    rows = rows_of(one, "vital-signs")
    assert [rows["VSB14"][name] for name in ("Plan", "Actual", "Actual less plan", "Against plan")] == [
        420, 410, -10, "not met"
    ]  # fmt: skip
    assert rows["VSB08"]["Standing"] == "For information"
    page = opened(render(one, "xlsx"))["Monitoring return"]
    greyed = {row[0].value for row in page.iter_rows() if row[1].fill.fgColor.rgb == "FFE4E6E8"}
    assert greyed == {"VSB08"}


def test_ndtms_has_client_groups_as_rows() -> None:
    cells = [
        cell("NDTMS IT", "In treatment", value="2318", decimals=0, unit="count"),
        cell("NDTMS ITO", "In treatment: opiate", value="1436", decimals=0, unit="count", status="local_estimate"),
    ]
    rows = rows_of(filled("ndtms", cells), "ndtms")
    assert [(row["Measure"], row["Client group"], row["Status"]) for row in rows.values() if row["Measure"]] == [
        ("In treatment", "All clients", "Final"),
        ("In treatment", "Opiate", "Local estimate"),
    ]


def test_the_trend_holds_history_and_the_current_figure() -> None:
    found = {row["Line"]: row for row in table(render(filled("core-data-set"), "xlsx"), "Trend", "Line")}
    years = ("To 2006", "To 2007", "To 2008", "To 2009", "To 2010")
    assert [found["NI 62"][year] for year in years] == [5.5, 5.6, 5.7, 5.8, 12.5]
    assert [found["NI 59"][year] for year in years] == ["[n]"] * 5


def test_made_up_figures_say_so_on_every_sheet() -> None:
    for return_code in sorted(BUILT_IN):
        for page in opened(render(filled(return_code, illustrative=True), "xlsx")):
            assert "ILLUSTRATIVE" in page["A2"].value


def test_an_empty_return_is_still_a_workbook() -> None:
    for return_code in sorted(BUILT_IN):
        assert opened(render(filled(return_code, []), "xlsx")).sheetnames[0] == "Cover"


def test_no_symbol_is_left_blank() -> None:
    for return_code, (sheet, first, value) in MAIN.items():
        sections = {row["section"] for row in every_kind_of_cell()}
        rows = table(render(filled(return_code), "xlsx"), sheet, first)
        assert all(row[value] not in (None, "") for row in rows if row[first] not in sections)


def test_a_layout_that_is_not_there_is_refused_by_name() -> None:
    one = filled("plain")
    other = one.edition.model_copy(update={"layout": "nowhere"})
    object.__setattr__(one, "edition", other)
    with pytest.raises(NotFound, match="nowhere"):
        lay_out([one])


def test_the_edition_of_a_builder_names_its_layout() -> None:
    assert {edition(name, "FY2009-10").layout for name in sorted(BUILT_IN)} == BUILT_IN
