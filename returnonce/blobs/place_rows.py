"""The row of PostgreSQL that says where a store keeps its files; the newest holds."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from returnonce.blobs.place import Location, make_location, place_fields

NEWEST = "SELECT kind, address, source_kind, source_address FROM object_place ORDER BY id DESC LIMIT 1"


def read_row(connection: Connection) -> Location | None:
    """The newest row; None where there is none, or no table yet."""
    try:
        with connection.begin_nested():
            row = connection.execute(text(NEWEST)).one_or_none()
    except ProgrammingError:
        return None
    return None if row is None else make_location(row.kind, row.address, row.source_kind, row.source_address)


def write_row(connection: Connection, location: Location) -> None:
    """Add a row in the caller's transaction."""
    names = ("kind", "address", "source_kind", "source_address")
    values = dict(zip(names, (*place_fields(location.place), *place_fields(location.source)), strict=True))
    query = (
        "INSERT INTO object_place (kind, address, source_kind, source_address, since)"
        " VALUES (:kind, :address, :source_kind, :source_address, now())"
    )
    connection.execute(text(query), values)
