"""Writes one file with the store and all its files as they were at one moment, while others go on writing.

The store's view is taken first, and the files after it: bytes are kept before the row that names them is written, so
that every file the view names is there by then. Only a purge takes files away; what it took meanwhile is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from mappings.ruleset.app_context import AppContext
from mappings.ruleset.archive import read_archived_ruleset
from returnonce import VERSION, audit
from returnonce.blobs import ObjectStore, StoredObject
from returnonce.blobs.files import sync_folder
from returnonce.blobs.object_store import open_pieces
from returnonce.clock import Clock
from returnonce.db import make_engine, transaction
from returnonce.errors import Conflict, NotFound, Refused, Unavailable
from returnonce.keys.sources import KeyKind, find_key_place, gives_key
from returnonce.progress import track
from returnonce.row_text import read_lines, read_shapes
from returnonce.scratch import scratch
from returnonce.settings import Settings
from returnonce.vault import KEY_FILE
from upkeep import backup_archive
from upkeep.backup_archive import BackupArchive, disk_errors_in_words, make_sure_of_room, write_archive
from upkeep.backup_manifest import FORM, MANIFEST, TABLES, BackupManifest, ManifestPart
from upkeep.file_references import find_named_files
from upkeep.home_files import FILES, KEYS, count_bytes, list_cases, list_home_files
from upkeep.store_snapshot import measure_store, open_snapshot, read_audit_head, read_revision

#: Beside rows and files: the archive's own list of them, and the folder of parts.
MARGIN = 16 << 20


@dataclass(frozen=True)
class Backup:
    """What was written. ``keys``: what must be kept apart; ``audited``: whether the audit trail could take it down."""

    path: Path
    digest: str
    size: int
    manifest: BackupManifest
    keys: tuple[str, ...]
    audited: bool


def back_up(context: AppContext, target: Path, *, with_keys: bool = False) -> Backup:
    """Write a backup to ``target``, wholly or not at all.

    Raises:
        Conflict: there is a file of that name already.
        NotFound: there is no store, or no folder for the backup.
        NoRoom: the disk has not enough room; nothing was written.
        Refused: the store is damaged.
        Unavailable: the store or the disk does not answer.
    """
    _check_target(target)
    # The store as it is: a backup brings no table up to date.
    engine = make_engine(context.settings.url)
    try:
        return _back_up(context, engine, target, with_keys=with_keys)
    finally:
        engine.dispose()


def _back_up(context: AppContext, engine: Engine, target: Path, *, with_keys: bool) -> Backup:
    settings = context.settings
    make_sure_of_room(target.parent, 2 * measure_store(settings, engine) + count_bytes(context.objects) + MARGIN)
    with disk_errors_in_words("The backup"), scratch(target.parent) as folder:
        part = folder / "backup"
        with write_archive(part) as packed, open_snapshot(settings, engine, folder) as store:
            manifest = _write(packed, store, context, with_keys=with_keys)
        digest = backup_archive.prove_archive(part)
        os.link(part, target)
        sync_folder(target.parent)
    audited = _record_backup(engine, context.clock, digest, manifest)
    return Backup(target, digest, target.stat().st_size, manifest, _keys(settings), audited)


def _write(packed: BackupArchive, store: Connection, context: AppContext, *, with_keys: bool) -> BackupManifest:
    schema_revision = read_revision(store)
    if not schema_revision:
        raise NotFound("There is no store here.", mend="returnonce init makes one.")
    made_at, head, names = context.clock.now(), read_audit_head(store), find_named_files(store)
    tables = _write_tables(packed, store)
    missing_files = _write_files(packed, context.objects)
    missing_files += sorted(names - {member.name for member in packed.members})
    for file in list_home_files(context.home, KEYS) if with_keys else ():
        packed.add(file.name, file.chunks(), packed=False)
    parts = tuple(ManifestPart(name=member.name, size=member.size, sha256=member.sha256) for member in packed.members)
    manifest = BackupManifest(
        form=FORM, made_at=made_at, release=VERSION, revision=schema_revision, store=store.dialect.name,
        ruleset=context.ruleset.hash, head=head, tables=tables, keys=with_keys, gone=tuple(missing_files), parts=parts,
    )  # fmt: skip
    packed.add(MANIFEST, [manifest.to_bytes()], packed=True)
    return manifest


def _write_tables(packed: BackupArchive, store: Connection) -> dict[str, int]:
    counts: dict[str, int] = {}
    for shape in track("Writing tables", list(read_shapes(store))):
        packed.add(f"{TABLES}/{shape.name}.tsv", _count_rows(read_lines(store, shape), shape.name, counts), packed=True)
    return counts


def _count_rows(chunks: Iterator[bytes], name: str, counts: dict[str, int]) -> Iterator[bytes]:
    counts[name] = 0
    for chunk in chunks:
        counts[name] += chunk.count(b"\n")
        yield chunk


def _write_files(packed: BackupArchive, objects: ObjectStore) -> list[str]:
    missing_files = []
    for each in track("Writing files", list(objects.entries(FILES))):
        if (pieces := open_pieces(objects, each.name)) is None:
            missing_files.append(each.name)
        else:
            _prove_name(packed.add(each.name, pieces, packed=True).sha256, objects, each.name)
    for folder, case in list_cases(objects).items():
        missing_files += [] if _write_case(packed, objects, folder, case) else [folder]
    return missing_files


def _write_case(packed: BackupArchive, objects: ObjectStore, folder: str, case: list[StoredObject]) -> bool:
    """The files of a case, then its key; False where it is being purged at this moment: its key is left out then."""
    key = f"{folder}/{KEY_FILE}"
    before = open_pieces(objects, key)
    for name in (each.name for each in case if before is not None and each.name != key):
        if (pieces := open_pieces(objects, name)) is None:
            return False
        packed.add(name, pieces, packed=False)
    after = open_pieces(objects, key)
    if before is None or after is None or (data := b"".join(after)) != b"".join(before):
        return False
    packed.add(key, [data], packed=False)
    return True


def _prove_name(digest: str, objects: ObjectStore, name: str) -> None:
    """A file that is kept under its hash still has that hash; one with an ending is named for something else."""
    stem, _, form = name.rpartition("/")[2].partition(".")
    if form == "zip":
        read_archived_ruleset(objects, stem)
    elif not form and stem != digest:
        raise Refused(
            "A kept file was altered, and a backup of it would be worthless.", where=name,
            mend="returnonce doctor names all of them; put each back from an earlier backup.",
        )  # fmt: skip


def _check_target(target: Path) -> None:
    if target.exists():
        raise Conflict(f"There is a file {target.name!r} already.", where="FILE", mend="Give another name.")
    if not target.parent.is_dir():
        raise NotFound("There is no such folder.", where="FILE", mend="Make it first, on another disk than the store.")


def _keys(settings: Settings) -> tuple[str, ...]:
    kinds: tuple[KeyKind, ...] = ("master", "signing")
    from_settings = tuple(find_key_place(settings, kind) for kind in kinds if gives_key(settings, kind))
    return (*from_settings, *(file.name for file in list_home_files(settings.home, KEYS)))


def _record_backup(engine: Engine, clock: Clock, digest: str, manifest: BackupManifest) -> bool:
    """Who may take a copy of everything must leave a trace; a store that cannot be written is copied all the same."""
    details = {"head": manifest.head, "rows": manifest.rows, "files": len(manifest.parts), "keys": manifest.keys}
    try:
        with transaction(engine) as session:
            audit.record(session, clock, act="back-up", subject=digest, details=details)
    except Unavailable:
        return False
    return True
