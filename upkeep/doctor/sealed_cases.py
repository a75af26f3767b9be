"""Checks of sealed cases against what the act that sealed each said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from returnonce.blobs import sha256, sha256_file
from returnonce.vault import FACTS_FILE, KEY_FILE, SEALED
from upkeep.audit_chain import links
from upkeep.doctor.health_context import Patient
from upkeep.doctor.kept_cases import KEPT
from upkeep.home_files import RECORDS


@dataclass(frozen=True)
class Said:
    """Which act sealed a case, and the hash of what it said."""

    row: int
    subject: str
    facts: str


def unaltered(patient: Patient) -> Iterator[str]:
    """Every case that an act sealed, and none purged, has its key and just the files that it was sealed with."""
    for name, said in _said(patient).items():
        if (odd := _odd(patient.home / RECORDS / name[:2] / name, said.facts)) is not None:
            yield f"case {name[:12]}: {odd}, unlike audit row {said.row} says"


def told(patient: Patient) -> Iterator[str]:
    """Every case of records that is kept is one that an act tells of."""
    known = _said(patient)
    yield from (f"case {str(name)[:12]}" for (name,) in patient.rows(KEPT) if name not in known)


def _said(patient: Patient) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for link in links(patient.connection):
        if link.act == "purge":
            said = {name: one for name, one in said.items() if link.subject not in {name, one.subject}}
        elif '"sealed":' in link.details:
            said |= {name: Said(link.id, link.subject, facts) for name, facts in _sealed(link.details).items()}
    return said


def _sealed(details: str) -> dict[str, str]:
    try:
        sealed = json.loads(details)["sealed"]
        return {str(name): str(facts) for name, facts in sealed.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        # Details that were altered break the chain, which is another check's to say.
        return {}


def _odd(folder: Path, facts: str) -> str | None:
    """What is not as it was sealed; None where all of it is."""
    if not (folder / KEY_FILE).is_file():
        return "its key is gone"
    try:
        data = (folder / FACTS_FILE).read_bytes()
    except OSError:
        return f"{FACTS_FILE} is gone"
    if sha256(data) != facts:
        return f"{FACTS_FILE} is altered"
    wanted = json.loads(data).get("sealed", {})
    there = {path.name.removesuffix(SEALED): sha256_file(path) for path in folder.glob(f"*{SEALED}")}
    odd = sorted(label for label in wanted.keys() | there.keys() if wanted.get(label) != there.get(label))
    return f"{odd[0]} is gone, added or altered" if odd else None
