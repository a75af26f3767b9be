"""Hashes of added rows in the audit row of the act that added them, so that none is altered, added or removed unseen.

``row_hashes.yaml`` says which tables are bound so, and which columns put their rows into groups.

The hash of a group is the sum, modulo 2**256, of the SHA-256 of its rows (as :mod:`returnonce.row_text` writes them),
so that later rows add to it. Groups that are written at once and hold very many rows (``whole``) have the SHA-256 of
all their lines instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, SQLModel

from returnonce.definition_files.base import Definition
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.row_text import ESCAPES, format_line

MODULUS = 1 << 256
_PENDING, _NAMED_BY_ACTS = "rows not yet covered by an audit row", "acts of this transaction"
Groups = dict[str, dict[str, int]]


class HashedTable(Definition):
    """A table whose rows are hashed. ``by``: the columns that form a group; ``whole``: a group is written at once.

    ``stored_in``: the table that holds the rows, where what is hashed is a view of it.
    """

    by: tuple[str, ...]
    whole: bool = False
    stored_in: str = ""


class TableHashing(Definition):
    """Which tables have row hashes, and which have none; every table is in one of the two."""

    bound: dict[str, HashedTable]
    changing: dict[str, str]

    @property
    def tables(self) -> frozenset[str]:
        """Every table of the store."""
        return frozenset({hashing.stored_in or name for name, hashing in self.bound.items()} | set(self.changing))


@cache
def load_table_hashing() -> TableHashing:
    """The tables whose rows are hashed, and the reason for each that is not."""
    path = Path(__file__).with_name("row_hashes.yaml")
    return define(TableHashing, read_yaml(path), where=path.name)


def note_added_rows(session: Session) -> None:
    """From now on take note of every row that this session adds to a bound table."""
    event.listen(session, "after_flush", _note_flushed)
    event.listen(session, "do_orm_execute", _note_inserted)


def note_rows(session: Session, table: str, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Take note of rows that were added past the session: values by column, ``columns`` in the table's order."""
    hashing = load_table_hashing().bound.get(table)
    if hashing is None:
        return
    hashes = _pending_hashes(session).setdefault(table, {})
    for row in rows:
        group = format_line([row.get(name) for name in hashing.by])
        hashes[group] = (hashes.get(group, 0) + hash_line(format_line([row.get(name) for name in columns]))) % MODULUS


def note_changed_row(
    session: Session, table: str, before: Mapping[str, Any], after: Mapping[str, Any], columns: Sequence[str]
) -> None:
    """Take note of a row of a bound table that an act changes: its group's hash then grows by the difference."""
    group = format_line([before.get(name) for name in load_table_hashing().bound[table].by])
    hashes = _pending_hashes(session).setdefault(table, {})
    old, new = (hash_line(format_line([row.get(name) for name in columns])) for row in (before, after))
    hashes[group] = (hashes.get(group, 0) + new - old) % MODULUS


class FrameHash:
    """The hash of a group that is written whole, piece by piece in the order of its key."""

    def __init__(self, *frames: pl.DataFrame) -> None:
        self._digest = hashlib.sha256()
        for frame in frames:
            self.add(frame)

    def add(self, rows: pl.DataFrame) -> None:
        """More rows, with the table's columns in their order."""
        texts = pl.col(pl.String).str.replace_many(list(ESCAPES), list(ESCAPES.values()))
        lines = rows.with_columns(texts).write_csv(
            include_header=False, separator="\t", null_value="\\N", quote_style="never"
        )
        self._digest.update(lines.encode())

    @property
    def value(self) -> int:
        """The number of the group."""
        return int(self._digest.hexdigest(), 16)


def note_frame_hash(session: Session, table: str, group: Mapping[str, Any], frame_hash: FrameHash) -> None:
    """The same for a group that is written whole; ``group`` has the values of its columns."""
    hashing = load_table_hashing().bound[table]
    key = format_line([group[name] for name in hashing.by])
    _pending_hashes(session).setdefault(table, {})[key] = frame_hash.value


def hash_line(line: str) -> int:
    """The number that one row adds to its group."""
    return int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")


def take_hashes(session: Session) -> dict[str, dict[str, str]]:
    """What was noted since the last act, for the audit row of the next one: table, group, hash."""
    hashes: Groups = session.info.pop(_PENDING, {})
    session.info[_NAMED_BY_ACTS] = True
    return {name: {key: f"{value:064x}" for key, value in groups.items()} for name, groups in sorted(hashes.items())}


def has_unbound_rows(session: Session) -> bool:
    """Whether rows were added after the last act of this transaction spoke."""
    return bool(session.info.get(_PENDING)) and bool(session.info.get(_NAMED_BY_ACTS))


def _pending_hashes(session: AnySession) -> Groups:
    hashes: Groups = session.info.setdefault(_PENDING, {})
    return hashes


def _note_flushed(session: AnySession, _context: UOWTransaction) -> None:
    for row in session.new:
        if isinstance(row, SQLModel) and (name := str(row.__tablename__)) in load_table_hashing().bound:
            columns = list(row.__table__.columns.keys())  # type: ignore[attr-defined]
            note_rows(session, name, [{key: getattr(row, key) for key in columns}], columns)  # type: ignore[arg-type]


def _note_inserted(state: ORMExecuteState) -> None:
    if not state.is_insert or not isinstance(state.parameters, list):
        return
    table = getattr(state.statement, "table", None)
    if table is not None and table.name in load_table_hashing().bound:
        note_rows(state.session, table.name, state.parameters, list(table.columns.keys()))  # type: ignore[arg-type]
