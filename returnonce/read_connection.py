"""Reads the store by plain SQL, as frames; needs neither the ORM nor a driver that is not already open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from sqlmodel import Session

ReadSource: TypeAlias = "Session | ReadConnection"
Schema: TypeAlias = "Mapping[str, pl.DataType | type[pl.DataType]]"


@dataclass(frozen=True)
class ReadConnection:
    """The driver's own connection, in its transaction, and which database it is of: ``sqlite`` or ``postgresql``."""

    dialect: str
    driver: Any

    @classmethod
    def of(cls, source: ReadSource) -> ReadConnection:
        """The connection of a session, which sees what the session has added; a connection stays what it is."""
        if isinstance(source, ReadConnection):
            return source
        source.flush()
        return cls(source.get_bind().dialect.name, source.connection().connection.driver_connection)

    def fetch(self, query: str, schema: Schema, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """A query's rows, its columns in the order of ``schema``; ``?`` marks parameters on both databases."""
        if self.dialect != "sqlite":
            return pl.DataFrame(self.fetch_rows(query, parameters), schema=schema, orient="row")
        instants = [name for name, dtype in schema.items() if isinstance(dtype, pl.Datetime)]
        frame = pl.DataFrame(
            self.fetch_rows(query, parameters), schema={**schema, **dict.fromkeys(instants, pl.String)}, orient="row"
        )
        return (
            frame
            if not instants
            else frame.with_columns(pl.col(instants).str.to_datetime("%F %T%.f", time_unit="us", time_zone="UTC"))
        )

    def fetch_rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A query's rows as the driver gives them, instants of SQLite as texts; ``?`` as for :meth:`fetch`."""
        if self.dialect == "sqlite":
            parameters = [format_instant(value) if isinstance(value, datetime) else value for value in parameters]
        else:
            query = query.replace("%", "%%").replace("?", "%s")
        cursor = self.driver.cursor()
        try:
            rows: list[tuple[Any, ...]] = cursor.execute(query, parameters).fetchall()
        finally:
            cursor.close()
        return rows

    def words_in(self, column: str) -> str:
        """A condition with one parameter, a JSON list of texts: that the column holds one of them."""
        values = {"sqlite": "value FROM json_each(?)", "postgresql": "* FROM json_array_elements_text(?::json)"}
        return f"{column} IN (SELECT {values[self.dialect]})"


def format_instant(at: datetime) -> str:
    """An instant as SQLite has it: text in UTC, so that the order of texts is that of instants."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def numbers_in(column: str, numbers: Sequence[int]) -> str:
    """A condition: that the column holds one of our own whole numbers, so that no text of a user is part of it."""
    return f"{column} IN ({','.join(str(int(number)) for number in numbers) or 'NULL'})"
