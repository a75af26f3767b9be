"""Grid references of postcodes, from a file that the operator supplies; none comes with the project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl

from returnonce.errors import Refused

#: The authority's GSS code, or WAL, SCO or NIR: only official rules need it.
AUTHORITY = "authority"
SCHEMA = {"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64}


@lru_cache(maxsize=2)
def read_postcodes(path: Path) -> pl.DataFrame:
    """Postcodes in capitals without spaces, with easting and northing in metres; the first row of a postcode counts.

    A fourth column ``authority`` is kept where it is given.

    Raises:
        Refused: there is no such file, or it has not these three columns.
    """
    try:
        headings = pl.read_csv(path, n_rows=0, infer_schema=False).columns
        columns = [*SCHEMA, *(name for name in headings if name == AUTHORITY)]
        read = pl.read_csv(path, columns=columns, schema_overrides=SCHEMA | {AUTHORITY: pl.String})
    except (OSError, pl.exceptions.PolarsError) as error:
        raise Refused(
            "The file of grid references cannot be read.",
            where="RETURNONCE_POSTCODES",
            mend="Give a CSV file with the columns postcode, easting and northing, in whole metres.",
        ) from error
    code = pl.col("postcode").str.replace_all(r"\s", "").str.to_uppercase()
    placed = read.select(code, *columns[1:]).drop_nulls(list(SCHEMA))
    return placed.unique("postcode", keep="first", maintain_order=True)
