"""Rows as text: the same rows give the same bytes on SQLite and PostgreSQL.

The form is PostgreSQL's own for COPY: one line for a row, tabs between values, ``\\N`` for none, a backslash
before what would otherwise be taken for a tab, a line's end or a backslash. Instants are in UTC with six
decimals, truth is 1 or 0, bytes are ``\\x`` and hex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import inspect, text, types
from sqlalchemy.engine import Connection, Inspector

NONE = "\\N"
#: Tables that hold no rows of the store: the schema's own revision, kept files, and a queue.
_NOT_OURS = ("alembic_version", "object_", "procrastinate_", "sqlite_")
_ROWS_AT_ONCE = 5_000
ESCAPES = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_TO_ESCAPE = re.compile(r"[\\\b\f\n\r\t\v]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = {code[1]: char for char, code in ESCAPES.items()}


@dataclass(frozen=True)
class TableShape:
    """A table as the database has it: its columns in order, the kind of each, and its key."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    key: tuple[str, ...]


def read_shapes(connection: Connection) -> list[TableShape]:
    """Every table of the store, each after those that it refers to; the same order on either database."""
    inspector = inspect(connection)
    table_names = [name for name in inspector.get_table_names() if not name.startswith(_NOT_OURS)]
    references = {
        name: {str(key["referred_table"]) for key in inspector.get_foreign_keys(name)} - {name} for name in table_names
    }
    return [_shape(inspector, name) for name in _in_order(references)]


def read_shape(connection: Connection, name: str) -> TableShape:
    """One table as the database has it."""
    return _shape(inspect(connection), name)


def read_lines(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    """The rows of a table in the order of its key, as whole lines, many at once."""
    if connection.dialect.name == "sqlite":
        yield from _read_sqlite(connection, shape)
    else:
        yield from _read_postgres(connection, shape)


def load_lines(connection: Connection, shape: TableShape, lines: Iterable[bytes]) -> int:
    """Append rows as :func:`read_lines` gave them; ``lines`` may be cut anywhere. How many there were."""
    if connection.dialect.name == "sqlite":
        return _load_sqlite(connection, shape, lines)
    return _load_postgres(connection, shape, lines)


def format_line(values: Sequence[Any]) -> str:
    """Values of Python as one line, as the database would give them; without the line's end."""
    return "\t".join(map(_field_text, values))


def split_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Single lines, without their ends, of bytes that were cut anywhere."""
    rest = b""
    for chunk in chunks:
        *complete_lines, rest = (rest + chunk).split(b"\n")
        for line in complete_lines:
            yield line.decode()


def parse_line(line: str) -> list[str | None]:
    """The values of a line as text."""
    return [None if field == NONE else _plain(field) for field in line.split("\t")]


def _shape(inspector: Inspector, name: str) -> TableShape:
    columns = inspector.get_columns(name)
    key = inspector.get_pk_constraint(name)["constrained_columns"]
    return TableShape(name, tuple(c["name"] for c in columns), tuple(_kind(c["type"]) for c in columns), tuple(key))


def _kind(column_type: types.TypeEngine[Any]) -> str:
    for kind, name in (
        (types.Boolean, "truth"),
        (types.DateTime, "instant"),
        (types.Date, "day"),
        (types.Integer, "number"),
        (types.LargeBinary, "bytes"),
    ):
        if isinstance(column_type, kind):
            return name
    return "text"


def _in_order(references: Mapping[str, set[str]]) -> list[str]:
    """Names so that each comes after those it refers to, else by the alphabet."""
    ordered: list[str] = []
    while remaining := sorted(set(references) - set(ordered)):
        ready = [name for name in remaining if references[name] & set(references) <= set(ordered)]
        ordered += ready or remaining
    return ordered


def _read_sqlite(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    order_by = f" ORDER BY {_names(shape.key)}" if shape.key else ""
    query = f"SELECT {_names(shape.columns)} FROM {_name(shape.name)}{order_by}"  # noqa: S608 (the schema's own names)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield "".join(format_line(row) + "\n" for row in rows).encode()
    finally:
        cursor.close()


def _read_postgres(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    columns = ", ".join(map(_postgres_text, shape.columns, shape.kinds))
    kinds = dict(zip(shape.columns, shape.kinds, strict=True))
    keys = [_name(name) + (' COLLATE "C"' if kinds[name] == "text" else "") for name in shape.key]
    order_by = f" ORDER BY {', '.join(keys)}" if keys else ""
    query = f"COPY (SELECT {columns} FROM {_name(shape.name)}{order_by}) TO STDOUT"  # noqa: S608 (the schema's own names)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            yield bytes(block)


def _postgres_text(name: str, kind: str) -> str:
    quoted = _name(name)
    expressions = {
        "instant": f"to_char({quoted} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "truth": f"{quoted}::int",
        "text": f"{quoted}::text",
    }
    return expressions.get(kind, quoted)


def _load_sqlite(connection: Connection, shape: TableShape, lines: Iterable[bytes]) -> int:
    placeholders = ",".join("?" * len(shape.columns))
    statement = f"INSERT INTO {_name(shape.name)} ({_names(shape.columns)}) VALUES ({placeholders})"  # noqa: S608
    driver = connection.connection.driver_connection
    assert driver is not None
    count, rows = 0, []
    for line in split_lines(lines):
        rows.append([_value(field, kind) for field, kind in zip(line.split("\t"), shape.kinds, strict=True)])
        if len(rows) == _ROWS_AT_ONCE:
            driver.executemany(statement, rows)
            count, rows = count + len(rows), []
    driver.executemany(statement, rows)
    return count + len(rows)


def _load_postgres(connection: Connection, shape: TableShape, lines: Iterable[bytes]) -> int:
    connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY {_name(shape.name)} ({_names(shape.columns)}) FROM STDIN") as copy:
            for chunk in lines:
                copy.write(chunk)
        count = int(cursor.rowcount)
        if "id" in shape.columns:
            _count_on(cursor, shape.name)
    return count


def _count_on(cursor: Any, table: str) -> None:
    """Numbers that the database gives out go on after the largest that was loaded."""
    sequence = cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", (_name(table),)).fetchone()[0]
    if sequence:
        newest = (
            f"SELECT setval(%s, (SELECT COALESCE(MAX(id), 1) FROM {_name(table)}), EXISTS (SELECT FROM {_name(table)}))"  # noqa: S608
        )
        cursor.execute(newest, (sequence,))


def _field_text(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, str):
        return _TO_ESCAPE.sub(lambda match: ESCAPES[match[0]], value) if _TO_ESCAPE.search(value) else value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return str(value)


def _value(field: str, kind: str) -> Any:
    if field == NONE:
        return None
    field = _plain(field)
    return bytes.fromhex(field.removeprefix("\\x")) if kind == "bytes" else field


def _plain(field: str) -> str:
    return _ESCAPED.sub(lambda match: _PLAIN[match[1]], field) if "\\" in field else field


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(_name, names))
