"""The lines of a return's page: what is filled, who owes what is not, and why nobody does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest

from api.pages.views.draft import (
    FILTERS,
    DraftLine,
    DraftSources,
    draft_page,
    fill_words,
    join_states,
    list_draft_lines,
    list_outcomes,
)
from api.pages.views.linked_table import LinkedCell
from exports.editions.queries.submission_queries import Query
from mappings.fill.cells import CELL_SCHEMA
from mappings.plan.figure_requests import FIGURE_REQUEST_SCHEMA
from mappings.plan.plan import PLAN_CELL_SCHEMA
from tests.api.pages.sample_boards import board

CELL: dict[str, Any] = {
    "line": "A", "label": "Alpha", "area": "5LF", "area_name": "Lewisham PCT", "period": "FY2009-10",
    "breakdown": "total", "indicator": "alpha", "unit": "percentage", "decimals": 1, "published": False,
    "for_information": False, "kept": False, "withheld": False,
}  # fmt: skip
COLLECTION = "lewisham/lewisham-pct/vital-signs/FY2009-10/0"


def cells(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(CELL_SCHEMA) | CELL | row for row in rows], schema=CELL_SCHEMA, orient="row")


def requests(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {
        "place": "lewisham", "agency": "lewisham-pct", "agency_name": "Lewisham PCT", "indicator": "alpha",
        "area": "5LF", "period": "FY2009-10", "breakdown": "total", "given": False, "collection": COLLECTION,
        "for_periods": ["FY2009-10"],
    }  # fmt: skip
    whole = [dict.fromkeys(FIGURE_REQUEST_SCHEMA) | base | row for row in rows]
    return pl.DataFrame(whole, schema=FIGURE_REQUEST_SCHEMA, orient="row")


def lines(table: pl.DataFrame, **sources: Any) -> list[DraftLine]:
    nothing = join_states(requests({"returns": []}), board(), "vital-signs", "FY2009-10")
    given = DraftSources(requests=nothing, outcomes={}, changes={}, queries=(), area="5LF")
    return list_draft_lines(table, replace(given, **sources))


def test_a_filled_line_has_last_period_england_and_neighbours_beside_it() -> None:
    (line,) = lines(
        cells(
            {"value": 12_500_000, "previous": 11_000_000, "previous_period": "FY2008-09", "england": 13_249_999,
             "england_period": "FY2009-10", "neighbours": 12_850_000, "neighbours_n": 4,
             "neighbours_period": "FY2009-10", "target": 10_000_000, "commentary": "A hard winter."}
        )
    )  # fmt: skip
    own, england = "/figures/alpha/5LF", "/figures/alpha/E92000001/FY2009-10"
    assert (line.value, line.last, line.england, line.neighbours) == (
        "12.5%", LinkedCell("11% (2008-09)", f"{own}/FY2008-09"), LinkedCell("13.2%", england),
        LinkedCell("12.9%, mean of 4", f"{own}/FY2009-10#neighbours"),
    )  # fmt: skip
    assert (line.targets, line.commentary, line.kind) == (("Target 10%",), "A hard winter.", "filled")


def test_an_empty_line_says_who_owes_it_and_how_they_stand() -> None:
    waiting = join_states(
        requests({"returns": ["vital-signs A"]}, {"returns": ["vital-signs B"], "given": True}),
        board({"key": COLLECTION, "state": "late"}), "vital-signs", "FY2009-10",
    )  # fmt: skip
    owed, unasked = lines(cells({}, {"line": "B"}), requests=waiting)
    assert [(one.agency, one.state, one.href) for one in owed.owed_by] == [
        ("Lewisham PCT", "Late", f"/collections/{COLLECTION}")
    ]
    assert (owed.kind, owed.why) == ("waiting", "")
    assert (unasked.kind, unasked.owed_by) == ("empty", ())


def test_an_empty_line_that_nobody_owes_says_why() -> None:
    row = {"line": "A", "area": "5LF", "period": "FY2009-10", "breakdown": "total", "outcome": "compiled centrally"}
    plan_cells = pl.DataFrame([dict.fromkeys(PLAN_CELL_SCHEMA) | row], schema=PLAN_CELL_SCHEMA, orient="row")
    (line,) = lines(cells({}), outcomes=list_outcomes(plan_cells))
    assert line.why == "Compiled centrally."
    (reasoned,) = lines(cells({"symbol": "not_applicable", "reason": "Not in force."}))
    assert reasoned.why == "Not in force."


def test_what_an_agency_said_it_does_not_have_is_waited_for_no_more() -> None:
    (line,) = lines(cells({"symbol": "not_available", "agency": "lewisham-pct"}))
    assert (line.kind, line.why) == ("filled", "Not available")


@pytest.mark.parametrize(("row", "shown"), [(12, True), (13, False), (None, True)])
def test_a_query_stands_at_the_lines_whose_rows_it_is_about(row: int | None, *, shown: bool) -> None:
    figure = {"agency": "lewisham-pct", "file_name": "q4.csv", "locator": "row 12"}
    lineage = {"figures": [figure]}
    query = Query("key", "name", 1, "lewisham-pct", "q4.csv", "code", None, row, None, "Twice last year's.")
    (line,) = lines(cells({"value": 1_000_000, "lineage": lineage}), queries=[query])
    assert line.queries == ((("Twice last year's.", "/submissions/name"),) if shown else ())


def test_each_tile_counts_what_its_list_shows() -> None:
    table = cells({"value": 1_000_000}, {"line": "B", "label": "Beta"}, {"line": "C", "value": 2_000_000})
    changed = {("C", "5LF", "FY2009-10", "total", "alpha"): {"change": "appeared", "old_symbol": "not_available"} | {
        f"old_{name}": None for name in ("value", "numerator", "denominator")}}  # fmt: skip
    all_lines = lines(table, changes=changed)
    for text in ("", "beta", "nothing like it"):
        page = draft_page(all_lines, "/returns/x", {"q": text}, changed=True)
        assert len(page.tiles) == len(FILTERS)
        for tile in page.tiles:
            query = dict(parse_qsl(urlsplit(tile.href).query))
            assert tile.number == str(draft_page(all_lines, "/returns/x", query, changed=True).total)
    assert [tile.number for tile in draft_page(all_lines, "/", {}, changed=True).tiles] == [
        "3",
        "2",
        "0",
        "1",
        "0",
        "1",
    ]


def test_how_full_it_is() -> None:
    full, empty = lines(cells({"value": 1})), lines(cells({}))
    assert fill_words(full) == ("Full", "green", "1 of 1 line filled.")
    assert fill_words(empty)[0] == "Nothing yet"
    assert fill_words([*full, *empty])[0] == "Part full"
