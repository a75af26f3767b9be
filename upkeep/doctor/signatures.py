"""Checks of published keys and kept signatures, by which others prove our editions."""

from __future__ import annotations

import json
from collections.abc import Iterator

from exports.bundles.build import FOLDER, check_signatures
from exports.editions.published_editions import PublishedEdition, read_editions
from returnonce.blobs import ObjectStore
from returnonce.blobs.object_store import read_whole
from returnonce.errors import ReturnOnceError
from returnonce.keys.sources import read_key_text
from returnonce.signing_keys import PRIVATE, PUBLISHED, read_key_id, read_public_key
from upkeep.doctor.health_context import HealthContext


def keys(context: HealthContext) -> Iterator[str]:
    """Each published key is what it is named for, and every signature names one of them."""
    key_ids = set()
    for name in _names(context, PUBLISHED):
        try:
            key_ids.add(read_public_key(context.app.objects, name).id)
        except ReturnOnceError:
            yield f"{name}: was altered"
    for name in _names(context, FOLDER):
        if (key_id := _key_of(context.app.objects, name)) is not None and key_id not in key_ids:
            yield f"{name}: the key {key_id[:16]} is not published"


def in_use(context: HealthContext) -> Iterator[str]:
    """The key that signs is there and published, where anything was ever signed."""
    if not _names(context, PUBLISHED):
        return
    try:
        given = read_key_text(context.app.settings, "signing")
        key = read_key_id(context.app.home, given.text if given else None)
    except ReturnOnceError as error:
        yield f"keys/{PRIVATE}: {type(error).__name__}"
        return
    if key not in {name.rpartition("/")[2][:16] for name in _names(context, PUBLISHED)}:
        yield f"keys/{PRIVATE}: {key} is not published"


def signatures(context: HealthContext) -> Iterator[str]:
    """Each kept signature is of its edition."""
    before: dict[tuple[str, str, str], list[PublishedEdition]] = {}
    for edition in read_editions(context.session):
        had = before.setdefault((edition.return_code, edition.area, edition.period), [])
        verdicts = check_signatures(context.app.objects, edition, earlier_editions=had)
        yield from (name for name, good in sorted(verdicts.items()) if not good)
        had.append(edition)


def _names(context: HealthContext, folder: str) -> list[str]:
    return [each.name for each in context.app.objects.entries(f"files/{folder}") if each.name.endswith(".json")]


def _key_of(objects: ObjectStore, name: str) -> str | None:
    try:
        return str(json.loads(read_whole(objects, name))["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
