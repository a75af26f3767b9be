"""Checks of published keys and kept signatures, by which others prove our editions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from exports.bundles.build import FOLDER, check_signatures
from exports.editions.published_editions import PublishedEdition, read_editions
from returnonce.errors import ReturnOnceError
from returnonce.signing_keys import PRIVATE, PUBLISHED, read_key_id, read_public_key
from upkeep.doctor.health_context import Patient


def keys(patient: Patient) -> Iterator[str]:
    """Each published key is what it is named for, and every signature names one of them."""
    known = set()
    for path in _files(patient, PUBLISHED):
        try:
            known.add(read_public_key(path).id)
        except ReturnOnceError:
            yield f"{_place(patient, path)}: was altered"
    for path in _files(patient, FOLDER):
        if (said := _key_of(path)) is not None and said not in known:
            yield f"{_place(patient, path)}: the key {said[:16]} is not published"


def in_use(patient: Patient) -> Iterator[str]:
    """The key that signs is there and published, where anything was ever signed."""
    if not _files(patient, PUBLISHED):
        return
    given = patient.settings.signing_key
    try:
        key = read_key_id(patient.home, given.get_secret_value() if given else None)
    except ReturnOnceError as error:
        yield f"keys/{PRIVATE}: {type(error).__name__}"
        return
    if key not in {path.stem[:16] for path in _files(patient, PUBLISHED)}:
        yield f"keys/{PRIVATE}: {key} is not published"


def signatures(patient: Patient) -> Iterator[str]:
    """Each kept signature is of its edition."""
    before: dict[tuple[str, str, str], list[PublishedEdition]] = {}
    for one in read_editions(patient.session):
        had = before.setdefault((one.return_code, one.area, one.period), [])
        found = check_signatures(patient.home, one, before=had)
        yield from (_place(patient, path) for path, good in sorted(found.items()) if not good)
        had.append(one)


def _files(patient: Patient, folder: str) -> list[Path]:
    return sorted((patient.home / "files" / folder).glob("*.json"))


def _place(patient: Patient, path: Path) -> str:
    return path.relative_to(patient.home).as_posix()


def _key_of(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_bytes())["key"])
    except (ValueError, KeyError, TypeError):
        return None
