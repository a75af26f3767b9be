"""Random harm done to a store and its files, past the program; each says what it did."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mappings.ruleset.ruleset import Ruleset
from returnonce.audit import AuditRow, _hash
from returnonce.clock import FixedClock
from returnonce.row_hashes import load_table_hashing
from returnonce.settings import Settings
from tests.contexts import make_context
from upkeep.doctor.check_definitions import load_checks
from upkeep.doctor.examination import _make, _vault
from upkeep.doctor.health_context import HealthContext, open_store_to_read

#: The checks that prove what is kept; the others speak of the machine and the day.
PROVING = {"audit-chain", "audit-numbers", "rows-bound", "files-there", "files-unaltered", "rules-kept", "case-there",
           "case-opens", "case-facts", "case-unaltered", "published-heads", "proposed-heads", "signing-keys",
           "signatures"}  # fmt: skip
Harm = Callable[[random.Random, Path], str]


def rows_of(store: sqlite3.Connection, rng: random.Random) -> str:
    """A history table that has rows."""
    tables = load_table_hashing().tables - set(load_table_hashing().changing)
    filled = [name for name in tables if store.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]
    return rng.choice(sorted(filled))


def _columns(store: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    return [(row[1], row[2], bool(row[5])) for row in store.execute(f"PRAGMA table_info({table})")]


def _one_row(store: sqlite3.Connection, table: str, rng: random.Random) -> tuple[str, list[object]]:
    key = [name for name, _, is_key in _columns(store, table) if is_key]
    rows = store.execute(f"SELECT {', '.join(key)} FROM {table}").fetchall()
    return " AND ".join(f"{name} = ?" for name in key), list(rng.choice(rows))


def update(rng: random.Random, home: Path) -> str:
    with sqlite3.connect(home / "store.sqlite3") as store:
        table = rows_of(store, rng)
        where, key = _one_row(store, table, rng)
        others = [(name, kind) for name, kind, is_key in _columns(store, table) if not is_key]
        if not others:
            store.execute(f"DELETE FROM {table} WHERE {where}", key)
            return f"DELETE {table} {key}"
        name, kind = rng.choice(others)
        old = store.execute(f"SELECT {name} FROM {table} WHERE {where}", key).fetchone()[0]
        new: object = (old or 0) + 1 if "INT" in kind.upper() else _altered(str(old or ""), kind, rng)
        if new == old:
            new = 1
        try:
            store.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", [new, *key])
        except sqlite3.IntegrityError:
            # The database itself refused that; another row and column, then.
            store.rollback()
            return update(rng, home)
        return f"UPDATE {table}.{name} {key}: {old!r} -> {new!r}"


def _altered(old: str, kind: str, rng: random.Random) -> object:
    if "DATE" in kind.upper():
        return "2001-01-01 00:00:00.000000" if len(old) > 10 else "2001-01-01"
    return rng.choice([old + " ", old[:-1] if old else "x", old + "\\N"])


def delete(rng: random.Random, home: Path) -> str:
    with sqlite3.connect(home / "store.sqlite3") as store:
        table = rng.choice([rows_of(store, rng), "audit"])
        where, key = _one_row(store, table, rng)
        if table == "audit" and key[0] == store.execute("SELECT max(id) FROM audit").fetchone()[0]:
            key = [1]
        store.execute(f"DELETE FROM {table} WHERE {where}", key)
        return f"DELETE {table} {key}"


def insert(rng: random.Random, home: Path) -> str:
    """A row like another one, under a key that is free."""
    with sqlite3.connect(home / "store.sqlite3") as store:
        for _ in range(100):
            table = rows_of(store, rng)
            columns = [name for name, _, _ in _columns(store, table)]
            where, key = _one_row(store, table, rng)
            row = list(store.execute(f"SELECT * FROM {table} WHERE {where}", key).fetchone())
            for n, (_, kind, _) in enumerate(_columns(store, table)):
                if "INT" in kind.upper() and rng.random() < 0.6:
                    row[n] = rng.randrange(1, 500)
                elif "CHAR" in kind.upper() and rng.random() < 0.6:
                    row[n] = f"{row[n]}{rng.randrange(999)}"
            try:
                store.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(row))})", row)
            except sqlite3.IntegrityError:
                continue
            return f"INSERT {table} {row[:3]}"
    raise AssertionError("no row could be put in")


def swap_audit(rng: random.Random, home: Path) -> str:
    with sqlite3.connect(home / "store.sqlite3") as store:
        last = store.execute("SELECT max(id) FROM audit").fetchone()[0]
        one, two = rng.sample(range(1, last + 1), 2)
        for old, new in ((one, -1), (two, one), (-1, two)):
            store.execute("UPDATE audit SET id = ? WHERE id = ?", (new, old))
        return f"audit rows {one} and {two} exchanged"


def rewrite_tail(rng: random.Random, home: Path) -> str:
    """An act told otherwise, and every hash after it worked out anew, so that the chain itself holds."""
    with sqlite3.connect(home / "store.sqlite3") as store:
        # From before the last edition: what is after it is witnessed by nobody outside yet.
        published = store.execute("SELECT max(id) FROM audit WHERE act = 'publish'").fetchone()[0]
        start = rng.randrange(1, published)
        previous = store.execute("SELECT previous FROM audit WHERE id = ?", (start,)).fetchone()[0]
        rows = store.execute("SELECT id, at, act, subject, details FROM audit WHERE id >= ? ORDER BY id", (start,))
        for number, at, act, subject, details in rows.fetchall():
            from datetime import UTC, datetime

            instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
            told = subject + "x" if number == start else subject
            row = AuditRow(at=instant, act=act, subject=told, details=details, previous=previous, hash="")
            previous, before = _hash(row), previous
            store.execute(
                "UPDATE audit SET subject = ?, previous = ?, hash = ? WHERE id = ?", (told, before, previous, number)
            )
        return f"the trail rewritten from row {start} on"


def _kept(home: Path, rng: random.Random) -> Path:
    paths = [path for folder in ("files", "records") for path in (home / folder).rglob("*") if path.is_file()]
    return rng.choice(sorted(paths))


def flip_bit(rng: random.Random, home: Path) -> str:
    path = _kept(home, rng)
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    data[at] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"bit of {path.relative_to(home)} at {at}"


def remove_file(rng: random.Random, home: Path) -> str:
    path = _kept(home, rng)
    while path.parent.name == "signatures":
        # Nothing is lost with one: it is given anew, the same again.
        path = _kept(home, rng)
    path.unlink()
    return f"{path.relative_to(home)} removed"


HARMS: tuple[Harm, ...] = (update, update, update, delete, insert, swap_audit, rewrite_tail, flip_bit, remove_file)


def proofs(place: Path | Settings, clock: FixedClock, ruleset: Ruleset) -> list[str]:
    """What the proving checks find, with their places; ``place``: a home, or the settings of a store elsewhere."""
    settings = Settings(home=place) if isinstance(place, Path) else place
    with open_store_to_read(settings) as connection:
        from returnonce.row_text import read_shapes

        names = frozenset(shape.name for shape in read_shapes(connection))
        application = make_context(settings=settings, ruleset=replace(ruleset), clock=clock)
        patient = HealthContext(application, connection, names, _vault(settings))
        made = [_make(patient, check) for check in load_checks() if check.code in PROVING]
    return [f"{one.check.code}: {fault}" for one in made for fault in one.faults]


def campaign(home: Path, scratch: Path, clock: FixedClock, ruleset: Ruleset, *, seeds: range) -> list[str]:
    """Each harm on a copy of its own; those that were not found."""
    missed = []
    for seed in seeds:
        rng = random.Random(seed)
        copy = scratch / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(home, copy)
        told = HARMS[seed % len(HARMS)](rng, copy)
        if not proofs(copy, clock, ruleset):
            missed.append(f"{seed}: {told}")
    return missed
