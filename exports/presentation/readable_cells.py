"""Adds to a return's cells what people read: marks for symbols, words for codes, tones beside the words.

Adds columns to the cells and takes none away. Figures stay micros.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from exports.presentation.judgements import judged_before_rounding, judgement_columns
from exports.presentation.words import (
    GOOD,
    NO_FIGURE,
    PROVENANCE,
    ROUTES,
    SHORT_PROVENANCE,
    STATUS,
    area_code_at,
    breakdown_words,
    describe_candidates,
    needed_decimals,
    period_words,
    symbol_marks,
)
from indicators.areas.area_book import AreaBook
from mappings.definitions.return_definitions import Edition
from mappings.fill.cells import FilledReturn
from mappings.fill.lineage import format_micro_expr
from mappings.place.line_choice import CODE_IN_DOUBT, NOT_CHOSEN
from returnonce.numbers import MICRO, PLACES

_THOUSANDS = {per: f"{per:,}" for per in (1, 100, 1_000, 10_000, 100_000)}
_FLAGS = ("published", "for_information", "kept", "withheld")
_COMPARED = ("previous", "england", "neighbours")
_FIGURES = ("value", "numerator", "denominator")


def combine_cells(filled: Sequence[FilledReturn]) -> pl.DataFrame:
    """All cells of returns, in one piece, with ``book``: the return's index in the sequence."""
    books = [index for index, filled_return in enumerate(filled) for _ in range(filled_return.cells.height)]
    cells = pl.concat([filled_return.cells for filled_return in filled]).rechunk()
    return cells.with_columns(pl.Series("book", books, pl.UInt32))


class BookRows(NamedTuple):
    """The rows of one book, and the frame of all books' rows, in which they begin at ``start``."""

    frame: pl.DataFrame
    together: pl.DataFrame
    start: int


def split_by_book(frame: pl.DataFrame, books: int) -> list[BookRows]:
    """The rows of each book; rows come in the order of books."""
    ends = frame["book"].search_sorted(pl.Series(range(books + 1), dtype=frame.schema["book"]), side="left")
    return [BookRows(frame.slice(start, end - start), frame, start) for start, end in pairwise(ends.to_list())]


def present_cells(cells: pl.DataFrame, edition: Edition, areas: AreaBook) -> pl.LazyFrame:
    """Cells of returns of one edition (as of :func:`combine_cells`), and beside them what people read."""
    flags = [pl.col(name).fill_null(False) for name in _FLAGS]
    base = cells.lazy().with_columns(
        *flags,
        pl.col("symbol").replace(symbol_marks(edition)).alias("mark"),
        pl.lit(NO_FIGURE).alias("none"),
        pl.col("decimals").fill_null(0).clip(0, PLACES),
        pl.coalesce("trajectory", "target").alias("plan"),
        *(pl.when(pl.col("symbol").is_null()).then(name).alias(f"{name}_shown") for name in _FIGURES),
    )
    near = pl.col("candidate").replace(
        {text: describe_candidates(text) for text in cells["candidate"].unique().drop_nulls()}
    )
    worded = base.with_columns(*_words(), *judgement_columns(), *_key_words(cells, areas), near.alias("near_words"))
    return worded.with_columns(_notes(), *_plan_decimals()).with_columns(
        pl.concat_str("commentary", "notes", separator=" ", ignore_nulls=True).alias("commentary_and_notes"),
    )


def _words() -> list[pl.Expr]:
    empty = pl.col("symbol").is_not_null()
    return [
        pl.coalesce("mark", "none").alias("counts_mark"),
        needed_decimals(pl.col("numerator")).alias("numerator_decimals"),
        needed_decimals(pl.col("denominator")).alias("denominator_decimals"),
        (pl.col("neighbours_n") * MICRO).alias("neighbours_count"),
        pl.col("polarity").replace(GOOD).fill_null("not known").alias("good"),
        pl.coalesce("mark", pl.col("status").replace(STATUS), "none").alias("status_words"),
        pl.when("kept").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("kept_words"),
        word_unit().alias("unit_words"),
        pl.col("route").replace(ROUTES).alias("route_words"),
        _source().alias("source_words"),
        _provenance_words(),
        _reason_not_sent(),
        pl.when("withheld").then(pl.lit("Not sent")).when("for_information").then(pl.lit("For information"))
        .otherwise(pl.lit("To submit")).alias("standing"),
        pl.when("for_information").then(pl.lit("greyed")).otherwise(_tone_by_status(empty)).alias("row_tone"),
        _tone_by_status(empty).alias("settled_tone"),
    ]  # fmt: skip


