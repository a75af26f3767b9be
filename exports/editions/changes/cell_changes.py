"""Compares two editions of a return, cell by cell."""

from __future__ import annotations

import polars as pl

from exports.editions.published_editions import PublishedEdition
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.catalogue.former_codes import NO_FORMER_CODES, FormerCodes
from returnonce.blobs import BlobStore

KEY = ("line", "area", "period", "breakdown", "indicator")
COMPARED = ("value", "symbol", "status", "numerator", "denominator")
#: ``old_…`` and ``new_…`` are null where there was no such cell; numbers are micros. A value that was not sent
#: (a symbol stands for it) is null.
CHANGE_SCHEMA: dict[str, type[pl.DataType]] = {
    "line": pl.String,
    "label": pl.String,
    **dict.fromkeys(("area", "period", "breakdown", "indicator", "change"), pl.String),
    **dict.fromkeys(("old_value", "new_value"), pl.Int64),
    **dict.fromkeys(("old_symbol", "new_symbol", "old_status", "new_status"), pl.String),
    **dict.fromkeys(("old_numerator", "new_numerator", "old_denominator", "new_denominator"), pl.Int64),
}
#: Every kind of change, in words.
KINDS = {
    "added": "a cell that was not there",
    "withdrawn": "a cell that is there no more",
    "changed": "another figure",
    "fell_to_zero": "the figure fell to zero",
    "went_missing": "there was a figure, and there is none now",
    "suppressed": "there was a figure, and it is withheld now",
    "rounded_away": "there was a figure, and it is too small to show now",
    "appeared": "there was no figure, and there is one now",
    "no_longer_suppressed": "the figure was withheld, and is given now",
    "symbol_changed": "no figure before or now, for another reason",
    "status_changed": "the same figure, of another standing",
}
#: Kind of change where a symbol replaces a figure; for any other symbol it went missing.
GONE_TO = {"confidential": "suppressed", "unreliable": "suppressed", "rounds_to_zero": "rounded_away"}
WITHHELD = ("confidential", "unreliable")


def compare_editions(
    blobs: BlobStore,
    edition: PublishedEdition,
    baseline: PublishedEdition | None,
    audience: str,
    former: FormerCodes = NO_FORMER_CODES,
) -> pl.DataFrame:
    """``CHANGE_SCHEMA``: what an audience sees changed since ``before``; without one every cell is added.

    Raises:
        NotFound: the edition was not released to that audience.
        Unavailable: the bytes are gone, or were altered.
    """
    audience_had_it = baseline is not None and audience in baseline.cells
    old = read_edition_cells(blobs, baseline, audience) if baseline is not None and audience_had_it else None
    return compare_cells(old, read_edition_cells(blobs, edition, audience), former)


def compare_cells(old: pl.DataFrame | None, new: pl.DataFrame, former: FormerCodes = NO_FORMER_CODES) -> pl.DataFrame:
    """``CHANGE_SCHEMA`` between two tables of cells (``CELL_SCHEMA``), in the order of the new one, then the old.

    A cell whose indicator was renamed in between (``former``) is the same cell.
    """
    earlier = _select_sent_cells(new.clear() if old is None else _rename_to_match(old, new, former), "old")
    joined = _select_sent_cells(new, "new").join(
        earlier, on=[*KEY, "_nth"], how="full", coalesce=True, nulls_equal=True
    )
    classified = joined.with_columns(label=pl.coalesce("new_label", "old_label"), change=_kind())
    changed = classified.filter(pl.col("change").is_not_null()).sort("new_row", "old_row", nulls_last=True)
    return changed.select(list(CHANGE_SCHEMA))


def _rename_to_match(old: pl.DataFrame, new: pl.DataFrame, former: FormerCodes) -> pl.DataFrame:
    """The old cells, under the codes of the new where only these have the code of now."""
    codes = new["indicator"].unique().implode()
    renamed = former.rename(old)["indicator"]
    is_renamed = ~pl.col("indicator").is_in(codes) & renamed.is_in(codes)
    return old.with_columns(indicator=pl.when(is_renamed.fill_null(value=False)).then(renamed).otherwise("indicator"))


def _select_sent_cells(cells: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The cells as they are sent: no value where a symbol stands for it."""
    is_sent = pl.col("symbol").is_null() & ~pl.col("withheld").fill_null(value=False)
    hidden = [pl.when(is_sent).then(pl.col(name)).alias(name) for name in ("value", "numerator", "denominator")]
    # A line may stand twice with the same key; its first is compared with the first.
    numbered = cells.with_columns(*hidden, _nth=pl.int_range(pl.len()).over(KEY)).with_row_index("row")
    renamed = {name: f"{prefix}_{name}" for name in ("row", "label", *COMPARED)}
    return numbered.select(*KEY, "_nth", *(pl.col(name).alias(new) for name, new in renamed.items()))


def _kind() -> pl.Expr:
    old, new = pl.col("old_value"), pl.col("new_value")
    was, now = old.is_not_null(), new.is_not_null()
    differs = pl.any_horizontal(
        pl.col(f"old_{name}").ne_missing(pl.col(f"new_{name}")) for name in ("value", "numerator", "denominator")
    )
    gone_to = pl.col("new_symbol").replace_strict(GONE_TO, default="went_missing", return_dtype=pl.String)
    return (
        pl.when(pl.col("old_row").is_null()).then(pl.lit("added"))
        .when(pl.col("new_row").is_null()).then(pl.lit("withdrawn"))
        .when(was & ~now).then(gone_to)
        .when(~was & now & pl.col("old_symbol").is_in(WITHHELD)).then(pl.lit("no_longer_suppressed"))
        .when(~was & now).then(pl.lit("appeared"))
        .when(was & now & (old != 0) & (new == 0)).then(pl.lit("fell_to_zero"))
        .when(was & now & differs).then(pl.lit("changed"))
        .when(pl.col("old_symbol").ne_missing(pl.col("new_symbol"))).then(pl.lit("symbol_changed"))
        .when(pl.col("old_status").ne_missing(pl.col("new_status"))).then(pl.lit("status_changed"))
        .otherwise(pl.lit(None, pl.String))
    )  # fmt: skip
