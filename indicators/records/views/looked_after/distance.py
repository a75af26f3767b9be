"""How far from home children are placed, by the grid references of two postcodes."""

from __future__ import annotations

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views.looked_after.stability import find_last_day_episodes

#: Square decimetres in a square metre: a mile is given in decimetres, so that everything stays a whole number.
PER_SQUARE_METRE = 100
SPOT_COLUMNS = {"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64}


def view_distances(records: Records, context: ViewContext, care: pl.DataFrame) -> pl.DataFrame:
    """One row per child looked after on the last day.

    ``both_located`` needs two postcodes and a grid reference for each; without it the two judgements are null.
    """
    spots = context.postcodes if context.postcodes is not None else pl.DataFrame(schema=SPOT_COLUMNS)
    unique = spots.select(*SPOT_COLUMNS).unique("postcode", keep="first", maintain_order=True)
    children = find_last_day_episodes(care, records.period.end).select("child", "home_post", "place_post")
    for side in ("home", "place"):
        named = unique.rename({"postcode": f"{side}_post", "easting": f"{side}_e", "northing": f"{side}_n"})
        children = children.join(named, on=f"{side}_post", how="left", maintain_order="left")
    settings = records.record_set.settings
    far = (settings["distance-miles"] * settings["mile-in-decimetres"]) ** 2
    return children.select(
        "child",
        pl.lit(context.postcodes is not None).alias("references_given"),
        (pl.col("home_post").is_not_null() & pl.col("place_post").is_not_null()).alias("both_postcodes"),
        _square_decimetres().is_not_null().alias("both_located"),
        (_square_decimetres() >= far).alias("far_or_farther"),
        (_square_decimetres() > far).alias("farther"),
    )


def _square_decimetres() -> pl.Expr:
    """The square of the straight line between the two: no root, and so nothing is rounded."""
    east, north = (pl.col(f"home_{way}") - pl.col(f"place_{way}") for way in "en")
    return (east * east + north * north) * PER_SQUARE_METRE
