"""Checks of published keys and kept signatures, by which others prove our editions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from exports.bundles.build import FOLDER, check_signatures
from exports.editions.published_editions import PublishedEdition, read_editions
from returnonce.errors import ReturnOnceError
from returnonce.signing_keys import PRIVATE, PUBLISHED, read_key_id, read_public_key
from upkeep.doctor.health_context import HealthContext


def keys(context: HealthContext) -> Iterator[str]:
    """Each published key is what it is named for, and every signature names one of them."""
    key_ids = set()
    for path in _files(context, PUBLISHED):
        try:
            key_ids.add(read_public_key(path).id)
        except ReturnOnceError:
            yield f"{_place(context, path)}: was altered"
    for path in _files(context, FOLDER):
        if (key_id := _key_of(path)) is not None and key_id not in key_ids:
            yield f"{_place(context, path)}: the key {key_id[:16]} is not published"


def in_use(context: HealthContext) -> Iterator[str]:
    """The key that signs is there and published, where anything was ever signed."""
    if not _files(context, PUBLISHED):
        return
    configured = context.app.settings.signing_key
    try:
        key = read_key_id(context.app.home, configured.get_secret_value() if configured else None)
    except ReturnOnceError as error:
        yield f"keys/{PRIVATE}: {type(error).__name__}"
        return
    if key not in {path.stem[:16] for path in _files(context, PUBLISHED)}:
        yield f"keys/{PRIVATE}: {key} is not published"


def signatures(context: HealthContext) -> Iterator[str]:
    """Each kept signature is of its edition."""
    before: dict[tuple[str, str, str], list[PublishedEdition]] = {}
    for edition in read_editions(context.session):
        had = before.setdefault((edition.return_code, edition.area, edition.period), [])
        verdicts = check_signatures(context.app.home, edition, earlier_editions=had)
        yield from (_place(context, path) for path, good in sorted(verdicts.items()) if not good)
        had.append(edition)


def _files(context: HealthContext, folder: str) -> list[Path]:
    return sorted((context.app.home / "files" / folder).glob("*.json"))


def _place(context: HealthContext, path: Path) -> str:
    return path.relative_to(context.app.home).as_posix()


def _key_of(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_bytes())["key"])
    except (ValueError, KeyError, TypeError):
        return None
