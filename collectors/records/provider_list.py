"""The inspectorate's list of homes and agencies, from a file of the operator's; none comes with the project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from returnonce.errors import Refused

#: Postcodes in capitals without spaces; ``placements`` and ``sectors`` are codes parted by commas.
PROVIDER_SCHEMA = {
    "urn": pl.String, "authority": pl.String, "placements": pl.String, "sectors": pl.String,
    "closed": pl.Date, "postcode": pl.String, "as_of": pl.Date,
}  # fmt: skip
_NAME = "RETURNONCE_PROVIDERS"


@lru_cache(maxsize=2)
def read_providers(path: Path) -> pl.DataFrame:
    """The list as ``PROVIDER_SCHEMA``, one row for each URN.

    Raises:
        Refused: there is no such file, it lacks a column, a date in it is none, it has no date of its own, or a URN
            stands twice.
    """
    try:
        read = pl.read_csv(path, columns=list(PROVIDER_SCHEMA), infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _refused("The list of providers cannot be read", f"the columns {', '.join(PROVIDER_SCHEMA)}") from error
    days = [pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("closed", "as_of")]
    typed = read.with_columns(*days, pl.col("postcode").str.replace_all(r"\s", "").str.to_uppercase())
    for name in ("closed", "as_of"):
        if typed[name].null_count() > read[name].null_count():
            raise _refused(f"A cell of {name} is no date", "dates as YYYY-MM-DD")
    if read.is_empty() or typed["as_of"].has_nulls():
        raise _refused("It is not said of when the list of providers is", "in every row the day as_of which it holds")
    if read["urn"].has_nulls() or read["urn"].is_duplicated().any():
        raise _refused("A URN is blank or stands twice in the list of providers", "one row for each URN")
    return typed.select(list(PROVIDER_SCHEMA))


def _refused(what: str, mend: str) -> Refused:
    return Refused(f"{what}.", where=_NAME, mend=f"Give a CSV file with {mend}.")
