"""A return's cells as people read them: marks for symbols, words for codes, tones beside the words.

Adds columns to the cells and takes none away. Figures stay micros.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from indicators.areas import load_areas
from indicators.periods import parse_period
from mappings.cells import Filled
from mappings.definitions import Edition
from returnonce.errors import NotFound, Refused
from returnonce.numbers import MICRO, PLACES

#: Stands where a figure is not held and no symbol says why: no target, no counts behind a share.
NONE_HELD = "[n]"
DEFAULT_MARKS = {
    "confidential": "c",
    "not_applicable": "z",
    "not_available": "x",
    "rounds_to_zero": "low",
    "unreliable": "u",
}
GOOD = {"high_is_good": "high", "low_is_good": "low", "neutral": "neither", "not established": "not established"}
STATUS = {"provisional": "Provisional", "estimated": "Estimated", "local_estimate": "Local estimate", "final": "Final"}
ROUTES = {
    "council": "keyed by the council",
    "partner": "kept by a partner",
    "other_return": "made by another return",
    "central": "compiled by a department",
}
PROVENANCE = {
    "submitted": "given",
    "pulled": "taken from a publisher",
    "derived": "derived from records",
    "rolled_up": "added up from its parts",
    "shared": "shared: same boundary",
    "formula": "worked out from other figures",
}
PREDICATES = {
    "skos:exactMatch": "the same measure",
    "skos:closeMatch": "a close measure",
    "skos:broadMatch": "a broader measure",
    "skos:narrowMatch": "a narrower measure",
    "skos:relatedMatch": "a related measure",
}
_FLAGS = ("published", "for_information", "kept", "withheld")
_COMPARED = ("previous", "england", "neighbours")
_FIGURES = ("value", "numerator", "denominator")


def marks(edition: Edition) -> dict[str, str]:
    """The mark printed for each symbol, in square brackets, as the edition has it."""
    return {symbol: f"[{mark}]" for symbol, mark in (DEFAULT_MARKS | edition.symbols).items()}


def present(filled: Sequence[Filled]) -> pl.LazyFrame:
    """All cells of returns of one edition, with ``book`` (place in the sequence) and what people read."""
    cells = pl.concat([_numbered(one.cells, place) for place, one in enumerate(filled)])
    flags = [pl.col(name).fill_null(False) for name in _FLAGS]
    base = cells.lazy().with_columns(
        *flags,
        pl.col("symbol").replace(marks(filled[0].edition)).alias("mark"),
        pl.lit(NONE_HELD).alias("none"),
        pl.col("decimals").fill_null(0).clip(0, PLACES),
        pl.coalesce("trajectory", "target").alias("plan"),
        *(pl.when(pl.col("symbol").is_null()).then(name).alias(f"{name}_shown") for name in _FIGURES),
    )
    near = pl.col("candidate").replace({text: near_words(text) for text in cells["candidate"].unique().drop_nulls()})
    told = base.with_columns(*_words(), *_changes(), *_places(cells), near.alias("near_words"))
    return told.with_columns(_notes())


def _numbered(cells: pl.DataFrame, place: int) -> pl.DataFrame:
    return cells.with_columns(pl.lit(place, pl.UInt32).alias("book"))


def _words() -> list[pl.Expr]:
    empty = pl.col("symbol").is_not_null()
    return [
        pl.coalesce("mark", "none").alias("counts_mark"),
        _needed_decimals("numerator"),
        _needed_decimals("denominator"),
        (pl.col("neighbours_n") * MICRO).alias("neighbours_count"),
        pl.col("polarity").replace(GOOD).fill_null("not established").alias("good"),
        pl.coalesce("mark", pl.col("status").replace(STATUS), "none").alias("status_words"),
        pl.when("kept").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("kept_words"),
        pl.col("breakdown").replace("total", "Total").str.replace_all("=", ": ", literal=True)
        .str.replace_all(";", ", ", literal=True).alias("breakdown_words"),
        pl.col("route").replace(ROUTES).alias("route_words"),
        _source().alias("source_words"),
        pl.when("withheld").then(pl.lit("Not sent")).when("for_information").then(pl.lit("For information"))
        .otherwise(pl.lit("To submit")).alias("standing"),
        pl.when("withheld").then(pl.lit("unsure")).when("for_information").then(pl.lit("greyed"))
        .when(pl.col("status").is_in(["provisional", "estimated", "local_estimate"]) & ~empty)
        .then(pl.lit("provisional")).otherwise(pl.lit("plain")).alias("row_tone"),
    ]  # fmt: skip


def _source() -> pl.Expr:
    how = pl.col("provenance").replace(PROVENANCE)
    by = pl.when(pl.col("agency").is_not_null()).then(pl.lit(" by ") + pl.col("agency")).otherwise(pl.lit(""))
    given = pl.when(pl.col("provenance") == "submitted").then(how + by).otherwise(how)
    published = pl.format("published ({})", pl.col("agency").fill_null("publisher not named"))
    words = pl.when("published").then(published).otherwise(given)
    return pl.when(pl.col("symbol").is_not_null()).then(pl.coalesce(words, pl.lit("none"))).otherwise(words)


def _changes() -> list[pl.Expr]:
    change = pl.col("value_shown") - pl.col("previous")
    arrow = pl.when(change > 0).then(pl.lit("▲")).otherwise(pl.lit("▼"))
    better = _is_better(change > 0, change < 0)
    word = (
        pl.when(change == 0).then(pl.lit("► no change"))
        .when(better).then(arrow + " better").when(~better).then(arrow + " worse")
        .when(change > 0).then(arrow + " up").when(change < 0).then(arrow + " down")
    )  # fmt: skip
    met = _is_better(pl.col("value_shown") >= pl.col("target"), pl.col("value_shown") <= pl.col("target"))
    on_plan = _is_better(pl.col("value_shown") >= pl.col("plan"), pl.col("value_shown") <= pl.col("plan"))
    return [
        pl.coalesce("mark", word, pl.lit("no earlier figure")).alias("change_words"),
        pl.when(change != 0).then(_tone(better)).alias("change_tone"),
        *_against(met, "target"),
        *_against(on_plan, "plan"),
        (pl.col("value_shown") - pl.col("plan")).alias("plan_difference"),
    ]  # fmt: skip


def _is_better(high: pl.Expr, low: pl.Expr) -> pl.Expr:
    """``high`` where high is good, ``low`` where low is good, else null: no judgement."""
    polarity = pl.col("polarity")
    return pl.when(polarity == "high_is_good").then(high).when(polarity == "low_is_good").then(low)


def _against(met: pl.Expr, name: str) -> list[pl.Expr]:
    words = (
        pl.when(pl.col(name).is_null()).then(pl.lit(f"no {name}"))
        .when(met).then(pl.lit("met")).when(~met).then(pl.lit("not met"))
    )  # fmt: skip
    return [
        pl.coalesce(words, "mark", pl.lit("not judged")).alias(f"{name}_words"),
        _tone(met).alias(f"{name}_tone"),
    ]


def _tone(good: pl.Expr) -> pl.Expr:
    return pl.when(good).then(pl.lit("better")).when(~good).then(pl.lit("worse"))


def _notes() -> pl.Expr:
    rounded = (pl.col("rounded_to") // MICRO).cast(pl.String)
    parts = [
        pl.when(pl.col("symbol").is_not_null()).then("reason"),
        pl.lit("Shown, not sent: ") + pl.col("near_words") + ".",
        pl.lit("Sources differ: ") + pl.col("disagreement").str.strip_chars_end(".") + ".",
        pl.lit("Its publisher rounded counts to ") + rounded + ".",
        pl.when(pl.col("code_confidence") == "low").then(pl.lit("The official code of this line is uncertain.")),
    ]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("notes")


def _places(cells: pl.DataFrame) -> list[pl.Expr]:
    named = (*(f"{name}_period" for name in _COMPARED), "period")
    codes = cells.select(pl.concat([pl.col(name) for name in named]).unique()).to_series().drop_nulls()
    periods = {code: period_words(code) for code in codes}
    pairs = cells.select("area", "period").unique().drop_nulls().rows()
    dated = {f"{area} {period}": dated_code(area, period) for area, period in pairs}
    return [
        pl.col("period").replace(periods).alias("period_words"),
        *(
            pl.col(f"{name}_period").replace(periods).fill_null(NONE_HELD).alias(f"{name}_words")
            for name in _COMPARED
        ),
        pl.concat_str("area", "period", separator=" ").replace(dated).alias("dated_area"),
    ]


def near_words(candidate: str) -> str:
    """The near measures of a line, from the JSON list that the filling makes."""
    return "; ".join(_near(one) for one in json.loads(candidate))


def _near(one: dict[str, str | None]) -> str:
    kind = PREDICATES.get(one["predicate"] or "", one["predicate"])
    value = one["value"] or str(one["symbol"] or "no figure").replace("_", " ")
    return f"{one['title']} ({kind}, {period_words(one['period'] or '')}): {value}"


@lru_cache(maxsize=4096)
def period_words(code: str) -> str:
    """A period as people write it; the code itself where it is not one of ours."""
    try:
        return parse_period(code).label()
    except Refused:
        return code


@lru_cache(maxsize=4096)
def dated_code(area: str, period: str) -> str:
    """The area's code of that time; the code itself for an area that is not in the files."""
    try:
        return load_areas().dated_code(area, parse_period(period).end)
    except (NotFound, Refused):
        return area


def _needed_decimals(name: str) -> pl.Expr:
    """How many places a column's figures need so that nothing is rounded away."""
    return needed_decimals(pl.col(name)).alias(f"{name}_decimals")


def needed_decimals(micros: pl.Expr) -> pl.Expr:
    """The fewest places that show each figure whole."""
    needed = pl.lit(PLACES)
    for places in reversed(range(PLACES)):
        needed = pl.when(micros % 10 ** (PLACES - places) == 0).then(places).otherwise(needed)
    return pl.when(micros.is_null()).then(0).otherwise(needed)
