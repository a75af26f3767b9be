"""What a stored figure holds: each column, as the contract of stored figures says it."""

from __future__ import annotations

from typing import Any

from docs.pages.markdown import code, page, table
from indicators.figures.contract import FigureContract
from mappings.ruleset.ruleset import Ruleset

OPENING = (
    "Figures are stored as rows of these columns. `FigureContract` in `indicators/figures/contract.py` checks them "
    "whenever figures are stored; indicator, area, period, breakdown and kind together are there once. A figure has "
    "numerator and denominator, or a value, or both, or a symbol in their place."
)


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``figures.md``."""
    columns = FigureContract.to_schema().columns
    rows = [(code(name), _kind(column), _rule(column), column.description) for name, column in columns.items()]
    return {"figures.md": page("Figures", OPENING, table(("column", "type", "holds", "what it is"), rows))}


def _kind(column: Any) -> str:
    return f"{column.dtype}{', or nothing' if column.nullable else ''}"


def _rule(column: Any) -> str:
    return "; ".join(_words(check.statistics) for check in column.checks if check.statistics)


def _words(bounds: dict[str, Any]) -> str:
    if "allowed_values" in bounds:
        return ", ".join(map(code, bounds["allowed_values"]))
    wordings = {"min_value": "{} or more", "max_value": "at most {} characters"}
    ((name, value),) = [(name, value) for name, value in bounds.items() if value is not None]
    return wordings[name].format(value)
