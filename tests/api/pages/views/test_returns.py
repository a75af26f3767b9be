"""The list of returns: what each tile counts is what its list shows."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl

from api.pages.views.returns import STATES, add_return_states, returns_page
from mappings.obligations.obligations import OBLIGATION_SCHEMA
from mappings.plan.figure_requests import FIGURE_REQUEST_SCHEMA

TODAY = date(2010, 6, 8)
OBLIGATION: dict[str, Any] = {
    "place": "lewisham", "return": "vital-signs", "edition": "2009-10", "title": "Vital Signs", "area": "5LF",
    "area_name": "Lewisham PCT", "period": "FY2009-10", "due": date(2010, 6, 30), "at": "17:00", "assumed": False,
    "kept": False,
}  # fmt: skip


def obligations(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = [
        dict.fromkeys(OBLIGATION_SCHEMA) | OBLIGATION | {"key": f"k{number}"} | row for number, row in enumerate(rows)
    ]
    return pl.DataFrame(whole, schema=OBLIGATION_SCHEMA, orient="row")


def requests(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {"place": "lewisham", "area": "5LF", "period": "FY2009-10", "breakdown": "total", "given": False}
    whole = [dict.fromkeys(FIGURE_REQUEST_SCHEMA) | base | row for row in rows]
    return pl.DataFrame(whole, schema=FIGURE_REQUEST_SCHEMA, orient="row")


def test_counts_each_figure_of_a_return_once_however_many_lines_wait_for_it() -> None:
    asked = requests(
        {"indicator": "a", "returns": ["vital-signs A", "vital-signs B", "ndtms C"], "for_periods": ["FY2009-10"],
         "given": True},
        {"indicator": "b", "returns": ["vital-signs A"], "for_periods": ["FY2009-10", "FY2010-11"]},
    )  # fmt: skip
    rows = add_return_states(obligations({}, {"return": "ndtms"}), asked, [], [], TODAY)
    assert rows.select("return", "asked", "given", "state").rows() == [
        ("vital-signs", 2, 1, "waits"),
        ("ndtms", 1, 1, "ready"),
    ]


def test_a_day_gone_by_is_overdue_and_what_is_made_elsewhere_is_not() -> None:
    rows = add_return_states(
        obligations({"due": date(2010, 6, 7)}, {"due": TODAY}, {"due": date(2010, 6, 7), "edition": None}),
        requests(), [], [], TODAY,
    )  # fmt: skip
    assert rows["state"].to_list() == ["overdue", "ready", "elsewhere"]


def test_each_tile_counts_what_its_list_shows() -> None:
    rows = add_return_states(
        obligations({"due": date(2010, 6, 7)}, {}, {"place": "kent"}, {"edition": None, "place": "kent"}),
        requests(), [], [], TODAY,
    )  # fmt: skip
    for place in ("", "kent"):
        query = {"place": place} if place else {}

        def page(more: dict[str, str], query: dict[str, str] = query) -> Any:
            places = {"kent": "Kent", "lewisham": "Lewisham"}
            return returns_page(rows, query | more, spans={"now": "Now"}, span="now", places=places, today=TODAY)

        tiles = page({}).tiles
        assert len(tiles) == len(STATES)
        for tile in tiles:
            listed = page(dict(parse_qsl(urlsplit(tile.href).query)))
            assert tile.number == f"{len(listed.rows)}"
