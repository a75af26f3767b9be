"""Returns to put through the gate, and what an audience sees of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from exports.disclosure.gate import GatedReturn
from mappings.fill.cells import FilledReturn
from returnonce.numbers import MICRO
from tests.exports.builders import edition, filled


def make_return(cells: list[dict[str, Any]], rule: str | None = "dfe-children", **given: Any) -> FilledReturn:
    """A return of these cells whose form names a rule for the public."""
    public = {"public": {"says": "as the rule says", "rule": rule, "version": 1 if rule else None}}
    council = {"council": {"says": "true figures", "rule": "true-figures", "version": 1}}
    form = edition("core-data-set", "FY2009-10", disclosure={"regulator": "true figures"} | council | public)
    return replace(filled("core-data-set", cells, **given), edition=form)


def read_shown(seen: GatedReturn) -> dict[str, int | None]:
    """The value of each line, None where it is hidden."""
    cells = seen.filled.cells
    return {
        line: None if value is None else value // MICRO for line, value in cells.select("line", "value").iter_rows()
    }
