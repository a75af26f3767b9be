"""Grid references of postcodes, from a file that the operator supplies; none comes with the project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from returnonce.errors import Refused

SCHEMA = {"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64}


@lru_cache(maxsize=2)
def read_postcodes(path: Path) -> pl.DataFrame:
    """Postcodes in capitals without spaces, with easting and northing in metres; the first row of a postcode counts.

    Raises:
        Refused: there is no such file, or it has not these three columns.
    """
    try:
        read = pl.read_csv(path, columns=list(SCHEMA), schema_overrides=SCHEMA)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Refused(
            "The file of grid references cannot be read.",
            where="RETURNONCE_POSTCODES",
            mend="Give a CSV file with the columns postcode, easting and northing, in whole metres.",
        ) from error
    code = pl.col("postcode").str.replace_all(r"\s", "").str.to_uppercase()
    return read.select(code, "easting", "northing").drop_nulls().unique("postcode", keep="first", maintain_order=True)
