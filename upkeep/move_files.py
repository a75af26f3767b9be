"""Moves the files of a store to another place while others go on working, and can be stopped and run again at any time.

From the first moment everybody writes to the new place and looks in both. Each object is then copied, and removed from
where it came from. A key that is destroyed meanwhile is not brought back: what is gone at the old place once it is
copied is removed at the new one too.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import text

from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.blobs import ObjectStore
from returnonce.blobs.joint import holder_of
from returnonce.blobs.location import read_location, write_location
from returnonce.blobs.object_store import open_pieces
from returnonce.blobs.opening import name_home, open_place, settle_place
from returnonce.blobs.place import FilePlace, Location, parse_place
from returnonce.db import transaction
from returnonce.errors import Conflict
from returnonce.progress import show_progress
from returnonce.vault import RECORDS
from upkeep.home_files import FILES

MOVER_LOCK, LOCK_FILE = 0x52454D56, ".moving"


@dataclass(frozen=True)
class MovedFiles:
    """From where to where, and how many objects this run moved."""

    source: FilePlace
    place: FilePlace
    count: int


def move_files(context: AppContext, to: str) -> MovedFiles:
    """Move every file to ``to``: folder, database or s3://bucket/prefix.

    Raises:
        Conflict: files are kept there already, it is not empty, or another move is under way.
        WrongUsage: such a store cannot keep its files there.
        Unavailable: one of the places does not answer; run it again.
    """
    settings, engine = context.settings, context.engine
    with _only_mover(context):
        settle_place(settings)
        place = name_home(settings, parse_place(to))
        location = read_location(settings) or Location(FilePlace("folder"))
        source = location.source or _begin(context, location.place, place)
        if location.source and location.place != place:
            raise Conflict(
                f"Files are being moved to {location.place}.", mend=f"Run blobs move {location.place} first."
            )
        stores = open_place(settings, source), open_place(settings, place)
        count = 0
        while moved := sum(1 for _ in _move_all(*stores)):
            count += moved
        write_location(settings, Location(place))
        stores[0].scrub()
        with transaction(engine) as session:
            details = {"from": str(source), "to": str(place), "files": count}
            audit.record(session, context.clock, act="move-files", subject=str(place), details=details)
    return MovedFiles(source, place, count)


def _begin(context: AppContext, source: FilePlace, place: FilePlace) -> FilePlace:
    """From now on everybody writes to the new place."""
    if source == place:
        raise Conflict(f"The files are kept in {place} already.", mend="There is nothing to move.")
    target = open_place(context.settings, place)
    left = next((name for name in _movable(target, open_place(context.settings, source))), None)
    if left is not None:
        raise Conflict(
            f"{place} is not empty: {left[:60]}.", where=str(place),
            mend="Choose another place, or empty this one: what lies there could be older than what is moved.",
        )  # fmt: skip
    write_location(context.settings, Location(place, source))
    return source


def _move_all(source: ObjectStore, target: ObjectStore) -> Iterator[str]:
    with show_progress("Moving files") as advance:
        for name in _movable(source, target):
            move_object(source, target, name)
            yield name
            advance(1)


def _movable(source: ObjectStore, target: ObjectStore) -> Iterator[str]:
    """What lies in one and does not belong to both: keys of cases can have one place for two stores."""
    for folder in (FILES, RECORDS):
        for each in source.entries(folder):
            if holder_of(source, each.name) != holder_of(target, each.name):
                yield each.name


def move_object(source: ObjectStore, target: ObjectStore, name: str) -> None:
    """Move one object, unless it was removed meanwhile; one that is there already is newer, and stays."""
    pieces = open_pieces(source, name)
    if pieces is None:
        return
    is_copied = target.write(name, pieces, only_new=True)
    if is_copied and source.find(name) is None:
        target.remove(name)
    source.remove(name)


@contextmanager
def _only_mover(context: AppContext) -> Iterator[None]:
    busy = Conflict("Another process moves the files at this moment.", mend="Wait for it.")
    if context.settings.database_url is None:
        context.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(context.home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise busy from error
        finally:
            os.close(handle)
        return
    with closing(context.engine.connect()) as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": MOVER_LOCK}).scalar():
            raise busy
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MOVER_LOCK})
