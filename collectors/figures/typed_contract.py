"""The contract of typed rows: what the rules may take for granted of a table that was read.

Text that could not be read has its finding and is null here. What fails here is a bug of ours, and no verdict is given.
"""

from __future__ import annotations

from typing import ClassVar

import pandera.polars as pa
import polars as pl

from indicators.figures.figure_schema import KINDS, STATUSES, SYMBOLS


class TypedRowContract(pa.DataFrameModel):
    """Rows of an uploaded table of figures after typing; other columns may stand beside these."""

    row: pl.Int64 = pa.Field(ge=1, description="The row's number, as a spreadsheet shows it.")
    indicator: pl.String = pa.Field(nullable=True, description="Code of the indicator, or of the line's indicator.")
    area: pl.String = pa.Field(nullable=True, description="Code of the area.")
    period: pl.String = pa.Field(nullable=True, description="Code of the period.")
    breakdown: pl.String = pa.Field(nullable=True, description="Code of the group; total where the cell is blank.")
    kind: pl.String = pa.Field(isin=list(KINDS), nullable=True, description="actual where the cell is blank.")
    numerator: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    denominator: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    value: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    symbol: pl.String = pa.Field(isin=list(SYMBOLS), nullable=True, description="Why there is no number.")
    status: pl.String = pa.Field(isin=list(STATUSES), nullable=True, description="final where the cell is blank.")
    rounded_to: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    lower: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    upper: pl.Int64 = pa.Field(nullable=True, description="In millionths.")
    note: pl.String = pa.Field(nullable=True, description="Without blanks around it.")

    class Config:
        """One row for each row of the table."""

        unique: ClassVar[list[str]] = ["row"]
