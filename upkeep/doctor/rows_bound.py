"""Whether the rows that are there are those that the audit trail says were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from returnonce.bound import MODULUS, Bound, hash_of_line, tables
from returnonce.rows import Shape, read_lines, shapes, whole_lines
from upkeep.chain import links

#: The detail of an audit row that takes all rows as they are: those of a store that is older than the binding.
BEFORE = "rows_before"


@dataclass
class Said:
    """What the trail says of a table: the hash of each group, by which row last, and of all that came before."""

    groups: dict[str, int] = field(default_factory=dict)
    by: dict[str, int] = field(default_factory=dict)
    before: int | None = None


def misfits(connection: Connection) -> Iterator[str]:
    """Each group of rows that is not as its act says, in words that name table, group and act."""
    said = _said(connection)
    for shape in shapes(connection):
        if (known := tables().bound.get(shape.name)) is not None:
            yield from _compare(shape, known, said.get(shape.name, Said()), _found(connection, shape, known))


def sums(connection: Connection) -> dict[str, str]:
    """One hash over all rows of each bound table, for the row that takes them as they are."""
    totals = {}
    for shape in shapes(connection):
        if (known := tables().bound.get(shape.name)) is not None:
            total = sum(_found(connection, shape, known).values()) % MODULUS
            totals[shape.name] = f"{total:064x}"
    return totals


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


def _found(connection: Connection, shape: Shape, known: Bound) -> dict[str, int]:
    at = [shape.columns.index(name) for name in known.by]
    if known.whole:
        return _whole(connection, shape, at)
    found: dict[str, int] = {}
    for one in whole_lines(read_lines(connection, shape)):
        fields = one.split("\t")
        key = "\t".join(fields[n] for n in at)
        found[key] = (found.get(key, 0) + hash_of_line(one)) % MODULUS
    return found


def _whole(connection: Connection, shape: Shape, at: list[int]) -> dict[str, int]:
    digests: dict[str, hashlib._Hash] = {}
    for one in whole_lines(read_lines(connection, shape)):
        fields = one.split("\t", max(at) + 1)
        key = "\t".join(fields[n] for n in at)
        digests.setdefault(key, hashlib.sha256()).update(one.encode() + b"\n")
    return {key: int(digest.hexdigest(), 16) for key, digest in digests.items()}


def _compare(shape: Shape, known: Bound, said: Said, found: dict[str, int]) -> Iterator[str]:
    if said.before is not None and sum(found.values()) % MODULUS == (sum(said.groups.values()) + said.before) % MODULUS:
        return
    wrong = 0
    for key in sorted(set(found) | set(said.groups)):
        if said.before is not None and key not in said.groups:
            continue
        if found.get(key, 0) != said.groups.get(key, 0):
            wrong += 1
            yield f"{_named(shape, known, key)}: {_how(said, key, found)}"
    if said.before is not None and not wrong:
        yield f"{shape.name}: a row from before the binding was altered, added or taken away"


def _named(shape: Shape, known: Bound, key: str) -> str:
    return f"{shape.name}, " + ", ".join(f"{n} {v}" for n, v in zip(known.by, key.split("\t"), strict=True))


def _how(said: Said, key: str, found: dict[str, int]) -> str:
    if key not in said.groups:
        return "no act speaks of it"
    if key not in found:
        return f"gone, although audit row {said.by[key]} speaks of it"
    return f"not as audit row {said.by[key]} says"
