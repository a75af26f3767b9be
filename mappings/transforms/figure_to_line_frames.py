"""From indicators' figures to lines' printed values in bulk: whole frames, one at a time for the rest.

Must agree with :mod:`mappings.transforms.figure_to_line`, which tests use as its oracle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import polars as pl

from mappings.transforms.figure_to_line import Operands, PrintedValue, compute_line_value
from mappings.transforms.notation import Transform, parse_transform
from returnonce.numbers import MICRO, ratio_micro_expr

#: These read one figure and are the same few steps for any number of rows.
VECTORISED = frozenset({"copy", "scale", "complement", "part"})
OUT = {
    "line_numerator": pl.Int64,
    "line_denominator": pl.Int64,
    "line_value": pl.Int64,
    "line_reason": pl.String,
}
#: One further figure that a transform reads, with its indicator's ``per``; all null where there is none.
OPERAND = pl.Struct(dict.fromkeys(("numerator", "denominator", "value", "per"), pl.Int64))
EMPTY = "nobody is in the denominator, so there is no share"


def compute_line_values(cells: pl.DataFrame) -> pl.DataFrame:
    """Adds the line's own figure to each row.

    Args:
        cells: transform (text), numerator, denominator, value (the indicator's, micros), per (the
            indicator's), decimals (the line's), and where a transform is not one of ``VECTORISED``,
            baseline (``OPERAND``) and others (list of ``OPERAND``).

    Returns:
        The same rows in the same order with ``line_numerator``, ``line_denominator``, ``line_value``
        (micros) and ``line_reason``, which says why there is no value where there is none.
    """
    if cells.is_empty():
        return cells.with_columns(pl.lit(None, kind).alias(name) for name, kind in OUT.items())
    parsed = {text: parse_transform(text) for text in cells["transform"].unique().to_list()}
    other_texts = [text for text, transform in parsed.items() if transform.name not in VECTORISED]
    vectorised = _compute_vectorised(cells, parsed)
    if not other_texts or not cells["transform"].is_in(pl.Series(other_texts).implode()).any():
        return vectorised
    row_results = [
        _compute_row(parsed[row["transform"]], row)
        for row in cells.iter_rows(named=True)
        if row["transform"] in other_texts
    ]
    is_other = pl.col("transform").is_in(pl.Series(other_texts).implode())
    indexed = vectorised.with_row_index("_at")
    other_rows = indexed.filter(is_other).drop(list(OUT)).hstack(pl.DataFrame(row_results, schema=OUT, orient="row"))
    together = pl.concat([indexed.filter(~is_other), other_rows.select(indexed.columns)])
    return together.sort("_at").drop("_at")


def _compute_vectorised(cells: pl.DataFrame, parsed: dict[str, Transform]) -> pl.DataFrame:
    """One ratio for all four vectorised transforms: over the figure's parts, or over 1 for a value alone."""
    n, d, v, per = (pl.col(name) for name in ("numerator", "denominator", "value", "per"))
    kind = pl.col("_kind")
    has_parts = n.is_not_null() & d.is_not_null()
    is_part = kind.str.starts_with("part")
    is_complement = kind == "complement"
    top = (
        pl.when(kind == "part:numerator").then(n)
        .when(kind == "part:denominator").then(d)
        .when(has_parts & is_complement).then(d - n)
        .when(has_parts).then(n)
        .when(is_complement).then(per * MICRO - v)
        .otherwise(v)
    )  # fmt: skip
    over_parts = has_parts & ~is_part
    ratio = ratio_micro_expr(
        top.cast(pl.Int128) * pl.col("_factor"),
        pl.when(over_parts).then(d).otherwise(MICRO).cast(pl.Int128) * MICRO,
        per=pl.when(over_parts).then(per).otherwise(1),
        decimals=pl.col("decimals"),
    )
    reason = (
        pl.when(pl.col("line_value").is_not_null()).then(None)
        .when(over_parts).then(pl.lit(EMPTY))
        .when(is_part).then(pl.format("the figure was given without its {}", kind.str.split(":").list.last()))
        .otherwise(pl.lit("the figure has no value"))
    )  # fmt: skip
    kinds = [_kind_of(transform) for transform in parsed.values()]
    factors = [_factor_of(transform) for transform in parsed.values()]
    with_values = cells.with_columns(
        _kind=pl.col("transform").replace_strict(list(parsed), kinds, return_dtype=pl.String),
        _factor=pl.col("transform").replace_strict(list(parsed), factors, return_dtype=pl.Int64),
    ).with_columns(line_value=ratio)
    return with_values.with_columns(
        line_numerator=pl.when(~is_part).then(pl.when(has_parts & is_complement).then(d - n).otherwise(n)),
        line_denominator=pl.when(~is_part).then(d),
        line_reason=reason,
    ).select(*cells.columns, *OUT)


def _kind_of(transform: Transform) -> str:
    return f"part:{transform.part}" if transform.name == "part" else transform.name


def _factor_of(transform: Transform) -> int:
    return int(transform.factor * MICRO) if transform.factor is not None else MICRO


def _compute_row(transform: Transform, row: dict[str, object]) -> tuple[int | None, int | None, int | None, str | None]:
    per, decimals = int(str(row["per"])), int(str(row["decimals"]))
    return to_micros(compute_line_value(transform, read_operands(row), per=per, decimals=decimals))


def to_micros(printed: PrintedValue) -> tuple[int | None, int | None, int | None, str | None]:
    """Numerator, denominator, value, reason, as the frame holds them."""
    return _to_micro(printed.numerator), _to_micro(printed.denominator), printed.value, printed.reason


def read_operands(row: dict[str, object]) -> Operands:
    """A row of the frame as exact natural units."""
    other_values = row.get("others")
    return Operands(
        from_micro(row["numerator"]),
        from_micro(row["denominator"]),
        from_micro(row["value"]),
        _read_exact_value(row.get("baseline")),
        tuple(_read_exact_value(value) for value in other_values) if isinstance(other_values, Iterable) else (),
    )


def _read_exact_value(operand: object) -> Fraction | None:
    if not isinstance(operand, Mapping) or operand["per"] is None:
        return None
    figure = Operands(
        from_micro(operand["numerator"]), from_micro(operand["denominator"]), from_micro(operand["value"])
    )
    return figure.exact(int(operand["per"]))


def from_micro(micro: object) -> Fraction | None:
    """Micros to exact natural units."""
    return Fraction(micro, MICRO) if isinstance(micro, int) else None


def _to_micro(number: Fraction | None) -> int | None:
    return None if number is None else int(number * MICRO)
