"""The same figure given twice, under whatever names: by code, by line, by two lines of one return.

Returns ask the same thing twice (four pairs of the core data set do, word for word), so a figure
that two lines give alike is kept once, with a note. Anything else given twice is for a person to settle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import polars as pl

from collectors.figures.distinct_texts import CodedColumn, is_tabular, pack_columns, which_occur
from collectors.readers.marks import no_marks
from collectors.readers.raw_table import ROW
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import differ
from indicators.figures.figure_key import FIGURE_KEY

_FIGURE = ("numerator", "denominator", "value", "symbol", "rounded_to")
#: How many of the other rows a message names.
_NAMED = 5
#: A cell given hundreds of times is wrong in one way; its first rows tell which.
_MOST = 20

Row = dict[str, Any]


class Duplicates(NamedTuple):
    """Marks on every row of a figure given more than once, and the rows that only repeat another."""

    marks: pl.DataFrame
    repeats: pl.Series


def find_duplicates(
    frame: pl.DataFrame, coded: Mapping[str, CodedColumn], names: pl.Series, catalogue: Mapping[str, Indicator]
) -> Duplicates:
    """``frame``: row, the cell and its figures; ``coded``: the cell as numbers; ``names``: indicator as typed."""
    key, size = pack_columns(*(coded[name] for name in FIGURE_KEY))
    if is_tabular(size, len(key)) and which_occur(key, size).sum() == len(key) - key.null_count():
        return Duplicates(no_marks(), pl.Series([], dtype=pl.Int64))
    # Neighbours of a sorted key take less memory to compare than keys take to count.
    in_order = key.sort()
    several = in_order[1:].filter(in_order[1:] == in_order[:-1]).unique()
    if several.is_empty():
        return Duplicates(no_marks(), pl.Series([], dtype=pl.Int64))
    rows = frame.select(ROW, "indicator", *_FIGURE).with_columns(key, names.alias("named"))
    rows = rows.filter(key.is_in(several.implode()))
    rows = rows.with_columns(pl.col("named").cast(pl.String), place=pl.int_range(pl.len(), dtype=pl.UInt32).over("key"))
    coded_rows = rows.join(_duplicate_codes(rows, catalogue), on="key", maintain_order="left")
    marks = _with_other_rows(coded_rows).select(
        "code", ROW, pl.lit("indicator").alias("column"), pl.col("named").alias("value"), "detail"
    )
    return Duplicates(marks, _repeats(coded_rows.filter(code="given-twice")))


def _duplicate_codes(rows: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """For each key: contradicting; the same row pasted twice; or one figure that two lines ask for."""
    counts = rows.group_by("key").agg(pl.len(), names=_each_text("named", _fold, rows).n_unique())
    contradicting = pl.Series(_find_contradicting(rows, catalogue), dtype=rows["key"].dtype)
    code = (
        pl.when(pl.col("key").is_in(contradicting.implode())).then(pl.lit("duplicate-contradicts"))
        .when(pl.col("names") < pl.col("len")).then(pl.lit("duplicate-same"))
        .otherwise(pl.lit("given-twice"))
    )  # fmt: skip
    return counts.select("key", "len", code=code)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _find_contradicting(rows: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> list[int]:
    """Keys of which two rows cannot both be right; rows with one and the same figure are compared once."""
    distinct = rows.filter(pl.col("place") < _MOST).unique(["key", *_FIGURE], maintain_order=True)
    several = distinct.filter(pl.col("key").is_duplicated())
    groups: dict[int, list[Row]] = {}
    for row in several.select("key", "indicator", *_FIGURE).iter_rows(named=True):
        groups.setdefault(row["key"], []).append(row)
    return [key for key, group in groups.items() if _contradicts(group, catalogue[group[0]["indicator"]])]


def _contradicts(rows: list[Row], indicator: Indicator) -> bool:
    return any(_are_different(one, other, indicator) for one, other in combinations(rows, 2))


def _are_different(row: Row, other: Row, indicator: Indicator) -> bool:
    return _empty(row) or _empty(other) or _has_one_part(row) or _has_one_part(other) or differ(row, other, indicator)


def _empty(row: Row) -> bool:
    return all(row[name] is None for name in _FIGURE[:4])


def _has_one_part(row: Row) -> bool:
    """One part without the other, which is another finding's business."""
    return (row["numerator"] is None) != (row["denominator"] is None)


def _repeats(rows: pl.DataFrame) -> pl.Series:
    """All rows of a key but the fullest: one with numerator and denominator before one with a value alone."""
    fullest_first = rows.sort("key", pl.col("numerator").is_null(), ROW)
    return fullest_first.filter(~pl.col("key").is_first_distinct())[ROW]


def _with_other_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """``detail`` names the first of the key's other rows, so one row more than it names is looked at. Of more rows than
    that it names the first ones whichever row it stands at, so that all say the same, which is then said once."""
    places, is_many = range(_NAMED + 1), pl.col("len") > _NAMED + 1
    first_rows = rows.filter(pl.col("place") <= _NAMED).select(
        "key", "place", label=pl.format("row {} ({})", ROW, _each_text("named", str.strip, rows))
    )
    labels = first_rows.group_by("key").agg(
        pl.col("label").filter(pl.col("place") == place).first().alias(f"label_{place}") for place in places
    )
    others = [
        pl.when(
            pl.when(is_many)
            .then(place < _NAMED)
            .otherwise((pl.col("place") != place) & ((pl.col("place") < _NAMED) | (place < _NAMED)))
        ).then(f"label_{place}")
        for place in places
    ]
    more = pl.when(is_many).then(pl.format(" and {} more", pl.col("len") - _NAMED))
    detail = pl.concat_str(pl.concat_str(others, separator=", ", ignore_nulls=True), more, ignore_nulls=True)
    return rows.join(labels, on="key", maintain_order="left").with_columns(detail=detail)


def _each_text(name: str, change: Callable[[str], str], rows: pl.DataFrame) -> pl.Expr:
    """A column with each of its distinct texts changed."""
    changed = {text: change(text) for text in rows[name].unique()}
    return pl.col(name).replace_strict(changed, return_dtype=pl.String)
