"""``returnonce blobs show | move``: where the files of the store are kept, and moving them to another place."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.context import JsonOption, open_context
from returnonce.blobs.location import read_location
from returnonce.count_text import format_count
from returnonce.vault import RECORDS
from upkeep.home_files import FILES
from upkeep.move_files import move_files


def show_blobs(as_json: JsonOption = False) -> None:
    """Where the files are kept, how many, and how much they take."""
    context = open_context(as_json).open()
    location = read_location(context.settings)
    place, source = (location.place, location.source) if location else ("folder", None)
    sizes = [each.size for folder in (FILES, RECORDS) for each in context.objects.entries(folder)]
    context.console.data(
        {"place": str(place), "moved_from": str(source) if source else None, "files": len(sizes), "bytes": sum(sizes)}
    )
    context.console.text(f"{place}: {format_count(len(sizes), 'file')}, {format_count(sum(sizes), 'byte')}")
    if source:
        context.console.say(f"They are being moved from {source}; to finish it: returnonce blobs move {place}.")


def move_blobs(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="folder, database or s3://bucket/prefix.")],
    as_json: JsonOption = False,
) -> None:
    """Move the files to a folder, the database or an object store, while others go on working.

    Where it was stopped, run it again: it goes on.
    """
    context = open_context(as_json).open()
    moved = move_files(context, place)
    context.console.data({"from": str(moved.source), "to": str(moved.place), "files": moved.count})
    context.console.text(f"{format_count(moved.count, 'file')} moved from {moved.source} to {moved.place}.")
    context.console.say(f"Where RETURNONCE_BLOBS is set, set it to {moved.place}.")
