"""Rows of figures as API schemas: millionths as exact decimal text."""

from __future__ import annotations

from typing import Any

from returnonce.numbers import format_shortest

NUMBERS = ("numerator", "denominator", "value", "rounded_to", "lower", "upper")
_OF_FIGURE = ("indicator", "area", "period", "breakdown", "kind", "symbol", "status", "note", "agency", "file",
              "file_name", "locator")  # fmt: skip
_OF_SOURCE = ("indicator", "area", "period", "breakdown", "agency", "file", "file_name", "locator")


def number_texts(row: dict[str, Any], names: tuple[str, ...] = NUMBERS) -> dict[str, str | None]:
    """Those numbers of a row as text."""
    return {name: None if row[name] is None else format_shortest(row[name]) for name in names}


def figure_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ``FIGURE_ORIGIN_SCHEMA`` for :class:`api.schemas.figures.FigureRow`."""
    named = {name: row[name] for name in _OF_FIGURE}
    return named | number_texts(row) | {"submission": row["origin"], "how": row["batch_kind"]}


def source_row(row: dict[str, Any]) -> dict[str, Any]:
    """One of an answer's ``lineage``."""
    return {name: row[name] for name in _OF_SOURCE} | number_texts(row, NUMBERS[:3])
