"""Check: are the stored rows those that the audit trail says were written?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from returnonce.row_hashes import MODULUS, HashedTable, load_table_hashing
from returnonce.row_text import TableShape, read_shapes
from returnonce.stored_row_hashes import BEFORE, hash_groups
from upkeep.audit_chain import links
from upkeep.doctor.health_context import Patient


@dataclass
class Said:
    """What the trail says of a table: the hash of each group, by which row last, and of all that came before."""

    groups: dict[str, int] = field(default_factory=dict)
    by: dict[str, int] = field(default_factory=dict)
    before: int | None = None


def look(patient: Patient) -> Iterator[str]:
    """The check."""
    yield from misfits(patient.connection)


def misfits(connection: Connection) -> Iterator[str]:
    """Each group of rows that is not as its act says, in words that name table, group and act."""
    said = _said(connection)
    for shape in read_shapes(connection):
        if (known := load_table_hashing().bound.get(shape.name)) is not None:
            yield from _compare(shape, known, said.get(shape.name, Said()), hash_groups(connection, shape, known))


def _said(connection: Connection) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for link in links(connection):
        try:
            details = json.loads(link.details)
            if BEFORE in details:
                said = {name: Said(before=int(value, 16)) for name, value in details[BEFORE].items()}
            for name, groups in details.get("rows", {}).items():
                told = said.setdefault(name, Said())
                for key, value in groups.items():
                    told.groups[key] = (told.groups.get(key, 0) + int(value, 16)) % MODULUS
                    told.by[key] = link.id
        except (ValueError, TypeError, AttributeError):
            # An audit row whose details were altered breaks the chain, which is another check's to say.
            continue
    return said


def _compare(shape: TableShape, known: HashedTable, said: Said, there: dict[str, int]) -> Iterator[str]:
    if said.before is not None and sum(there.values()) % MODULUS == (sum(said.groups.values()) + said.before) % MODULUS:
        return
    wrong = 0
    for key in sorted(set(there) | set(said.groups)):
        if said.before is not None and key not in said.groups:
            continue
        if there.get(key, 0) != said.groups.get(key, 0):
            wrong += 1
            yield f"{_named(shape, known, key)}: {_how(said, key, there)}"
    if said.before is not None and not wrong:
        yield f"{shape.name}: a row from before the binding was altered, added or taken away"


def _named(shape: TableShape, known: HashedTable, key: str) -> str:
    return f"{shape.name}, " + ", ".join(f"{n} {v}" for n, v in zip(known.by, key.split("\t"), strict=True))


def _how(said: Said, key: str, there: dict[str, int]) -> str:
    if key not in said.groups:
        return "no act speaks of it"
    if key not in there:
        return f"gone, although audit row {said.by[key]} speaks of it"
    return f"not as audit row {said.by[key]} says"
