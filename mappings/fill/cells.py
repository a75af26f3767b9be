"""A filled return and its schemas: one row for each cell, one for each source file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from indicators.evaluation.direct_matches import LINEAGE_TYPE
from mappings.definitions.return_definitions import Edition
from mappings.definitions.workbook_layouts import CONTEXT, WorkbookLayout

if TYPE_CHECKING:
    from indicators.areas.area_book import AreaBook
    from indicators.areas.area_files import Area
    from indicators.period.arithmetic import Period

HISTORY = pl.List(pl.Struct({"period": pl.String, "value": pl.Int64}))
#: Where a cell's value came from: its line, its mapping row, and the figures that it rests on, numbers in micros.
#: :func:`mappings.fill.lineage.format_lineage` makes the text of it.
LINEAGE = pl.Struct(
    {
        **dict.fromkeys(("return", "line"), pl.String),
        "mapping": pl.Struct(dict.fromkeys(("predicate", "indicator", "transform", "confidence"), pl.String)),
        "provenance": pl.String,
        "figures": LINEAGE_TYPE,
    }
)

#: Figures are micros. Every cell has a value or a symbol, never neither: a symbol beside a value says
#: that the value is known here and not sent (``withheld``).
CELL_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "line": pl.String,
    "section": pl.String,
    "label": pl.String,
    "body": pl.String,
    "route": pl.String,
    "area": pl.String,
    "area_name": pl.String,
    "period": pl.String,
    "breakdown": pl.String,
    "indicator": pl.String,
    "indicator_title": pl.String,
    "predicate": pl.String,
    "transform": pl.String,
    "unit": pl.String,
    "per": pl.Int64,
    "decimals": pl.Int64,
    "polarity": pl.String,
    "frequency": pl.String,
    "confidence": pl.String,
    "code_confidence": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Int64,
    "symbol": pl.String,
    "reason": pl.String,
    "status": pl.String,
    "provenance": pl.String,
    "published": pl.Boolean,
    "agency": pl.String,
    "target": pl.Int64,
    "trajectory": pl.Int64,
    "previous": pl.Int64,
    "previous_period": pl.String,
    "england": pl.Int64,
    "england_period": pl.String,
    "neighbours": pl.Int64,
    "neighbours_n": pl.Int64,
    "neighbours_period": pl.String,
    "history": HISTORY,
    "commentary": pl.String,
    "for_information": pl.Boolean,
    "kept": pl.Boolean,
    "withheld": pl.Boolean,
    "candidate": pl.String,
    "disagreement": pl.String,
    "rounded_to": pl.Int64,
    "lineage": LINEAGE,
}

#: Layouts that show earlier years beside a figure; the others show the figures alone.
WITH_CONTEXT = frozenset({"core-data-set", "ofsted-profile", "ndtms"})

#: One row for each file that a figure of the return came from.
SOURCE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "file": pl.String,
    "file_name": pl.String,
    "agency": pl.String,
    "kind": pl.String,
}


@dataclass(frozen=True)
class FillRequest:
    """One return to be filled, for one area (a code or a name) and one period (its code).

    ``place``: whose agencies, approvals and kept lines count; without it, the place that keeps the area. ``context``:
    with earlier periods, England and the neighbours, whatever its layout shows.
    """

    return_code: str
    area: str
    period: str
    place: str | None = None
    context: bool = False


@dataclass(frozen=True)
class FilledReturn:
    """One return for one area and period. ``ruleset`` is the hash of the definitions it was filled by;
    ``place`` is None when no place keeps the area; ``areas`` tells the area's other codes."""

    return_code: str
    edition: Edition
    area: Area
    period: Period
    place: str | None
    illustrative: bool
    ruleset: str
    cells: pl.DataFrame
    sources: pl.DataFrame
    areas: AreaBook = field(repr=False)
    #: What packs change in the return or its indicators, in words.
    changes: tuple[str, ...] = ()
    #: The layout of its workbook, where a file gives it.
    layout: WorkbookLayout | None = field(default=None, repr=False, compare=False)


def needs_context(edition: Edition, layout: WorkbookLayout | None) -> bool:
    """True where the layout shows earlier years, England and the neighbours beside each figure."""
    return bool(layout.facts & CONTEXT) if layout else edition.layout in WITH_CONTEXT
