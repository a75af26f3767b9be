"""Job: write a backup into the folder that the settings name, and let go of the oldest beyond those to be kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mappings.ruleset.app_context import AppContext
from returnonce.errors import NotFound
from upkeep.backup import back_up

#: A backup's name: the instant (UTC) that it was due, so that a second try writes no second one.
NAME, PATTERN = "returnonce-%Y-%m-%dT%H%MZ.backup", "returnonce-????-??-??T????Z.backup"


def make_backup(context: AppContext, slot: datetime) -> str:
    """The job: what was written, and how many old ones were removed.

    Raises:
        NotFound: the folder is not there. It is never made here: where a disk is not mounted, the backup would lie
            on the very disk that it is to outlive.
    """
    folder = context.settings.backups
    if folder is None:
        return "no folder is named for backups"
    if not folder.is_dir():
        raise NotFound("The folder for backups is not there.", where="RETURNONCE_BACKUPS", mend="Mount or make it.")
    target = folder / f"{slot:{NAME}}"
    if target.exists():
        return f"{target.name} is there"
    backup = back_up(context, target)
    removed = _remove_old(folder, context.settings.backups_kept)
    return f"{target.name}, {backup.size:,} bytes, SHA-256 {backup.digest[:12]}; {removed} older removed"


def _remove_old(folder: Path, most: int) -> int:
    """How many were removed; only those that this job named, and only once a newer one is whole."""
    old = sorted(folder.glob(PATTERN))[:-most]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
