"""One hash for each table of a store: the same rows give the same hash on either database."""

from __future__ import annotations

import hashlib

from sqlalchemy.engine import Connection

from returnonce.row_text import read_lines, read_shapes


def hash_tables_of(store: Connection) -> dict[str, str]:
    """SHA-256 of the rows of each table, in the order of its key."""
    hashes = {}
    for shape in read_shapes(store):
        digest = hashlib.sha256()
        for chunk in read_lines(store, shape):
            digest.update(chunk)
        hashes[shape.name] = digest.hexdigest()
    return hashes
