"""Objects in PostgreSQL: rows of a mebibyte at most, so that two machines need nothing else in common.

Each object is written in a transaction of its own, on connections of its own: a transaction of the store that keeps a
file never waits for a connection that others hold while they wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from returnonce.blobs.object_store import PIECE, StoredObject, cut_pieces
from returnonce.db import make_engine
from returnonce.errors import Unavailable
from returnonce.store_errors import make_unavailable

#: The character after a slash: names in a folder lie between the two.
AFTER_SLASH = "0"


@lru_cache
def engine_of(url: str) -> Engine:
    """This process's connections for objects of a database."""
    return make_engine(url)


@contextmanager
def open_connection(url: str) -> Iterator[Connection]:
    """A connection in a transaction, and what goes wrong in words.

    Raises:
        Unavailable: the database does not answer; NoRoom where it is full.
    """
    try:
        with engine_of(url).begin() as connection:
            yield connection
    except DBAPIError as error:
        raise make_unavailable(error) from error


@dataclass(frozen=True)
class DatabaseObjects:
    """Objects in the tables ``object_file`` and ``object_piece``."""

    url: str

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object in one transaction."""
        if only_new and self.find(name) is not None:
            return False
        with open_connection(self.url) as connection, connection.begin_nested() as written:
            is_new = write_object(connection, name, pieces)
            if only_new and not is_new:
                written.rollback()
            return is_new or not only_new

    def check_room(self, size: int) -> None:
        """The database knows its room only when it writes."""

    def read(self, name: str) -> Iterator[bytes]:
        """An object's pieces, each by a query of its own, so that a slow reader holds no connection."""
        query = (
            "SELECT content, size, data FROM object_file LEFT JOIN object_piece USING (content)"
            " WHERE name = :name AND coalesce(position, 0) = 0"
        )
        rows = self._rows(query, name=name)
        if not rows:
            raise FileNotFoundError(name)
        [(content, size, first)] = rows
        if first is not None:
            yield first
        for position in range(1, -(-size // PIECE)):
            query = "SELECT data FROM object_piece WHERE content = :content AND position = :position"
            rows = self._rows(query, content=content, position=position)
            if not rows:
                raise Unavailable(f"{name} was removed while it was read.", mend="Try again.")
            yield rows[0][0]

    def find(self, name: str) -> StoredObject | None:
        """What is known of an object."""
        rows = self._rows("SELECT name, size, written_at FROM object_file WHERE name = :name", name=name)
        return StoredObject(*rows[0]) if rows else None

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The objects of a folder by name."""
        query = "SELECT name, size, written_at FROM object_file WHERE name > :first AND name < :last ORDER BY name"
        rows = self._rows(query, first=f"{folder}/", last=folder + AFTER_SLASH)
        yield from (StoredObject(*row) for row in rows)

    def remove(self, name: str) -> None:
        """Remove an object and its pieces."""
        with open_connection(self.url) as connection:
            contents = "SELECT content FROM object_file WHERE name = :n"
            _run(connection, f"DELETE FROM object_piece WHERE content IN ({contents})", n=name)  # noqa: S608
            _run(connection, "DELETE FROM object_file WHERE name = :n", n=name)

    def scrub(self) -> None:
        """Have the database use the room of dead rows again."""
        vacuum(self.url, "VACUUM object_file", "VACUUM object_piece")

    def list_unfinished(self) -> Iterator[StoredObject]:
        """None: a transaction that was cut off leaves nothing that can be seen."""
        yield from ()

    def _rows(self, query: str, **values: Any) -> Sequence[Any]:
        with open_connection(self.url) as connection:
            rows: Sequence[Any] = _run(connection, query, **values).all()
            return rows


def write_object(connection: Connection, name: str, pieces: Iterable[bytes]) -> bool:
    """Write an object in the caller's transaction; whether there was none of that name."""
    content, size = uuid4().hex, 0
    for position, piece in enumerate(cut_pieces(pieces, PIECE)):
        _run(connection, "INSERT INTO object_piece VALUES (:content, :position, :data)",
             content=content, position=position, data=piece)  # fmt: skip
        size += len(piece)
    while True:
        old = _run(connection, "SELECT content FROM object_file WHERE name = :n FOR UPDATE", n=name).scalar()
        values = {"n": name, "content": content, "size": size}
        if old is not None:
            _run(connection, "DELETE FROM object_piece WHERE content = :old", old=old)
            _run(connection, "UPDATE object_file SET content = :content, size = :size, written_at = clock_timestamp()"
                 " WHERE name = :n", **values)  # fmt: skip
            return False
        # Of two that come first the second waits here for the first.
        if _run(connection, "INSERT INTO object_file VALUES (:n, :content, :size, clock_timestamp())"
                " ON CONFLICT DO NOTHING", **values).rowcount:  # fmt: skip
            return True


@dataclass(frozen=True)
class DatabaseKeys:
    """Keys of sealed cases in a small table of their own, which is written anew after any was destroyed."""

    url: str

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write a key."""
        with open_connection(self.url) as connection:
            return write_key(connection, name, b"".join(pieces), only_new=only_new)

    def check_room(self, size: int) -> None:
        """As for other objects."""

    def read(self, name: str) -> Iterator[bytes]:
        """A key's bytes."""
        with open_connection(self.url) as connection:
            data = _run(connection, "SELECT data FROM object_key WHERE name = :n", n=name).scalar()
        if data is None:
            raise FileNotFoundError(name)
        yield bytes(data)

    def find(self, name: str) -> StoredObject | None:
        """What is known of a key."""
        return next(self._described("name = :n", n=name), None)

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The keys below a folder."""
        return self._described("name > :first AND name < :last", first=f"{folder}/", last=folder + AFTER_SLASH)

    def remove(self, name: str) -> None:
        """Remove a key; :meth:`scrub` makes sure of it."""
        with open_connection(self.url) as connection:
            _run(connection, "DELETE FROM object_key WHERE name = :n", n=name)

    def scrub(self) -> None:
        """Write the table anew: a deleted row stays on its page until then."""
        # The second notes when it was done, which the first does not.
        vacuum(self.url, "VACUUM (FULL) object_key", "VACUUM object_key")

    def list_unfinished(self) -> Iterator[StoredObject]:
        """None."""
        yield from ()

    def _described(self, condition: str, **values: str) -> Iterator[StoredObject]:
        query = f"SELECT name, length(data), written_at FROM object_key WHERE {condition} ORDER BY name"  # noqa: S608
        with open_connection(self.url) as connection:
            rows = _run(connection, query, **values).all()
        yield from (StoredObject(*row) for row in rows)


def write_key(connection: Connection, name: str, data: bytes, *, only_new: bool = False) -> bool:
    """Write a key in the caller's transaction; False where there was one and only a new one was wanted."""
    conflict = "NOTHING" if only_new else "UPDATE SET data = excluded.data, written_at = excluded.written_at"
    query = f"INSERT INTO object_key VALUES (:n, :data, clock_timestamp()) ON CONFLICT (name) DO {conflict}"  # noqa: S608
    return bool(_run(connection, query, n=name, data=data).rowcount)


def vacuum(url: str, *statements: str) -> None:
    """Clear dead rows away. Where somebody holds the table for long, the next time does it.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        with engine_of(url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '10s'")
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("RESET lock_timeout")
    except DBAPIError as error:
        if "lock timeout" not in str(error):
            raise make_unavailable(error) from error


def _run(connection: Connection, query: str, **values: Any) -> Any:
    return connection.execute(text(query), values)
