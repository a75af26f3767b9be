"""The store of objects at a place, and the first word on where a new store keeps its files."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from returnonce.blobs.files import write_atomic
from returnonce.blobs.folder import FolderObjects
from returnonce.blobs.joint import JointObjects
from returnonce.blobs.location import HOME_NAME, read_location, write_location
from returnonce.blobs.object_store import ObjectStore
from returnonce.blobs.place import DATABASE, FOLDER, FilePlace, Location, default_place, parse_place, plain_place
from returnonce.errors import Unavailable, WrongUsage
from returnonce.settings import Settings

#: Keys of sealed cases of an embedded store whose other files are in an object store.
CASE_KEYS = "case-keys"


@lru_cache
def open_place(settings: Settings, place: FilePlace) -> ObjectStore:
    """The objects at a place; nothing is read or written yet.

    Raises:
        WrongUsage: a place that such a store cannot have.
        Unavailable: a folder of another home, which this process would take for its own.
    """
    if place.kind == FOLDER:
        if settings.database_url and place.address and place != _name_folder(settings):
            raise _elsewhere()
        return _open_folder(settings, settings.home)
    if place.kind == DATABASE:
        if settings.database_url is None:
            raise WrongUsage(
                "An embedded store keeps its files in a folder or in an object store.", where="RETURNONCE_BLOBS",
                mend="Leave it out, or set RETURNONCE_DATABASE_URL to a PostgreSQL database.",
            )  # fmt: skip
        from returnonce.blobs.database import DatabaseKeys, DatabaseObjects

        return JointObjects(DatabaseKeys(settings.url), DatabaseObjects(settings.url))
    from returnonce.blobs.s3 import S3Objects

    return JointObjects(_open_keys(settings), S3Objects(place.address, settings))


def _open_keys(settings: Settings) -> ObjectStore:
    if settings.database_url is None:
        return _open_folder(settings, settings.home / CASE_KEYS)
    from returnonce.blobs.database import DatabaseKeys

    return DatabaseKeys(settings.url)


def _open_folder(settings: Settings, folder: Path) -> FolderObjects:
    return FolderObjects(folder, least_room=settings.least_room << 20)


def settle_place(settings: Settings) -> None:
    """Say where a new store keeps its files; refuse to work where the settings or the home say otherwise.

    Raises:
        WrongUsage: the files are kept elsewhere than the settings or the home folder say.
        Unavailable: the store does not answer.
    """
    location = find_location(settings)
    if location is None:
        location = Location(_with_home_name(settings, default_place(settings)))
        open_place(settings, location.place)
        if settings.database_url or location.place.kind != FOLDER:
            write_location(settings, location)
    if settings.blobs and parse_place(settings.blobs) not in {
        plain_place(location.place),
        plain_place(location.source),
    }:
        raise WrongUsage(
            f"The files of this store are kept in {location.place}, and not in {settings.blobs}.",
            where="RETURNONCE_BLOBS",
            mend=f"Set it to {location.place}; or leave it out, and run returnonce blobs move {settings.blobs}.",
        )
    if settings.database_url and location.place.kind == FOLDER and location.source is None:
        _check_home(settings, location)


def forget_place(settings: Settings) -> Settings:
    """The settings for a part of a process that has begun: files may have been moved since, so the store says where."""
    if settings.blobs is None or find_location(settings) is None:
        return settings
    return settings.model_copy(update={"blobs": None})


def find_location(settings: Settings) -> Location | None:
    """Where a store keeps its files, whatever a setting says now; None where there is no store yet.

    Raises:
        Unavailable: the store does not answer.
    """
    location = read_location(settings)
    if location is None and settings.database_url is None and (settings.home / "files").is_dir():
        return Location(FilePlace(FOLDER))
    return location


def _check_home(settings: Settings, location: Location) -> None:
    """Two machines with a folder each would miss each other's files."""
    if not location.place.address:
        # A store from before: whoever has files here is the one that it was used with.
        if not (settings.home / "files").is_dir():
            raise _elsewhere()
        write_location(settings, Location(_with_home_name(settings, location.place)))
    elif location.place != _name_folder(settings):
        raise _elsewhere()


def _name_folder(settings: Settings) -> FilePlace:
    """This home's folder, as it is recorded; of a home without a name, one that no store has."""
    return _with_home_name(settings, FilePlace(FOLDER), make=False)


def _with_home_name(settings: Settings, place: FilePlace, *, make: bool = True) -> FilePlace:
    """A folder is named by its home, where several machines may work on one database."""
    if place.kind != FOLDER or settings.database_url is None:
        return place
    path = settings.home / HOME_NAME
    if make and not path.exists():
        with suppress(FileExistsError):
            write_atomic(path, os.urandom(16).hex().encode(), private=True, only_new=True)
    return FilePlace(FOLDER, path.read_text() if path.exists() else "none")


def name_home(settings: Settings, place: FilePlace) -> FilePlace:
    """A place as it is to be recorded: a folder with the name of this home."""
    return _with_home_name(settings, place)


def _elsewhere() -> Unavailable:
    return Unavailable(
        "The files of this store are in a folder of another home.", where="RETURNONCE_HOME",
        mend="Name that home; or run returnonce blobs move database there, and then no folder is needed.",
    )  # fmt: skip
