"""Check: are the stored rows those that the audit trail says were written?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection
from sqlmodel import Session

from indicators.figures.segment_hashes import hash_figures
from returnonce.read_connection import ReadConnection
from returnonce.row_hashes import MODULUS, load_table_hashing
from returnonce.row_text import read_shapes
from returnonce.stored_row_hashes import BEFORE, TABLES_BEFORE, hash_groups
from upkeep.audit_chain import read_links
from upkeep.doctor.health_context import HealthContext


@dataclass
class RecordedHashes:
    """What the trail says of a table: the hash of each group, by which row last, and of all that came before."""

    groups: dict[str, int] = field(default_factory=dict)
    by: dict[str, int] = field(default_factory=dict)
    before: int | None = None


def look(context: HealthContext) -> Iterator[str]:
    """The check."""
    yield from find_misfits(context.connection)


def find_misfits(connection: Connection) -> Iterator[str]:
    """Each group of rows that is not as its act says, in words that name table, group and act."""
    recorded = _read_recorded(connection)
    for shape in read_shapes(connection):
        if (hashing := load_table_hashing().bound.get(shape.name)) is not None:
            yield from _compare(shape.name, recorded, hash_groups(connection, shape, hashing))
        if shape.name == "segment":
            yield from _compare("figure", recorded, hash_figures(ReadConnection.of(Session(connection))))


def _read_recorded(connection: Connection) -> dict[str, RecordedHashes]:
    recorded: dict[str, RecordedHashes] = {}
    for link in read_links(connection):
        try:
            details = json.loads(link.details)
            if BEFORE in details:
                recorded = _before(details[BEFORE])
            recorded |= _before(details.get(TABLES_BEFORE, {}))
            for name, groups in details.get("rows", {}).items():
                of_table = recorded.setdefault(name, RecordedHashes())
                for key, value in groups.items():
                    of_table.groups[key] = (of_table.groups.get(key, 0) + int(value, 16)) % MODULUS
                    of_table.by[key] = link.id
        except (ValueError, TypeError, AttributeError):
            # An audit row whose details were altered breaks the chain, which is another check's to say.
            continue
    return recorded


def _before(hashes: Mapping[str, str]) -> dict[str, RecordedHashes]:
    return {name: RecordedHashes(before=int(value, 16)) for name, value in hashes.items()}


def _compare(table: str, recorded_hashes: dict[str, RecordedHashes], stored_hashes: dict[str, int]) -> Iterator[str]:
    recorded = recorded_hashes.get(table, RecordedHashes())
    if (
        recorded.before is not None
        and sum(stored_hashes.values()) % MODULUS == (sum(recorded.groups.values()) + recorded.before) % MODULUS
    ):
        return
    wrong = 0
    for key in sorted(set(stored_hashes) | set(recorded.groups)):
        if recorded.before is not None and key not in recorded.groups:
            continue
        if stored_hashes.get(key, 0) != recorded.groups.get(key, 0):
            wrong += 1
            yield f"{_describe_row(table, key)}: {_describe_difference(recorded, key, stored_hashes)}"
    if recorded.before is not None and not wrong:
        yield f"{table}: a row from before the binding was altered, added or taken away"


def _describe_row(table: str, key: str) -> str:
    by = load_table_hashing().bound[table].by
    return f"{table}, " + ", ".join(f"{n} {v}" for n, v in zip(by, key.split("\t"), strict=True))


def _describe_difference(recorded: RecordedHashes, key: str, stored_hashes: dict[str, int]) -> str:
    if key not in recorded.groups:
        return "no act speaks of it"
    if key not in stored_hashes:
        return f"gone, although audit row {recorded.by[key]} speaks of it"
    return f"not as audit row {recorded.by[key]} says"
