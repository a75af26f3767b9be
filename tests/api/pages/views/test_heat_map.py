"""Agencies by months: each cell says what the list behind its link shows."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from api.pages.period_spans import current_span
from api.pages.views.heat_map import NO_MONTH, month_words
from api.pages.views.schedule import SchedulePage, schedule_page
from tests.api.pages.sample_boards import board

TODAY = date(2010, 6, 8)
ROWS: list[dict[str, Any]] = [
    {"agency": "a", "agency_name": "Alpha", "state": "received", "due": date(2010, 4, 1)},
    {"agency": "a", "agency_name": "Alpha", "state": "late", "due": date(2010, 5, 3)},
    {"agency": "a", "agency_name": "Alpha", "state": "part_received", "due": date(2010, 5, 9)},
    {"agency": "b", "agency_name": "Beta", "state": "not_started", "due": date(2010, 7, 1)},
    {"agency": "b", "agency_name": "Beta", "state": "part_received", "due": date(2010, 8, 1)},
    {"agency": None, "agency_name": None, "state": "not_started", "due": None},
]


def page(**query: str) -> SchedulePage:
    return schedule_page(board(*ROWS), query, spans={"now": "Now"}, span=current_span(TODAY), places={})


def test_says_the_worst_of_each_month_in_words_agencies_with_something_late_first() -> None:
    heat_map = page(view="months").heat_map
    assert heat_map is not None
    assert [(row.agency, [(cell.level, cell.text) for cell in row.cells if cell.text]) for row in heat_map.rows] == [
        ("Alpha", [("done", "1 of 1 came"), ("late", "1 of 2 late")]),
        ("Beta", [("owed", "1 of 1 to come"), ("part", "1 of 1 in part")]),
        ("Nobody is of record", [("owed", "1 of 1 to come")]),
    ]


def test_each_cell_leads_to_as_many_collections_as_it_counts() -> None:
    heat_map = page(view="months").heat_map
    assert heat_map is not None
    cells = [cell for row in heat_map.rows for cell in row.cells if cell.href and cell.text]
    for cell in cells:
        listed = page(**dict(parse_qsl(urlsplit(cell.href).query)))
        assert str(listed.total) == cell.text.split(" of ")[1].split()[0]
    assert len(cells) == 4


def test_each_tile_counts_what_its_list_shows() -> None:
    for query in ({}, {"agency": "a"}, {"month": "2010-05"}):
        for tile in page(**query).counts:
            assert tile.number == str(page(**dict(parse_qsl(urlsplit(tile.href).query))).total)


def test_the_list_has_no_picture_and_an_empty_one_has_no_rows() -> None:
    assert page().heat_map is None
    empty = page(view="months", agency="nobody").heat_map
    assert empty is not None
    assert empty.rows == ()


def test_months_in_words() -> None:
    assert (month_words("2010-06"), month_words(NO_MONTH)) == ("June 2010", "No date")
