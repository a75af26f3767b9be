"""Hashes of the rows that are stored, group by group, to compare with what the audit trail says."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from sqlalchemy.engine import Connection

from returnonce.row_hashes import MODULUS, HashedTable, hash_line, load_table_hashing
from returnonce.row_text import TableShape, read_lines, read_shapes, split_lines

#: The detail of an audit row that takes all rows as they are: those of a store that is older than the binding, or
#: whose tables were changed by a migration.
BEFORE = "rows_before"
#: The same for some tables only, whose rows are bound from then on; those of others stay bound as they were.
TABLES_BEFORE = "rows_before_of"


def hash_groups(connection: Connection, shape: TableShape, hashing: HashedTable) -> dict[str, int]:
    """The hash of each group of a table."""
    at = [shape.columns.index(name) for name in hashing.by]
    if hashing.whole:
        return _hash_rows(connection, shape, at)
    sums: dict[str, int] = {}
    for line in split_lines(read_lines(connection, shape)):
        fields = line.split("\t")
        key = "\t".join(fields[n] for n in at)
        sums[key] = (sums.get(key, 0) + hash_line(line)) % MODULUS
    return sums


def hash_tables(connection: Connection, *, only: Collection[str] | None = None) -> dict[str, str]:
    """One hash over all rows of each bound table that is there, or of some: what ``BEFORE`` holds."""
    totals = {}
    for shape in read_shapes(connection):
        hashing = load_table_hashing().bound.get(shape.name)
        if hashing is not None and (only is None or shape.name in only):
            totals[shape.name] = f"{sum(hash_groups(connection, shape, hashing).values()) % MODULUS:064x}"
    return totals


def _hash_rows(connection: Connection, shape: TableShape, at: list[int]) -> dict[str, int]:
    digests: dict[str, hashlib._Hash] = {}
    for line in split_lines(read_lines(connection, shape)):
        fields = line.split("\t", max(at) + 1)
        key = "\t".join(fields[n] for n in at)
        digests.setdefault(key, hashlib.sha256()).update(line.encode() + b"\n")
    return {key: int(digest.hexdigest(), 16) for key, digest in digests.items()}
