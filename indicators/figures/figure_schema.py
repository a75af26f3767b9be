"""The one shape of figures everywhere: names and types of its columns, and the words that some of them hold.

:class:`~indicators.figures.contract.FigureContract` says what each column means, and checks it.
"""

from __future__ import annotations

import polars as pl

KINDS = ("actual", "target", "trajectory")
SYMBOLS = ("confidential", "not_applicable", "not_available", "rounds_to_zero", "unreliable")
STATUSES = ("provisional", "final", "estimated", "local_estimate")
#: Characters that a figure's note may have, and those that it may not hold.
NOTE_CHARACTERS = 1_000
CONTROL_CHARACTERS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"

#: Numbers are millionths.
FIGURE_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("indicator", "area", "period", "breakdown", "kind"), pl.String),
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Int64),
    "symbol": pl.String,
    "status": pl.String,
    **dict.fromkeys(("rounded_to", "lower", "upper"), pl.Int64),
    "note": pl.String,
    "locator": pl.String,
}
#: The same with where each figure came from; ``batch`` orders versions.
FIGURE_ORIGIN_SCHEMA: dict[str, type[pl.DataType]] = FIGURE_SCHEMA | {
    "batch": pl.Int64,
    **dict.fromkeys(("agency", "batch_kind", "origin", "file", "file_name"), pl.String),
}
