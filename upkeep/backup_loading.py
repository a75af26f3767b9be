"""Loads rows and files from a proved backup, and proves each once more after it is written."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from returnonce.blobs import sha256_file
from returnonce.db import WRITER_LOCK
from returnonce.errors import NoRoom, Refused, Unavailable
from returnonce.progress import track
from returnonce.row_text import TableShape, load_lines, read_lines, read_shapes
from returnonce.sqlite_reading import MIGRATIONS
from upkeep.audit_chain import find_break
from upkeep.backup_archive import MEND, BackupMember, open_members, unpack
from upkeep.backup_manifest import LARGEST, MANIFEST, TABLES, BackupManifest, read_manifest
from upkeep.home_files import KEYS
from upkeep.store_snapshot import read_audit_head
from upkeep.store_snapshot import read_revision as revision_of


def read_archive_manifest(source: Path) -> BackupManifest:
    """The manifest of a proved archive, and that its members are those it names, in that order, and no other.

    Raises:
        Refused: they are not.
    """
    with open_members(source) as packed:
        entries = packed.infolist()
        if not entries or entries[-1].filename != MANIFEST or entries[-1].file_size > LARGEST:
            raise Refused("It has no manifest at its end.", where=source.name, mend=MEND)
        manifest = read_manifest(packed.read(MANIFEST), where=source.name)
        if [(entry.filename, entry.file_size) for entry in entries[:-1]] != [(p.name, p.size) for p in manifest.parts]:
            raise Refused("Its members are not those of its manifest, in that order.", where=source.name, mend=MEND)
        for member in manifest.members:
            for _ in unpack(packed, member):
                pass
    return manifest


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """A file of the home folder, on the disk; keys for their owner's eyes only."""
    private = path.name == "key" or KEYS in path.parts
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if KEYS in path.parts else 0o777)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(handle, "wb") as target:
        for chunk in chunks:
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())


def prove_file(path: Path, member: BackupMember) -> None:
    """Read back what was written.

    Raises:
        Refused: the disk gives back something else.
    """
    if sha256_file(path) != member.sha256:
        raise Refused("The disk did not keep it as it was written.", where=member.name, mend="Use another disk.")


def lock(connection: Connection) -> None:
    """Of two restores into one database the second waits, and then finds it taken."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})


def load(connection: Connection, packed: zipfile.ZipFile, manifest: BackupManifest) -> str:
    """Schema as it was, rows, proof, then today's schema, in the caller's transaction. The revision at the end.

    Raises:
        Refused: the schema is not known here, or what is there now is not what the backup holds.
    """
    _upgrade(connection, manifest.revision)
    tables = {shape.name: shape for shape in read_shapes(connection)}
    if set(tables) != set(manifest.tables):
        raise Refused("Its tables are not those of its schema.", where=MANIFEST, mend=MEND)
    members = {member.name: member for member in manifest.members}
    for name, shape in track("Loading tables", list(tables.items())):
        member = members.get(f"{TABLES}/{name}.tsv")
        if member is None:
            raise Refused("Its rows are not there.", where=name, mend=MEND)
        _load(connection, shape, packed, member, manifest.tables[name])
    _prove_chain(connection, manifest)
    _upgrade(connection, "head")
    return revision_of(connection)


def has_backup(connection: Connection, manifest: BackupManifest) -> bool:
    """Whether a database has the head and at least the rows of a backup."""
    tables = {shape.name for shape in read_shapes(connection)}
    if not {"audit", "batch"} <= tables or revision_of(connection) != head_revision():
        return False
    return read_audit_head(connection) == manifest.head


def head_revision() -> str:
    """The newest revision of the schema that this release knows."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _load(connection: Connection, shape: TableShape, packed: zipfile.ZipFile, member: BackupMember, rows: int) -> None:
    connection.exec_driver_sql(f"DELETE FROM {shape.name}")  # noqa: S608 (the schema's own name)
    with row_errors_in_words(shape.name), closing(unpack(packed, member)) as chunks:
        count = load_lines(connection, shape, chunks)
    digest = hashlib.sha256()
    for chunk in read_lines(connection, shape):
        digest.update(chunk)
    if (count, digest.hexdigest()) != (rows, member.sha256):
        raise Refused("The rows in the database are not those of the backup.", where=shape.name, mend=MEND)


@contextmanager
def row_errors_in_words(name: str) -> Iterator[None]:
    """A database that does not take the rows of a table, in words."""
    try:
        yield
    except (sqlite3.OperationalError, psycopg.OperationalError) as error:
        raise _unavailable(error) from error
    except (ValueError, sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"Its rows do not fit the table ({type(error).__name__}).", where=name, mend=MEND) from error


def _unavailable(error: Exception) -> Unavailable:
    if isinstance(error, psycopg.errors.DiskFull) or "full" in str(error):
        return NoRoom("What is restored does not fit on the disk.", mend="Make room, and run it again.")
    return Unavailable(f"The database does not take it ({type(error).__name__}).", mend="Run it again.")


def _prove_chain(connection: Connection, manifest: BackupManifest) -> None:
    broken = find_break(connection)
    if broken is not None:
        raise Refused("Its audit trail is broken.", where=f"audit row {broken}", mend="Use an earlier backup.")
    if read_audit_head(connection) != manifest.head:
        raise Refused("Its audit trail does not end where it should.", where="audit", mend=MEND)


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    revisions = {revision.revision for revision in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision not in {"head", *revisions}:
        raise Refused(
            f"Its schema {revision!r} is not known here.", where=MANIFEST,
            mend="Restore it with the release that made it, or a later one.",
        )  # fmt: skip
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
