"""A return of one line: its figure, its symbol and reason where there is none, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from mappings.fill.cells import CELL_SCHEMA
from returnonce.errors import NotFound, Refused
from returnonce.numbers import MICRO
from tests.indicators.small_contexts import figure
from tests.mappings.fill.filling import YEAR, filled, give, only, rules
from tests.mappings.small_ruleset import line


def test_a_figure_fills_its_line_and_tells_where_it_came_from(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260, note="two large families", locator="Figures!row 7"))
    filled_return = filled(store, rules(line("NI 1", "cla")))
    cell = only(filled_return)
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (33 * MICRO, 260 * MICRO, 12_700_000)
    assert (cell["symbol"], cell["reason"], cell["status"]) == (None, None, "final")
    assert (cell["agency"], cell["provenance"], cell["published"]) == ("county", "submitted", False)
    assert cell["commentary"] == "two large families"
    document = cell["lineage"]
    assert (document["return"], document["line"], document["mapping"]["transform"]) == ("national", "NI 1", "copy")
    (source,) = document["figures"]
    assert (source["file_name"], source["locator"], source["numerator"]) == ("county.csv", "Figures!row 7", 33 * MICRO)
    assert filled_return.sources.rows() == [(f"{1:064x}", "county.csv", "county", "submitted")]
    assert dict(filled_return.cells.schema) == dict(CELL_SCHEMA)


def test_a_line_without_a_figure_has_a_symbol_and_a_reason(store: Engine) -> None:
    cell = only(filled(store, rules(line("NI 1", "cla"))))
    assert (cell["value"], cell["symbol"]) == (None, "not_available")
    assert cell["reason"] == "No figure was given."


@pytest.mark.parametrize("symbol", ["confidential", "rounds_to_zero", "not_applicable"])
def test_a_symbol_stays_a_symbol(store: Engine, symbol: str) -> None:
    give(store, figure("COUNTY", YEAR, symbol=symbol))
    cell = only(filled(store, rules(line("NI 1", "cla", transform="complement"))))
    assert (cell["value"], cell["symbol"]) == (None, symbol)


def test_nobody_in_the_cohort_is_not_applicable_and_keeps_its_parts(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 0, 0))
    cell = only(filled(store, rules(line("NI 1", "cla"))))
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (0, 0, None)
    assert cell["symbol"] == "not_applicable"


def test_what_is_asked_for_must_exist(store: Engine) -> None:
    small = rules(line("NI 1", "cla"))
    with pytest.raises(NotFound, match="no return 'nation'"):
        filled(store, small, code="nation")
    with pytest.raises(NotFound, match="no place 'away'"):
        filled(store, small, place="away")
    with pytest.raises(Refused, match=r"made for: financial year. CY2009 is: calendar year"):
        filled(store, small, period="CY2009")


def test_filling_twice_gives_the_same_cells(store: Engine) -> None:
    give(store, figure("NORTH", YEAR, 1, 4), figure("SOUTH", YEAR, 2, 4))
    small = rules(line("NI 1", "cla"), line("NI 2", "cla", predicate_id="skos:closeMatch"))
    assert filled(store, small).cells.equals(filled(store, small).cells)
