"""Components of a table: what may be judged apart."""

from __future__ import annotations

from indicators.disclosure.attack import Attack
from indicators.disclosure.table import DisclosureTable, SecretCell, TableItem, bound_cell, equate_sum, split_components


def test_an_item_about_two_cells_that_nothing_else_links_is_in_one_component() -> None:
    """A share that was shown with both its counts says something of each."""
    item = TableItem((bound_cell("top", 3, 3), bound_cell("bottom", 9, 9)), fixed=True)
    facts = (equate_sum("bottom", ["secret", "rest"]),)
    cells = dict.fromkeys(("top", "bottom", "secret", "rest"), (0, None))
    (piece,) = split_components(DisclosureTable(cells, facts, {"shown": item}, (SecretCell("secret", 2),)))
    assert piece.cells.keys() == cells.keys()
    assert Attack(piece).find_exposures(()) == []
