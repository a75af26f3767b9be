"""``returnonce backup | restore``: one file with everything, and everything back from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.context import Door, JsonOption, enter
from returnonce.db import make_engine
from returnonce.errors import NotFound
from upkeep.backup import Backup, back_up
from upkeep.backup_manifest import Manifest
from upkeep.doctor.check_definitions import load_checks
from upkeep.doctor.examination import Found, examine
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


def doctor(
    only: Annotated[str | None, typer.Option("--only", metavar="CHECK", help="Make this check alone.")] = None,
    checks: Annotated[bool, typer.Option("--checks", help="Only say what is checked; look at nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Look at store, files and settings, change nothing, and say what is wrong and how to mend it."""
    door = enter(as_json)
    if only is not None and only not in {check.code for check in load_checks()}:
        raise NotFound(f"There is no check {only!r}.", where="--only", mend="returnonce doctor --checks lists them.")
    if checks:
        return _say_checks(door)
    found = examine(door.settings, door.clock, door.ruleset, only=only)
    _say_found(door, found)
    raise typer.Exit(1 if any(one.is_bad for one in found) else 0)


def _say_checks(door: Door) -> None:
    door.talk.data(
        [check.model_dump(include={"code", "area", "severity", "title", "means", "mend"}) for check in load_checks()]
    )
    door.talk.table(["check", "severity", "what is checked"], [(c.code, c.severity, c.title) for c in load_checks()])


def _say_found(door: Door, found: list[Found]) -> None:
    door.talk.data([
        {
            "check": one.check.code, "severity": one.check.severity, "state": one.state, "title": one.check.title,
            "count": one.count, "places": list(one.faults),
        } | ({"means": one.check.means, "mend": one.check.mend} if one.state == "fault" else {})
        for one in found
    ])  # fmt: skip
    for one in (one for one in found if one.state == "fault"):
        more = f"\n  and {one.count - len(one.faults):,} more" if one.count > len(one.faults) else ""
        door.talk.text(f"{one.check.severity.upper()} {one.check.code}: not so: {one.check.title}")
        door.talk.text("".join(f"  {place}\n" for place in one.faults).rstrip() + more)
        door.talk.text(f"  What it means: {one.check.means}\n  How to mend it: {one.check.mend}\n")
    counts = {state: sum(one.state == state for one in found) for state in ("sound", "fault", "not-made")}
    bad = sum(one.is_bad for one in found)
    door.talk.text(
        f"{len(found)} checks: {counts['sound']} sound, {counts['fault']} not ({bad} of them errors), "
        f"{counts['not-made']} could not be made."
    )


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
