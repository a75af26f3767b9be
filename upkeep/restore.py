"""Restores a backup into an empty place: proved before anything is written, put in place in one last step.

All is made ready in ``.restoring`` under the home folder. While that folder is there the home is not whole, and no
command opens a store in it; running the restore again begins afresh.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from returnonce.blobs.files import sync_folder
from returnonce.blobs.location import PLACE_FILE
from returnonce.blobs.opening import CASE_KEYS
from returnonce.db import make_engine
from returnonce.errors import Conflict, Refused, ReturnOnceError, Unavailable
from returnonce.progress import show_progress, track
from returnonce.settings import Settings
from returnonce.sqlite_reading import RESTORING
from returnonce.vault import RECORDS
from upkeep import backup_archive, backup_loading
from upkeep.backup_archive import disk_errors_in_words, make_sure_of_room, open_members, unpack
from upkeep.backup_loading import read_archive_manifest, write_file
from upkeep.backup_manifest import TABLES, BackupManifest
from upkeep.home_files import FILES, KEYS, STORE
from upkeep.restored_files import check_place, place_files


@dataclass(frozen=True)
class RestoredBackup:
    """What came back: the backup's digest and manifest, and the schema's revision now."""

    digest: str
    manifest: BackupManifest
    revision: str


def restore(settings: Settings, source: Path) -> RestoredBackup:
    """Put the store and its files back into a home and a database that are empty.

    Raises:
        NotFound: there is no such backup.
        Refused: it was cut short, altered, added to, or is none; nothing was changed.
        Conflict: the home or the database is not empty.
        NoRoom, Unavailable: the disk or the database does not take it; running it again begins afresh.
    """
    with show_progress(f"Proving {source.name} whole"):
        digest = backup_archive.prove_archive(source)
    manifest = read_archive_manifest(source)
    home = settings.home
    engine = make_engine(settings.url)
    try:
        with disk_errors_in_words("What is restored"):
            if _was_finished(home, engine, manifest):
                return _finish(home, digest, manifest, backup_loading.head_revision())
            _check_empty(home, engine, manifest)
            check_place(settings, is_begun=(home / RESTORING).exists())
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            make_sure_of_room(home, sum(part.size for part in manifest.parts) * 2)
            with _clean_up_after_refusal(home):
                revision = _put(settings, engine, source, manifest)
            return _finish(home, digest, manifest, revision)
    except DBAPIError as error:
        raise Unavailable(
            f"The database does not take it ({type(error.orig).__name__}).", mend="Nothing was put in place; try again."
        ) from error
    finally:
        engine.dispose()


def _put(settings: Settings, engine: Engine, source: Path, manifest: BackupManifest) -> str:
    home, stage = settings.home, settings.home / RESTORING
    _clear(home, manifest)
    stage.mkdir()
    with open_members(source) as packed:
        for member in track("Unpacking", list(manifest.members)):
            if not member.name.startswith(f"{TABLES}/"):
                with closing(unpack(packed, member)) as chunks:
                    write_file(stage / member.name, chunks)
                backup_loading.prove_file(stage / member.name, member)
        with _open_target(engine, stage) as connection:
            revision = backup_loading.load(connection, packed, manifest)
            files = [member for member in manifest.members if not member.name.startswith(f"{TABLES}/")]
            place_files(settings, stage, files, connection)
            if engine.dialect.name == "postgresql":
                _move(stage, home)
    if engine.dialect.name == "sqlite":
        _move(stage, home)
    return revision


@contextmanager
def _clean_up_after_refusal(home: Path) -> Iterator[None]:
    """Where it is refused before anything is in its place, the home is as it was."""
    try:
        yield
    except (ReturnOnceError, DBAPIError, OSError):
        if not any((home / name).exists() for name in (FILES, RECORDS, STORE)):
            shutil.rmtree(home / RESTORING, ignore_errors=True)
        raise


@contextmanager
def _open_target(engine: Engine, stage: Path) -> Iterator[Connection]:
    """The transaction in which the rows come back: in a file of its own, or in the database itself."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            backup_loading.lock(connection)
            yield connection
        return
    staged = make_engine(f"sqlite:///{stage / STORE}")
    with staged.execution_options(immediate=True).begin() as connection:
        yield connection
    staged.dispose()


def _move(stage: Path, home: Path) -> None:
    """Everything to its place, the store last of all: without it there is nothing to open."""
    for name in (FILES, RECORDS, CASE_KEYS, PLACE_FILE, KEYS, STORE):
        if (stage / name).exists():
            (stage / name).rename(home / name)
            sync_folder(home)


def _finish(home: Path, digest: str, manifest: BackupManifest, revision: str) -> RestoredBackup:
    shutil.rmtree(home / RESTORING, ignore_errors=True)
    sync_folder(home)
    return RestoredBackup(digest, manifest, revision)


def _check_empty(home: Path, engine: Engine, manifest: BackupManifest) -> None:
    names = [
        name
        for name in (STORE, FILES, RECORDS, CASE_KEYS, *([KEYS] if manifest.keys else []))
        if (home / name).exists()
    ]
    if names and not (home / RESTORING).exists():
        raise Conflict(
            f"The home folder is not empty: {', '.join(names)}.", where="RETURNONCE_HOME",
            mend="Name an empty folder; nothing here is ever overwritten.",
        )  # fmt: skip
    if engine.dialect.name == "postgresql" and _tables(engine):
        raise Conflict(
            "The database is not empty.", where="RETURNONCE_DATABASE_URL",
            mend="Make an empty one; nothing here is ever overwritten.",
        )  # fmt: skip


def _was_finished(home: Path, engine: Engine, manifest: BackupManifest) -> bool:
    """Whether an earlier restore of this backup was stopped between the database's last word and the home's."""
    if engine.dialect.name != "postgresql" or not (home / RESTORING).exists() or not _tables(engine):
        return False
    with engine.connect() as connection:
        return backup_loading.has_backup(connection, manifest)


def _tables(engine: Engine) -> int:
    with engine.connect() as connection:
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        return int(connection.execute(text(query)).scalar() or 0)


def _clear(home: Path, manifest: BackupManifest) -> None:
    """What an earlier restore left that was stopped. It began in an empty place, so all of it is its own."""
    if not (home / RESTORING).exists():
        return
    for name in (STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal"):
        (home / name).unlink(missing_ok=True)
    (home / PLACE_FILE).unlink(missing_ok=True)
    for name in (FILES, RECORDS, CASE_KEYS, *([KEYS] if manifest.keys else []), RESTORING):
        shutil.rmtree(home / name, ignore_errors=True)
    if (home / RESTORING).exists():
        raise Refused("What an earlier restore left cannot be removed.", where=RESTORING, mend="Remove it by hand.")
