"""The lines of the returns in a ledger, as they stand in each of its periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.codes import parse_period
from mappings.burden.ledger import BurdenLedger
from mappings.definitions.returns import Return
from mappings.place.line_choice import LineChoice, choose_lines

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: A line of a return: both codes.
LineKey = tuple[str, str]
#: A row of one of the report's lists, ready for JSON.
ListRow = dict[str, object]


def iterate_lines(ruleset: Ruleset, ledger: BurdenLedger) -> Iterator[tuple[str, str, tuple[LineChoice, ...]]]:
    """Yield place, return and its entries for each return of figures; again only where a period's entries differ."""
    figure_returns = ledger.obligations.filter(~pl.col("records"))
    last_entries: dict[tuple[str, str], tuple[LineChoice, ...]] = {}
    for name, code, text in (
        figure_returns.select("place", "return", "for_period").unique(maintain_order=True).iter_rows()
    ):
        place, a_return, period = ruleset.places[name], ruleset.return_named(code), parse_period(text)
        choice = a_return.choose_edition(period, kept_codes=place.kept_line_codes(code, period.end))
        chosen_entries = choose_lines(a_return, period, place=place, ended=choice.ended)
        if last_entries.get((name, code)) != chosen_entries:
            last_entries[name, code] = chosen_entries
            yield name, code, chosen_entries


def select_cells(ledger: BurdenLedger, place: str, code: str, *lines: str) -> pl.DataFrame:
    """The cells of some lines of a return of a place."""
    is_of_return = (pl.col("place") == place) & (pl.col("return") == code)
    return ledger.cells.filter(is_of_return & pl.col("line").is_in(list(lines)))


def find_label(a_return: Return, line: str) -> str:
    """What the return calls the line."""
    return next((row.subject_label for row in a_return.lines if row.subject_id == line), line)
