"""Checks of kept files: present, unaltered, named by the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from returnonce.blobs import ObjectStore
from upkeep.doctor.health_context import HealthContext
from upkeep.file_references import find_named_files
from upkeep.home_files import FILES

#: Folders of keys and signatures, which no row names; checks of their own prove them.
SIGNING = frozenset({"signing-keys", "signatures"})


def present(context: HealthContext) -> Iterator[str]:
    """Every named file is there; records have a check of their own."""
    names = {each.name for each in context.app.objects.entries(FILES)}
    for name in sorted(find_named_files(context.connection)):
        if name.startswith(f"{FILES}/") and name not in names:
            yield name


def unaltered(context: HealthContext) -> Iterator[str]:
    """Every file under its hash has it, and lies where that hash belongs."""
    for each in context.app.objects.entries(FILES):
        *_, folder, file = each.name.split("/")
        name, _, form = file.partition(".")
        if not form and (hash_object(context.app.objects, each.name) != name or folder != name[:2]):
            yield each.name


def hash_object(objects: ObjectStore, name: str) -> str | None:
    """The hash of an object, read in pieces; None where it is gone by now."""
    hasher = hashlib.sha256()
    try:
        for piece in objects.read(name):
            hasher.update(piece)
    except FileNotFoundError:
        return None
    return hasher.hexdigest()


def referenced(context: HealthContext) -> Iterator[str]:
    """Every file is one that the store names."""
    names = find_named_files(context.connection)
    for each in context.app.objects.entries(FILES):
        if each.name not in names and each.name.split("/")[-2] not in SIGNING:
            yield each.name


def parts(context: HealthContext) -> Iterator[str]:
    """Nothing half-written is left."""
    yield from (each.name for each in context.app.objects.list_unfinished())
