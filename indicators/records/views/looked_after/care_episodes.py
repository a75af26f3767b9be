"""Orders episodes of care, and numbers their periods of care, carers and placements."""

from __future__ import annotations

from datetime import date

import polars as pl

#: An agreed series of short breaks is not a period of care.
SHORT_BREAKS = ("V3", "V4")
#: Temporary placements: the one before goes on.
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
ADOPTIVE = ("A3", "A4", "A5", "A6")
#: New episodes that bring another carer (S starts to be looked after; P and B change the placement).
NEW_CARER = ("S", "P", "B")
#: New episodes that bring another placement, T and U with the same carer.
NEW_PLACEMENT = (*NEW_CARER, "T", "U")
KINDS = {"carer": NEW_CARER, "placement": NEW_PLACEMENT}
#: Stands for the end of what has not ended.
OPEN = date.max
ORDER = ("child", "start", "until", "rne", "legal_status", "place", "place_post", "urn", "rec", "home_post")

_NAMES = {
    "CHILD": "child",
    "DECOM": "start",
    "DEC": "end",
    "RNE": "rne",
    "LS": "legal_status",
    "PLACE": "place",
    "URN": "urn",
    "REC": "rec",
}


def order_care_episodes(episodes: pl.DataFrame, last: date) -> pl.DataFrame:
    """Episodes begun by ``last``, short breaks left out, ordered and numbered.

    Added: ``until`` (the end, or ``OPEN``), ``temporary``, ``period`` (number of the child's period of
    care), ``carer`` and ``placement`` (number of the stay; null before a child's first lasting one), and
    ``lasting_place`` (the place or, of a temporary one, that of the lasting one before it).
    """
    named = episodes.rename(_NAMES).with_columns(
        postcode("HOME_POST").alias("home_post"),
        postcode("PL_POST").alias("place_post"),
        pl.col("end").fill_null(OPEN).alias("until"),
        pl.col("place").is_in(TEMPORARY).fill_null(False).alias("temporary"),
    )
    short_break = pl.col("legal_status").is_in(SHORT_BREAKS).fill_null(False)
    lasting = named.filter((pl.col("start") <= last) & ~short_break).drop("HOME_POST", "PL_POST")
    ordered = lasting.sort(ORDER, nulls_last=True).with_columns(pl.col("child").rle_id().alias("who"))
    numbered = ordered.with_columns(_new_period().alias("begins")).with_columns(
        pl.col("begins").cum_sum().over("who").cast(pl.Int64).alias("period"), pl.col("begins").cum_sum().alias("span")
    )
    return _number_stays(numbered).drop("who", "span", "begins")


def postcode(column: str) -> pl.Expr:
    """A postcode as it is compared: capitals, no space."""
    return pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")


def _new_period() -> pl.Expr:
    """A gap of a day or more begins a new period; overlapping episodes are one."""
    before = pl.col("until").cum_max().shift(1).over("who")
    return before.is_null() | (pl.col("start") > before)


def _number_stays(episodes: pl.DataFrame) -> pl.DataFrame:
    """Number stays with a carer and in a placement; a temporary one counts to the stay before it."""
    numbered = episodes.with_columns(
        (pl.col("temporary").shift(1) & ~pl.col("begins")).fill_null(False).alias("after_temporary"),
        *(_moves(reasons).alias(f"{kind}_moves") for kind, reasons in KINDS.items()),
    ).with_row_index("at")
    lasting = numbered.filter(~pl.col("temporary")).with_columns(_is_return().alias("returned"))
    stays = lasting.select(
        "at",
        pl.col("place").fill_null("").alias("lasting_place"),
        *(_begins(f"{kind}_moves").cum_sum().over("who").cast(pl.Int64).alias(kind) for kind in KINDS),
    )
    return (
        numbered.join(stays, on="at", how="left", maintain_order="left")
        .with_columns(pl.col("carer", "placement", "lasting_place").forward_fill().over("span"))
        .drop("at", "after_temporary", *(f"{kind}_moves" for kind in KINDS))
    )


def _moves(reasons: tuple[str, ...]) -> pl.Expr:
    """How many moves there have been in the period of care so far, those to temporary placements among them."""
    return pl.col("rne").is_in(reasons).fill_null(False).cum_sum().over("span").cast(pl.Int64)


def _is_return() -> pl.Expr:
    """Back, after a temporary placement, in the one before it."""
    same = [pl.col(name).eq_missing(pl.col(name).shift(1)) for name in ("span", "place", "place_post", "urn")]
    return pl.col("after_temporary") & pl.all_horizontal(same)


def _begins(moves: str) -> pl.Expr:
    """Whether a lasting episode begins another stay: there was a move since the lasting one before, and no return.

    So a child who stays on with the carer of a temporary placement has moved. After a gap in the dates the
    stay before goes on where the new episode is no move by its reason.
    """
    earliest = pl.col("who").ne_missing(pl.col("who").shift(1))
    first = pl.col("span").ne_missing(pl.col("span").shift(1))
    has_moved = pl.col(moves) > pl.when(first).then(0).otherwise(pl.col(moves).shift(1))
    return earliest | (first & pl.col("rne").is_null()) | (has_moved & ~pl.col("returned"))
