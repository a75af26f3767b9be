"""Findings by rule and by team, with the rows that they name as the file has them.

They name people's records, so only the agency that has the file may see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

#: One row for each thing that is wrong, worst first; ``rule`` is the official number, or else our name; ``letter``: of
#: the column in the file as it was sent, null where it has none.
RULE_SCHEMA: dict[str, type[pl.DataType]] = {
    "severity": pl.String,
    "rule": pl.String,
    "table": pl.String,
    "column": pl.String,
    "letter": pl.String,
    "what": pl.String,
    "rows": pl.Int64,
    "mend": pl.String,
}
#: How many rows of a team break a rule; ``team`` is null where a row names none.
TEAM_SCHEMA: dict[str, type[pl.DataType]] = {
    "team": pl.String,
    "severity": pl.String,
    "rule": pl.String,
    "table": pl.String,
    "what": pl.String,
    "rows": pl.Int64,
}
#: What stands before a row's own cells; ``record`` is its path in a file of XML.
PLACE_SCHEMA: dict[str, type[pl.DataType]] = {
    "rule": pl.String,
    "column": pl.String,
    "letter": pl.String,
    "what": pl.String,
    "row": pl.Int64,
    "record": pl.String,
    "team": pl.String,
}


@dataclass(frozen=True, eq=False)
class FindingSheet:
    """Findings on one table's rows.

    ``rows``: ``PLACE_SCHEMA``, then the cells as texts, one column for each of ``headings``. A row without a ``row``
    says how many more rows break its rule.
    """

    title: str
    headings: tuple[str, ...]
    rows: pl.DataFrame


@dataclass(frozen=True, eq=False)
class FindingLists:
    """``rules``: ``RULE_SCHEMA``; ``teams``: ``TEAM_SCHEMA``, or None where the file has no column of teams."""

    rules: pl.DataFrame
    teams: pl.DataFrame | None
    sheets: Sequence[FindingSheet]
