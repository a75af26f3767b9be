"""One hash for each table of a store: the same rows give the same hash on either database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from returnonce.row_text import TableShape, read_lines, read_shapes


def hash_tables_of(store: Connection) -> dict[str, str]:
    """SHA-256 of the rows of each table, in the order of its key."""
    hashes = {}
    for shape in [*read_shapes(store), *_figure_view(store)]:
        digest = hashlib.sha256()
        for chunk in read_lines(store, shape):
            digest.update(chunk)
        hashes[shape.name] = digest.hexdigest()
    return hashes


def _figure_view(store: Connection) -> Iterator[TableShape]:
    """What was a table of its own once."""
    if "figure" in inspect(store).get_view_names():
        columns = tuple(str(column["name"]) for column in inspect(store).get_columns("figure"))
        yield TableShape("figure", columns, ("number",) * len(columns), columns[:6])
