"""People told apart: by NHS number, else by the council's own number. Neither leaves the joining.

The source is the page ``5-data-cleaning.md`` of the Department of Health and Social Care; the traced number that it
takes first is derived centrally, and councils lack it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.records.nhs_numbers import is_right_nhs_number, to_digits

NHS, OWN, COUNCIL = "NHS_Number", "LA_Person_Unique_Identifier", "LA_Code"


def identify_persons(events: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """``person`` (UInt32) beside each row, null where nothing says who it is; without the NHS number."""
    number = _read_numbers(events[NHS], only_right=settings["nhs-number-as-person"] == "valid")
    own = pl.col(OWN).str.strip_chars().str.to_uppercase()
    by_council = pl.when(own != "").then(
        pl.concat_str(pl.lit("council "), pl.col(COUNCIL).fill_null(""), pl.lit("_"), own)
    )
    named = events.select(pl.coalesce(number, by_council).alias("name"))["name"]
    numbers = pl.Series("name", named.unique(maintain_order=True).drop_nulls())
    by_name = pl.DataFrame({"name": numbers, "person": pl.arange(len(numbers), eager=True, dtype=pl.UInt32)})
    joined = named.to_frame().join(by_name, on="name", how="left", maintain_order="left")
    return events.drop(NHS).with_columns(joined["person"])


def _read_numbers(numbers: pl.Series, *, only_right: bool) -> pl.Series:
    """NHS numbers as ten digits, each different one looked at once."""
    different = numbers.unique().drop_nulls().to_frame("number")
    right = is_right_nhs_number(pl.col("number")) if only_right else pl.col("number").str.strip_chars() != ""
    digits = pl.concat_str(pl.lit("nhs "), to_digits(pl.col("number")))
    known = different.filter(right).select("number", digits.alias("digits"))
    return numbers.to_frame("number").join(known, on="number", how="left", maintain_order="left")["digits"]
