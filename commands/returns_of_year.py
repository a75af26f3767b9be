"""``returnonce progress --returns``: the year on one page, one row for each return."""

from __future__ import annotations

from typing import Any

import polars as pl

from commands.context import CommandContext
from mappings.progress.returns_of_year import list_returns_of_year
from returnonce.count_text import format_count
from returnonce.definition_files.base import NOT_ESTABLISHED

HEADINGS = ["next, send by", "return", "recipient", "made", "by", "done", "late"]


def tell_returns(context: CommandContext, board_rows: pl.DataFrame) -> None:
    """One row for each return of the board, what is due next first."""
    rows = list_returns_of_year(context.ruleset, board_rows).to_dicts()
    context.console.data({"returns": rows})
    context.console.table(HEADINGS, [_row(row) for row in rows])
    undated = sum(1 for row in rows if _is_undated(row))
    context.console.say(
        f"{format_count(len(rows), 'return')}, {sum(row['done'] == row['collections'] for row in rows)} of them done; "
        f"when the next is due is {NOT_ESTABLISHED} for {undated}."
    )


def _is_undated(row: dict[str, Any]) -> bool:
    return row["next_due"] is None and bool(row["undated"])


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    day = "done" if row["done"] == row["collections"] else row["next_due"] or NOT_ESTABLISHED
    agencies, more = row["agencies"][:2], len(row["agencies"]) - 2
    by = ", ".join(agencies) + (f" and {more} more" if more > 0 else "")
    done = f"{row['done']} of {row['collections']}"
    assumed = " assumed" if row["assumed"] and row["next_due"] else ""
    return f"{day}{assumed}", row["title"], row["recipient"], row["made"], by, done, row["late"] or ""
