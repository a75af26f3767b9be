"""``returnonce backup | restore``: one file with everything, and everything back from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import CommandContext, JsonOption, open_context
from returnonce.count_text import format_count
from upkeep.backup import Backup, back_up
from upkeep.backup_manifest import BackupManifest
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
    context = open_context(as_json)
    backup = back_up(context, file, with_keys=with_keys)
    _say_backup(context, backup)


def restore_verb(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that backup wrote.")],
    as_json: JsonOption = False,
) -> None:
    """Bring a backup back into an empty home and an empty database; every hash is proved before and after."""
    context = open_context(as_json)
    restored = restore(context.settings, file)
    manifest = restored.manifest
    context.console.data({
        "file": file.name, "sha256": restored.digest, "made_at": manifest.made_at.isoformat(),
        "release": manifest.release, "revision_then": manifest.revision, "revision": restored.revision,
        "head": manifest.head, "rows": manifest.rows,
        "files": len(manifest.parts) - len(manifest.tables), "tables": manifest.tables, "keys": manifest.keys,
    })  # fmt: skip
    context.console.text(
        f"Back: {_contents(manifest)} of {manifest.made_at:%Y-%m-%d %H:%M} UTC; audit head {manifest.head[:12]}."
    )
    if not manifest.keys:
        context.console.say("Put keys/ back, or set RETURNONCE_MASTER_KEY: no key was in the backup.")
    context.console.say("Now: returnonce doctor; then purge again what was purged since the backup was made.")


def _say_backup(context: CommandContext, backup: Backup) -> None:
    manifest = backup.manifest
    context.console.data({
        "file": str(backup.path), "sha256": backup.digest, "size": backup.size, "made_at": manifest.made_at.isoformat(),
        "revision": manifest.revision, "head": manifest.head, "rows": manifest.rows,
        "files": len(manifest.parts) - len(manifest.tables), "gone": list(manifest.gone),
        "keys": manifest.keys, "keep_apart": list(backup.keys), "audited": backup.audited,
    })  # fmt: skip
    context.console.text(f"{backup.path}: {_contents(manifest)}, {backup.size:,} bytes, SHA-256 {backup.digest}")
    if manifest.gone:
        context.console.say(
            f"{len(manifest.gone)} files that the store names were not there: "
            "purged meanwhile, or lost; see the doctor."
        )
    if backup.keys and not manifest.keys:
        context.console.say(KEYS_APART.format(keys=", ".join(backup.keys)))
    if not backup.audited:
        context.console.say("The audit trail could not take it down: the store cannot be written to now.")


def _contents(manifest: BackupManifest) -> str:
    return (
        f"{format_count(manifest.rows, 'row')} and {format_count(len(manifest.parts) - len(manifest.tables), 'file')}"
    )
