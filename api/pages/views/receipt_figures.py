"""The figures of a submission on its receipt, each with the page that says where it goes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from api.pages.views.collection import figure_path
from api.pages.views.line_transforms import title_of
from api.pages.views.linked_table import LinkedCell, LinkedTable
from api.pages.wording import figure_words, period_words
from exports.presentation.words import breakdown_words
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset

#: Figures that a receipt lists.
MOST_LISTED = 100


@dataclass(frozen=True)
class ReceiptFigures:
    """``left_out``: how many more there are."""

    table: LinkedTable
    left_out: int


def list_receipt_figures(ruleset: Ruleset, figures: pl.DataFrame, count: int) -> ReceiptFigures | None:
    """The first figures (``FIGURE_ORIGIN_SCHEMA``) as far as the reader may see them; None without any.

    ``count``: how many the submission has.
    """
    if figures.is_empty():
        return None
    rows = tuple(_row(ruleset, row) for row in figures.iter_rows(named=True))
    table = LinkedTable("Each figure, with the page that says where it goes", ("Indicator", "For", "Figure"), rows)
    return ReceiptFigures(table, max(0, count - MOST_LISTED))


def _row(ruleset: Ruleset, row: dict[str, str]) -> tuple[LinkedCell, ...]:
    indicator = ruleset.catalogue.get(row["indicator"])
    area = ruleset.areas.get(row["area"]).name if row["area"] in ruleset.areas else row["area"]
    parts = [area, period_words(parse_period(row["period"]))]
    parts += [] if row["breakdown"] == "total" else [breakdown_words(row["breakdown"])]
    parts += [] if row["kind"] == "actual" else [row["kind"]]
    mark = "%" if indicator is not None and indicator.unit == "percentage" else ""
    href = figure_path(row["indicator"], row["area"], row["period"], row["breakdown"]) if indicator is not None else ""
    return (
        LinkedCell(title_of(ruleset, row["indicator"])), LinkedCell(", ".join(parts)),
        LinkedCell(figure_words(row, mark), href),
    )  # fmt: skip
