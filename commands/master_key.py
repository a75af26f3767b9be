"""``returnonce master-key``: the key that seals records and webhooks' secrets; only fingerprints are ever shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.bundle import NEW_KEY
from commands.context import JsonOption, open_context
from returnonce.count_text import format_count
from returnonce.errors import WrongUsage
from returnonce.keys.rotation import Rotation, replace_lost_key, rotate_master_key
from returnonce.keys.sources import find_key_place
from returnonce.keys.store_keys import SHOWN


def show_master_key(as_json: JsonOption = False) -> None:
    """Which master key the store has, and where this process takes it from."""
    context = open_context(as_json)
    fingerprint, place = context.vault.fingerprint, find_key_place(context.settings, "master")
    context.console.data({"fingerprint": fingerprint, "from": place})
    context.console.text(f"{fingerprint[:SHOWN]}  from {place}")


def rotate_master(
    new: Annotated[Path | None, typer.Option("--new", help=NEW_KEY)] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="The old key is lost for ever: begin anew. What is sealed stays closed.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Seal everything under a new master key; no record is read. Run it again where it was stopped."""
    context = open_context(as_json)
    if lost and new is not None:
        raise WrongUsage("--lost takes the key that is here, or makes one.", where="--new", mend="Leave --new out.")

    if lost:
        rotation = replace_lost_key(context.engine, context.settings, context.clock)
    else:
        rotation = rotate_master_key(context.engine, context.settings, context.clock, new_file=new)
    context.console.data(vars(rotation) | {"file": str(new) if new else None})
    context.console.text(_conclude(rotation))
    source = f"the key in {new}" if new else "keys/master.key of this home folder"
    context.console.say(
        f"Give {source} to every other machine, and start its processes again: with the old key none seals."
    )


def _conclude(rotation: Rotation) -> str:
    if rotation.resumed:
        return f"The rotation to {rotation.now[:SHOWN]} was finished."
    return (
        f"The master key is {rotation.now[:SHOWN]} now; sealed anew just now: "
        f"{format_count(rotation.cases, 'case')} and {format_count(rotation.secrets, 'secret')} of webhooks."
    )