def _plan_decimals() -> list[pl.Expr]:
    """Those of the line, or more where what was planned has more."""
    return [
        pl.max_horizontal("decimals", needed_decimals(pl.col(name))).alias(f"{name}_decimals")
        for name in ("target", "plan", "plan_difference")
    ]


def _tone_by_status(empty: pl.Expr) -> pl.Expr:
    open_yet = pl.col("status").is_in(["provisional", "estimated", "local_estimate"]) & ~empty
    unsure = pl.when("withheld").then(pl.lit("unsure"))
    return unsure.when(open_yet).then(pl.lit("provisional")).otherwise(pl.lit("plain"))


def _reason_not_sent() -> pl.Expr:
    # Beside a known value the filling's reason says it; without one, it says only that there is none.
    unknown = pl.col("value").is_null()
    exact = pl.col("predicate") == "skos:exactMatch"
    parts = [
        pl.when(unknown & exact & (pl.col("code_confidence") == "low")).then(pl.lit(CODE_IN_DOUBT)),
        pl.when(unknown & ~exact & (pl.col("reason") != NOT_CHOSEN)).then(pl.lit(NOT_CHOSEN)),
        "reason",
    ]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("why_not_sent")


def word_unit() -> pl.Expr:
    """The unit in words of rows with ``unit`` and ``per``: *rate per 1,000*."""
    unit = pl.col("unit").str.replace_all("_", " ", literal=True)
    per = pl.col("per").replace_strict(_THOUSANDS, default="not known")
    return pl.when((unit == "rate") & (pl.col("per") > 1)).then(pl.format("rate per {}", per)).otherwise(unit)


def _provenance_words() -> pl.Expr:
    how = pl.when("published").then(pl.lit("published")).otherwise(pl.col("provenance").replace(SHORT_PROVENANCE))
    return pl.coalesce(how, "none").alias("how_words")


def _source() -> pl.Expr:
    how = pl.col("provenance").replace(PROVENANCE)
    by = pl.when(pl.col("agency").is_not_null()).then(pl.lit(" by ") + pl.col("agency")).otherwise(pl.lit(""))
    by_agency = pl.when(pl.col("provenance") == "submitted").then(how + by).otherwise(how)
    published = pl.format("published ({})", pl.col("agency").fill_null("publisher not named"))
    words = pl.when("published").then(published).otherwise(by_agency)
    return pl.when(pl.col("symbol").is_not_null()).then(pl.coalesce(words, pl.lit("none"))).otherwise(words)


def _notes() -> pl.Expr:
    rounded = (pl.col("rounded_to") // MICRO).cast(pl.String)
    parts = [
        pl.when("withheld").then("why_not_sent").when(pl.col("symbol").is_not_null()).then("reason"),
        pl.when(pl.col("symbol").is_not_null()).then(pl.lit("Shown, not sent: ") + pl.col("near_words") + "."),
        pl.lit("Sources differ: ") + pl.col("disagreement").str.strip_chars_end(".") + ".",
        pl.lit("Judged before rounding, by ") + format_micro_expr(judged_before_rounding()) + ".",
        pl.lit("Its publisher rounded counts to ") + rounded + ".",
        pl.when(~pl.col("withheld") & (pl.col("code_confidence") == "low"))
        .then(pl.lit("The official code of this line is uncertain.")),
    ]  # fmt: skip
    return pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("notes")


def _key_words(cells: pl.DataFrame, areas: AreaBook) -> list[pl.Expr]:
    periods = {code: period_words(code) for code in cells["period"].unique().drop_nulls()}
    breakdowns = {code: breakdown_words(code) for code in cells["breakdown"].unique().drop_nulls()}
    pairs = cells.select("area", "period").unique().drop_nulls().rows()
    dated = {f"{area} {period}": area_code_at(areas, area, period) for area, period in pairs}
    return [
        pl.col("period").replace(periods).alias("period_words"),
        pl.col("breakdown").replace(breakdowns).alias("breakdown_words"),
        *(pl.col(f"{name}_period").fill_null(NO_FIGURE).alias(f"{name}_words") for name in _COMPARED),
        pl.concat_str("area", "period", separator=" ").replace(dated).alias("dated_area"),
    ]
