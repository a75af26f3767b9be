"""Checks of kept files: present, unaltered, named by the store."""

from __future__ import annotations

from collections.abc import Iterator

from returnonce.blobs import sha256_file
from upkeep.doctor.health_context import Patient
from upkeep.file_references import named_files
from upkeep.home_files import FILES, RECORDS, kept_files

#: Folders of keys and signatures, which no row names; checks of their own prove them.
SIGNING = frozenset({"signing-keys", "signatures"})


def there(patient: Patient) -> Iterator[str]:
    """Every named file is there; records have a check of their own."""
    for name in sorted(named_files(patient.connection)):
        if name.startswith(f"{FILES}/") and not (patient.home / name).is_file():
            yield name


def unaltered(patient: Patient) -> Iterator[str]:
    """Every file under its hash has it, and lies where that hash belongs."""
    for kept in kept_files(patient.home, FILES):
        name, _, form = kept.path.name.partition(".")
        if not form and (sha256_file(kept.path) != name or kept.path.parent.name != name[:2]):
            yield kept.name


def named(patient: Patient) -> Iterator[str]:
    """Every file is one that the store names."""
    known = named_files(patient.connection)
    for kept in kept_files(patient.home, FILES):
        if kept.name not in known and kept.path.parent.name not in SIGNING:
            yield kept.name


def parts(patient: Patient) -> Iterator[str]:
    """Nothing half-written is left."""
    for folder in (FILES, RECORDS):
        for path in sorted((patient.home / folder).rglob(".part-*")):
            yield path.relative_to(patient.home).as_posix()
