"""Checks of kept files: present, unaltered, named by the store."""

from __future__ import annotations

from collections.abc import Iterator

from returnonce.blobs import sha256_file
from upkeep.doctor.health_context import HealthContext
from upkeep.file_references import find_named_files
from upkeep.home_files import FILES, RECORDS, list_home_files

#: Folders of keys and signatures, which no row names; checks of their own prove them.
SIGNING = frozenset({"signing-keys", "signatures"})


def present(context: HealthContext) -> Iterator[str]:
    """Every named file is there; records have a check of their own."""
    for name in sorted(find_named_files(context.connection)):
        if name.startswith(f"{FILES}/") and not (context.app.home / name).is_file():
            yield name


def unaltered(context: HealthContext) -> Iterator[str]:
    """Every file under its hash has it, and lies where that hash belongs."""
    for file in list_home_files(context.app.home, FILES):
        name, _, form = file.path.name.partition(".")
        if not form and (sha256_file(file.path) != name or file.path.parent.name != name[:2]):
            yield file.name


def referenced(context: HealthContext) -> Iterator[str]:
    """Every file is one that the store names."""
    names = find_named_files(context.connection)
    for file in list_home_files(context.app.home, FILES):
        if file.name not in names and file.path.parent.name not in SIGNING:
            yield file.name


def parts(context: HealthContext) -> Iterator[str]:
    """Nothing half-written is left."""
    for folder in (FILES, RECORDS):
        for path in sorted((context.app.home / folder).rglob(".part-*")):
            yield path.relative_to(context.app.home).as_posix()
