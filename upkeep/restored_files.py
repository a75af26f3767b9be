"""Puts the files of a backup where the store is to keep them: each is read back and its hash proved."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from returnonce.blobs import FolderObjects, ObjectStore
from returnonce.blobs.files import write_atomic
from returnonce.blobs.location import PLACE_FILE
from returnonce.blobs.object_store import CASE_KEY
from returnonce.blobs.opening import CASE_KEYS, name_home, open_place
from returnonce.blobs.place import DATABASE, FOLDER, FilePlace, Location, default_place, place_fields
from returnonce.blobs.place_rows import write_row
from returnonce.errors import Conflict, Refused
from returnonce.settings import Settings
from returnonce.vault import RECORDS
from upkeep.backup_archive import BackupMember
from upkeep.home_files import FILES, KEYS


def check_place(settings: Settings, *, is_begun: bool) -> None:
    """Whether files can be put where the store is to keep them. ``is_begun``: what is there is of a stopped restore.

    Raises:
        Conflict: there is something in the bucket already.
        WrongUsage, Unavailable: the settings name no such place, or it does not answer.
    """
    place = default_place(settings)
    objects = open_place(settings, place)
    if place.kind in {FOLDER, DATABASE}:
        return
    bucket: ObjectStore = objects.others  # type: ignore[attr-defined]
    for name in [each.name for folder in (FILES, RECORDS) for each in bucket.entries(folder)]:
        if not is_begun:
            raise Conflict(
                f"{place} is not empty.", where="RETURNONCE_BLOBS",
                mend="Name an empty prefix; nothing here is ever overwritten.",
            )  # fmt: skip
        bucket.remove(name)


def place_files(settings: Settings, stage: Path, members: list[BackupMember], connection: Connection) -> None:
    """Put staged files in their place, in the transaction in which the rows come back; a folder's stay staged.

    Raises:
        Refused: the place gives back something else.
        NoRoom, Unavailable: it does not take them.
    """
    place = default_place(settings)
    if place.kind != FOLDER:
        for member in members:
            if not member.name.startswith(f"{KEYS}/"):
                _put(settings, place, stage, member, connection)
        for folder in (FILES, RECORDS):
            shutil.rmtree(stage / folder, ignore_errors=True)
    _note_place(settings, place, stage, connection)


def _put(settings: Settings, place: FilePlace, stage: Path, member: BackupMember, connection: Connection) -> None:
    pieces = FolderObjects(stage).read(member.name)
    is_key = CASE_KEY.fullmatch(member.name) is not None
    if is_key and settings.database_url is None:
        (stage / CASE_KEYS / member.name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (stage / member.name).rename(stage / CASE_KEYS / member.name)
        return
    if is_key or place.kind == DATABASE:
        written = _put_in_database(connection, member.name, pieces, is_key=is_key)
    else:
        objects = open_place(settings, place)
        objects.write(member.name, pieces)
        written = objects.read(member.name)
    hasher = hashlib.sha256()
    for piece in written:
        hasher.update(piece)
    if hasher.hexdigest() != member.sha256:
        raise Refused(f"{place} did not keep it as it was written.", where=member.name, mend="Use another place.")


def _put_in_database(connection: Connection, name: str, pieces: Iterator[bytes], *, is_key: bool) -> Iterator[bytes]:
    from returnonce.blobs.database import write_key, write_object

    if is_key:
        write_key(connection, name, b"".join(pieces))
        yield connection.execute(text("SELECT data FROM object_key WHERE name = :n"), {"n": name}).scalar_one()
        return
    write_object(connection, name, pieces)
    query = "SELECT data FROM object_piece JOIN object_file USING (content) WHERE name = :n AND position = :at"
    at = 0
    while (data := connection.execute(text(query), {"n": name, "at": at}).scalar()) is not None:
        yield data
        at += 1


def _note_place(settings: Settings, place: FilePlace, stage: Path, connection: Connection) -> None:
    """Where the files are now, and not where they were when the backup was made."""
    if settings.database_url is None:
        if place.kind != FOLDER:
            data = json.dumps([*place_fields(place), None, None]).encode()
            write_atomic(stage / PLACE_FILE, data, private=True)
        return
    connection.execute(text("DELETE FROM object_place"))
    write_row(connection, Location(name_home(settings, place)))
