"""The lines of the returns in a ledger, as they stand in each of its periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.codes import parse_period
from mappings.burden.ledger import BurdenLedger
from mappings.definitions.returns import Return
from mappings.place.line_choice import Entry, entries

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: A line of a return: both codes.
LineCode = tuple[str, str]
#: What a list says of one thing, ready for JSON.
ListRow = dict[str, object]


def iterate_lines(ruleset: Ruleset, ledger: BurdenLedger) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
    """Place, return and its entries, for each return of figures; once where several periods have the same."""
    made = ledger.obligations.filter(~pl.col("records"))
    seen: dict[tuple[str, str], tuple[Entry, ...]] = {}
    for name, code, text in made.select("place", "return", "for_period").unique(maintain_order=True).iter_rows():
        place, found, period = ruleset.places[name], ruleset.return_named(code), parse_period(text)
        choice = found.choose(period, kept=place.kept(code, period.end))
        held = entries(found, period, place=place, ended=choice.ended)
        if seen.get((name, code)) != held:
            seen[name, code] = held
            yield name, code, held


def select_cells(ledger: BurdenLedger, place: str, code: str, *lines: str) -> pl.DataFrame:
    """The cells of some lines of a return of a place."""
    own = (pl.col("place") == place) & (pl.col("return") == code)
    return ledger.cells.filter(own & pl.col("line").is_in(list(lines)))


def find_label(found: Return, line: str) -> str:
    """What the return calls the line."""
    return next((row.subject_label for row in found.lines if row.subject_id == line), line)
