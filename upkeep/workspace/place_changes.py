"""Changes to the files of a place that is in use: proved sound before anything is written, and on the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_supposed
from mappings.upgrade.ruleset_versions import RulesetVersion
from returnonce import audit
from returnonce.access.principals import Principal
from returnonce.blobs import write_atomic
from returnonce.db import transaction
from returnonce.definition_files.file_tree import OWN_PLACES, DefinitionFiles
from returnonce.errors import Conflict
from upkeep.backup_archive import disk_errors_in_words
from upkeep.workspace.plan_workspace import read_planned_place

if TYPE_CHECKING:
    from mappings.place.places import Place


@dataclass(frozen=True)
class PlaceChange:
    """``texts``: what the changed files of ``places/<place>/`` would say, by their names. ``what``: in words, for the
    audit trail and for the page that asks. ``before``: hash of all definitions that it was made against. A place
    that is not there yet is made."""

    place: str
    what: str
    texts: Mapping[str, str]
    before: str


def read_place_texts(files: DefinitionFiles, place: str) -> dict[str, str]:
    """The files of a place of one's own, by name; none where it ships or lies in a pack."""
    start = f"{OWN_PLACES}/{place}/"
    own = {path.removeprefix(start): data for path, data in files.content.items() if path.startswith(start)}
    return {name: data.decode("utf-8-sig") for name, data in own.items() if "/" not in name}


def find_place_folder(context: AppContext, place: str) -> Path:
    """The folder that holds a place's files.

    Raises:
        Conflict: the place ships with the program, or lies in a pack.
    """
    folder = context.settings.places / place if context.settings.places else None
    if folder is None or not (folder / "place.yaml").is_file():
        raise Conflict(
            "This place is not kept in the folder of places, so it cannot be changed here.",
            mend="A sample place ships with the program; one that lies in a pack is changed with the pack.",
        )
    return folder


def read_own_place_texts(context: AppContext, place: str) -> dict[str, str]:
    """As :func:`read_place_texts`, of the files in use. Raises as :func:`find_place_folder`."""
    find_place_folder(context, place)
    return read_place_texts(context.read_definition_files(), place)


def _find_folder(context: AppContext, place: str) -> Path:
    if place not in context.ruleset.places and context.settings.places:
        return context.settings.places / place
    return find_place_folder(context, place)


def check_change(context: AppContext, change: PlaceChange) -> Place:
    """The place as it would be.

    Raises:
        Refused: a file would be wrong; names file, row, column and mend.
    """
    texts = read_place_texts(context.read_definition_files(), change.place) | dict(change.texts)
    named = {f"places/{change.place}/{name}": text for name, text in texts.items()}
    return read_planned_place(context.ruleset, change.place, named)


def suppose_change(context: AppContext, change: PlaceChange) -> RulesetVersion:
    """All definitions as they would be.

    Raises:
        Refused: a file would be wrong.
    """
    files = context.read_definition_files()
    changed = {f"{OWN_PLACES}/{change.place}/{name}": text.encode() for name, text in change.texts.items()}
    supposed = DefinitionFiles({**files.content, **changed}, files.lacking)
    return RulesetVersion(change.what, *load_supposed(supposed))


def apply_change(context: AppContext, change: PlaceChange, *, by: Principal) -> AppContext:
    """Write it, and note who did; the context by the definitions of then. The caller checks the right to.

    Raises:
        Conflict: the place's files are not one's own, or other definitions are in use than it was made against.
        Refused: a file would be wrong.
        Unavailable: a file cannot be written.
    """
    folder = _find_folder(context, change.place)
    if context.ruleset.hash != change.before:
        raise Conflict("The definitions were changed meanwhile.", mend="Look at the effects again.")
    check_change(context, change)
    hashes = {name: sha256(text.encode()).hexdigest() for name, text in change.texts.items()}
    with transaction(context.engine) as session:
        details = {"by": by.name, "what": change.what, "files": hashes}
        audit.record(session, context.clock, act="change-place", subject=change.place, details=details)
        with disk_errors_in_words("The place"):
            folder.mkdir(exist_ok=True)
            for name, text in change.texts.items():
                write_atomic(folder / name, text.encode())
    renewed = context.renew()
    _ = renewed.ruleset
    return renewed
