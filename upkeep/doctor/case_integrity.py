"""Checks of sealed cases against what the act that sealed each said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from returnonce.blobs import ObjectStore, sha256
from returnonce.blobs.object_store import read_whole
from returnonce.vault import FACTS_FILE, KEY_FILE, SEALED, case_folder
from upkeep.audit_chain import read_links
from upkeep.doctor.blobs import hash_object
from upkeep.doctor.case_retention import KEPT
from upkeep.doctor.health_context import HealthContext


@dataclass(frozen=True)
class RecordedSeal:
    """Which act sealed a case, and the hash of what it said."""

    row: int
    subject: str
    facts: str


def unaltered(context: HealthContext) -> Iterator[str]:
    """Every case that an act sealed, and none purged, has its key and just the files that it was sealed with."""
    for name, seal in _read_recorded(context).items():
        if (odd := _odd(context.app.objects, case_folder(name), seal.facts)) is not None:
            yield f"case {name[:12]}: {odd}, unlike audit row {seal.row} says"


def recorded(context: HealthContext) -> Iterator[str]:
    """Every case of records that is kept is one that an act tells of."""
    names = _read_recorded(context)
    yield from (f"case {str(name)[:12]}" for (name,) in context.rows(KEPT) if name not in names)


def _read_recorded(context: HealthContext) -> dict[str, RecordedSeal]:
    seals: dict[str, RecordedSeal] = {}
    for link in read_links(context.connection):
        if link.act == "purge":
            seals = {name: seal for name, seal in seals.items() if link.subject not in {name, seal.subject}}
        elif '"sealed":' in link.details:
            seals |= {
                name: RecordedSeal(link.id, link.subject, facts)
                for name, facts in _read_sealed_files(link.details).items()
            }
    return seals


def _read_sealed_files(details: str) -> dict[str, str]:
    try:
        sealed = json.loads(details)["sealed"]
        return {str(name): str(facts) for name, facts in sealed.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        # Details that were altered break the chain, which is another check's to say.
        return {}


def _odd(objects: ObjectStore, folder: str, facts: str) -> str | None:
    """What is not as it was sealed; None where all of it is."""
    if objects.find(f"{folder}/{KEY_FILE}") is None:
        return "its key is gone"
    try:
        data = read_whole(objects, f"{folder}/{FACTS_FILE}")
    except FileNotFoundError:
        return f"{FACTS_FILE} is gone"
    if sha256(data) != facts:
        return f"{FACTS_FILE} is altered"
    sealed = json.loads(data).get("sealed", {})
    names = [each.name for each in objects.entries(folder) if each.name.endswith(SEALED)]
    hashes = {name.rpartition("/")[2].removesuffix(SEALED): hash_object(objects, name) for name in names}
    odd = sorted(label for label in sealed.keys() | hashes.keys() if sealed.get(label) != hashes.get(label))
    return f"{odd[0]} is gone, added or altered" if odd else None
