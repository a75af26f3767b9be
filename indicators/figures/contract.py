"""The contract of figures about to be stored. It says what each column means, and what the store relies on.

Checks give findings long before this. What fails here is a bug of ours: the error is raised, and nothing is stored.
Pandera takes over half a second to import, which commands that store nothing need not wait for: who stores figures
imports this module at that moment.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl

from indicators.figures.figure_key import FigureKey
from indicators.figures.figure_schema import CONTROL_CHARACTERS, KINDS, NOTE_CHARACTERS, STATUSES, SYMBOLS


def _micro(description: str, **checks: Any) -> Any:
    return pa.Field(nullable=True, description=f"{description} In millionths.", **checks)


class FigureContract(pa.DataFrameModel):
    """Figures as they are stored: one row for each figure, numbers in whole millionths."""

    indicator: pl.String = pa.Field(description="Code of the indicator that it is a figure of.")
    area: pl.String = pa.Field(description="Code of its area.")
    period: pl.String = pa.Field(description="Code of its period, such as FY2009-10.")
    breakdown: pl.String = pa.Field(description="The group that it counts, such as sex=F; total for everybody.")
    kind: pl.String = pa.Field(isin=list(KINDS), description="What happened, or what was aimed at.")
    numerator: pl.Int64 = _micro("The indicator's numerator; with a denominator, or not at all.")
    denominator: pl.Int64 = _micro("The indicator's denominator.", ge=0)
    value: pl.Int64 = _micro("The value in the indicator's unit, where it was sent as a value.")
    symbol: pl.String = pa.Field(isin=list(SYMBOLS), nullable=True, description="Why there is no number.")
    status: pl.String = pa.Field(isin=list(STATUSES), description="How settled it is.")
    rounded_to: pl.Int64 = _micro("The step that its numbers were rounded to.", ge=1)
    lower: pl.Int64 = _micro("The lower end of the confidence interval that came with it.")
    upper: pl.Int64 = _micro("The upper end of that interval.")
    note: pl.String = pa.Field(
        nullable=True,
        str_length={"max_value": NOTE_CHARACTERS},
        description="What its sender says of it; returns print it beside the figure.",
    )
    locator: pl.String = pa.Field(description="Where in its file it stands, such as Figures!row 2.")

    class Config:
        """These columns and no others, in this order; one figure for each key."""

        strict = True
        ordered = True
        unique: ClassVar[list[str]] = list(FigureKey._fields)

    @pa.check("note", name="no_control_characters")
    def _no_control_characters(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        return data.lazyframe.select(~pl.col(data.key).str.contains(CONTROL_CHARACTERS))

    @pa.dataframe_check(name="one_content")
    def _one_content(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        # Parts come together; there is a figure (parts, a value, or both) or a symbol, and never both.
        numerator, denominator, value, symbol = (
            pl.col(name).is_not_null() for name in ("numerator", "denominator", "value", "symbol")
        )
        return data.lazyframe.select((numerator == denominator) & (symbol != (numerator | value)))
