"""``returnonce backup | restore``: one file with everything, and everything back from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.door import Door, JsonOption, enter
from returnonce.db import make_engine
from upkeep.backup import Backup, back_up
from upkeep.manifest import Manifest
from upkeep.restore import restore

KEYS_APART = (
    "Without the master key no record that is sealed opens again. It is not in the backup, so that whoever finds the"
    " backup cannot read the records, and so that destroying a key destroys them here as well. Keep apart: {keys}."
)


def backup_verb(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write; there must be none of that name.")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the keys in as well: whoever has the file can then read all of it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the store and all its files into one file, while others go on working."""
    door = enter(as_json)
    made = back_up(
        door.settings, make_engine(door.settings.url), door.clock, file,
        ruleset=door.ruleset.hash, with_keys=with_keys, tell=door.talk.say,
    )  # fmt: skip
    _say_backup(door, made)


def restore_verb(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that backup wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Bring a backup back into an empty home and an empty database; every hash is proved before and after."""
    door = enter(as_json)
    done = restore(door.settings, file, tell=door.talk.say)
    kept = done.manifest
    door.talk.data({
        "file": file.name, "sha256": done.digest, "made_at": kept.made_at.isoformat(), "release": kept.release,
        "revision_then": kept.revision, "revision": done.revision, "head": kept.head, "rows": kept.rows,
        "files": len(kept.parts) - len(kept.tables), "tables": kept.tables, "keys": kept.keys,
    })  # fmt: skip
    door.talk.text(f"Back: {_held(kept)} of {kept.made_at:%Y-%m-%d %H:%M} UTC; audit head {kept.head[:12]}.")
    if not kept.keys:
        door.talk.say("Put keys/ back, or set RETURNONCE_MASTER_KEY: no key was in the backup.")
    door.talk.say("Now: returnonce doctor; then purge again what was purged since the backup was made.")


def _say_backup(door: Door, made: Backup) -> None:
    kept = made.manifest
    door.talk.data({
        "file": str(made.path), "sha256": made.digest, "size": made.size, "made_at": kept.made_at.isoformat(),
        "revision": kept.revision, "head": kept.head, "rows": kept.rows, "files": len(kept.parts) - len(kept.tables),
        "gone": list(kept.gone), "keys": kept.keys, "keep_apart": list(made.keys), "audited": made.audited,
    })  # fmt: skip
    door.talk.text(f"{made.path}: {_held(kept)}, {made.size:,} bytes, SHA-256 {made.digest}")
    if kept.gone:
        door.talk.say(
            f"{len(kept.gone)} files that the store names were not there: purged meanwhile, or lost; see the doctor."
        )
    if made.keys and not kept.keys:
        door.talk.say(KEYS_APART.format(keys=", ".join(made.keys)))
    if not made.audited:
        door.talk.say("The audit trail could not take it down: the store cannot be written to now.")


def _held(kept: Manifest) -> str:
    return f"{kept.rows:,} rows and {len(kept.parts) - len(kept.tables):,} files"
