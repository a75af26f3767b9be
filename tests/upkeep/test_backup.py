"""A backup holds everything, comes back on either database, and is refused when a single bit of it is another."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import zipfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from returnonce import audit
from returnonce.blobs.current import CurrentObjects
from returnonce.blobs.object_store import read_whole
from returnonce.db import open_store, reading, transaction
from returnonce.errors import Conflict, NoRoom, NotFound, Refused, Unavailable
from returnonce.settings import Settings
from returnonce.sqlite_reading import RESTORING
from returnonce.vault import open_vault
from tests.contexts import make_context
from tests.upkeep.table_hashes import hash_tables_of
from tests.upkeep.world import RULES, at, live, send
from upkeep.backup import Backup, back_up
from upkeep.backup_archive import DIGEST, write_archive
from upkeep.backup_manifest import MANIFEST, BackupManifest
from upkeep.restore import restore
from upkeep.store_snapshot import open_snapshot

pytestmark = pytest.mark.long


def make(settings: Settings, target: Path, *, with_keys: bool = False) -> Backup:
    return back_up(make_context(settings=settings, ruleset=RULES, clock=at(9)), target, with_keys=with_keys)


def rows(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return hash_tables_of(connection)


def files(settings: Settings) -> dict[str, bytes]:
    objects = CurrentObjects(settings)
    names = [each.name for folder in ("files", "records") for each in objects.entries(folder)]
    return {name: read_whole(objects, name) for name in names}


def elsewhere(settings: Settings, tmp_path: Path, *, other: bool = False) -> Settings:
    """An empty place; on PostgreSQL the same database, emptied."""
    fresh = settings.model_copy(update={"home": tmp_path / "elsewhere"})
    if settings.database_url is None:
        return fresh
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return fresh.model_copy(update={"database_url": None}) if other else fresh


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup to be spoiled in many ways."""
    folder = tmp_path_factory.mktemp("sealed")
    settings = Settings(home=folder / "var")
    engine = open_store(settings)
    live(engine, settings)
    return make(settings, folder / "all.backup").path


@pytest.mark.parametrize("other", [False, True], ids=["the same kind of store", "the other kind of store"])
def test_what_is_backed_up_comes_back(settings: Settings, engine: Engine, tmp_path: Path, other: bool) -> None:
    live(engine, settings)
    before, kept, case = (
        rows(engine),
        files(settings),
        next(iter(make_context(engine, settings=settings).vault.cases())),
    )
    made = make(settings, tmp_path / "all.backup")
    engine.dispose()
    fresh = elsewhere(settings, tmp_path, other=other)
    done = restore(fresh, made.path)
    again = open_store(fresh)
    assert rows(again) == before
    assert files(fresh) == kept
    with reading(again) as session:
        assert audit.find_first_break(session) is None
        assert audit.read_head(session) == done.manifest.head == made.manifest.head
    assert not (fresh.home / "keys").exists()
    shutil.copytree(settings.home / "keys", fresh.home / "keys")
    vault = make_context(again, settings=fresh).vault
    assert vault.read(case.name, vault.labels(case.name)[0])
    # Work goes on where it stopped: numbers that the database gives out do not come twice.
    assert send(again, fresh, ("share,E09000023,FY2011-12,,,1,9,,,,",), 30).accepted
    again.dispose()


def test_the_same_store_gives_the_same_bytes(sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path) -> None:
    live(sqlite_engine, sqlite_settings)
    with zipfile.ZipFile(make(sqlite_settings, tmp_path / "one").path) as first:
        names = first.namelist()
    # The first left its own trace in the audit trail, and no other.
    make(sqlite_settings, tmp_path / "two")
    with zipfile.ZipFile(tmp_path / "one") as first, zipfile.ZipFile(tmp_path / "two") as second:
        assert second.namelist() == names
        assert [n for n in names if first.read(n) != second.read(n)] == ["tables/audit.tsv", MANIFEST]


def test_keys_are_left_out_unless_asked_for(sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path) -> None:
    live(sqlite_engine, sqlite_settings)
    master = (sqlite_settings.home / "keys" / "master.key").read_bytes()
    without = make(sqlite_settings, tmp_path / "without")
    within = make(sqlite_settings, tmp_path / "with", with_keys=True)
    assert without.keys == ("keys/master.key",)
    assert master not in without.path.read_bytes()
    assert master in within.path.read_bytes()
    assert {made.path.stat().st_mode & 0o077 for made in (without, within)} == {0}
    fresh = elsewhere(sqlite_settings, tmp_path)
    restore(fresh, within.path)
    assert (fresh.home / "keys" / "master.key").read_bytes() == master
    assert (fresh.home / "keys" / "master.key").stat().st_mode & 0o077 == 0


def test_a_copy_of_everything_leaves_a_trace(sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path) -> None:
    made = make(sqlite_settings, tmp_path / "all")
    with reading(sqlite_engine) as session:
        act, subject = session.execute(text("SELECT act, subject FROM audit ORDER BY id DESC LIMIT 1")).one()
    assert (act, subject, made.audited) == ("back-up", made.digest, True)


def test_others_write_meanwhile_and_the_view_is_of_one_moment(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    live(engine, settings)
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            send(engine, settings, (f"share,E09000023,FY2009-10,,,{number % 90},100,,,,",), number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make(settings, tmp_path / "while.backup")]
    finally:
        stop.set()
        writer.join()
    engine.dispose()
    assert all(not each.manifest.gone for each in made)
    fresh = elsewhere(settings, tmp_path, other=True)
    restore(fresh, made[-1].path)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data[:-1], "cut short"),
        (lambda data: data[: len(data) // 2], "cut short"),
        (lambda data: data[:10], "cut short"),
        (lambda data: b"", "cut short"),
        (lambda data: data + b"\0", "cut short or altered"),
        (lambda data: data + data, "cut short or altered"),
        (lambda data: b"PK" + data, "cut short or altered"),
        (lambda data: data[100:200] + data[:100] + data[200:], "cut short or altered"),
    ],
    ids=["a byte less", "half", "hardly begun", "empty", "a byte more", "twice", "something before", "moved"],
)  # fmt: skip
def test_a_spoilt_backup_is_refused_and_nothing_is_changed(sealed: Path, tmp_path: Path, spoil, why: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "spoilt"
    path.write_bytes(spoil(sealed.read_bytes()))
    with pytest.raises(Refused, match=why):
        restore(Settings(home=tmp_path / "home"), path)
    assert not (tmp_path / "home").exists()


def test_every_flipped_bit_is_found(sealed: Path, tmp_path: Path) -> None:
    data, path = sealed.read_bytes(), tmp_path / "flipped"
    step = max(1, len(data) // 60)
    for at_byte in (*range(0, len(data), step), len(data) - 1, len(data) - DIGEST):
        flipped = bytearray(data)
        flipped[at_byte] ^= 1 << at_byte % 8
        path.write_bytes(flipped)
        with pytest.raises(Refused):
            restore(Settings(home=tmp_path / "home"), path)
    assert not (tmp_path / "home").exists()


def forge(sealed: Path, target: Path, change) -> Path:  # type: ignore[no-untyped-def]
    """A backup written anew, with a true digest, by someone who knows the form."""
    with zipfile.ZipFile(sealed) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    with write_archive(target) as made:
        for name, data in change(parts):
            made.add(name, [data], packed=True)
    return target


def _manifest(parts: list[tuple[str, bytes]], **changed: object) -> tuple[str, bytes]:
    told = json.loads(parts[-1][1]) | changed
    return MANIFEST, BackupManifest.model_validate(told).to_bytes()


def _tables(parts: list[tuple[str, bytes]]) -> dict[str, int]:
    tables: dict[str, int] = json.loads(parts[-1][1])["tables"]
    return tables


def _with(parts: list[tuple[str, bytes]], name: str, data: bytes) -> list[tuple[str, bytes]]:
    from returnonce.blobs import sha256

    document = json.loads(parts[-1][1])
    document["parts"].append({"name": name, "size": len(data), "sha256": sha256(data)})
    return [*parts[:-1], (name, data), (MANIFEST, json.dumps(document).encode())]


def _rehashed(parts: list[tuple[str, bytes]], name: str, change) -> list[tuple[str, bytes]]:  # type: ignore[no-untyped-def]
    from returnonce.blobs import sha256

    held = {key: change(data) if key == name else data for key, data in parts}
    document = json.loads(held[MANIFEST])
    for part in document["parts"]:
        part |= {"size": len(held[part["name"]]), "sha256": sha256(held[part["name"]])}
    return [*((key, data) for key, data in held.items() if key != MANIFEST), (MANIFEST, json.dumps(document).encode())]


FORGERIES = {
    "members in another order": lambda parts: [parts[1], parts[0], *parts[2:]],
    "a member left out": lambda parts: parts[1:],
    "a member too many": lambda parts: [("files/received/aa/" + "a" * 64, b"more"), *parts],
    "no manifest": lambda parts: parts[:-1],
    "a manifest that is none": lambda parts: [*parts[:-1], (MANIFEST, b"{}")],
    "another form": lambda parts: [*parts[:-1], _manifest(parts, form=99)],
    "a schema of tomorrow": lambda parts: [*parts[:-1], _manifest(parts, revision="9999")],
    "another head": lambda parts: [*parts[:-1], _manifest(parts, head="a" * 64)],
    "another count": lambda parts: [*parts[:-1], _manifest(parts, tables=_tables(parts) | {"audit": 1})],
    "a way out": lambda parts: _with(parts, "files/received/../../../out", b"x"),
    "an absolute way out": lambda parts: _with(parts, "/tmp/out", b"x"),
    "over the store": lambda parts: _with(parts, "store.sqlite3", b"x"),
    "a hidden file": lambda parts: _with(parts, "keys/.ssh", b"x"),
    "an audit row less": lambda parts: _rehashed(parts, "tables/audit.tsv", lambda data: data.partition(b"\n")[2]),
    "an audit row altered": lambda parts: _rehashed(parts, "tables/audit.tsv", lambda d: d.replace(b"isham", b"ishan")),
    "an instant that is none": lambda parts: _rehashed(parts, "tables/audit.tsv", lambda d: d.replace(b"2011-", b"x-")),
    "an unknown escape": lambda parts: _rehashed(parts, "tables/batch.tsv", lambda d: d.replace(b"lewisham", b"\\0")),
    "a manifest without an end": lambda parts: [*parts[:-1], (MANIFEST, b"[" * 200_000)],
    "rows that do not fit": lambda parts: _rehashed(parts, "tables/finding.tsv", lambda data: data + b"1\t2\n"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_backup_is_refused_and_leaves_no_store(sealed: Path, tmp_path: Path, forgery: str) -> None:
    path = forge(sealed, tmp_path / "forged", FORGERIES[forgery])
    with pytest.raises((Refused, Unavailable)):
        restore(Settings(home=tmp_path / "home"), path)
    assert not any((tmp_path / "home").glob("*"))
    assert not (tmp_path / "out").exists()


def test_a_member_that_cannot_be_unpacked_is_refused(sealed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(sealed) as packed:
        entry = max(packed.infolist(), key=lambda each: each.compress_size)
    data = bytearray(sealed.read_bytes())
    start = entry.header_offset + 30 + len(entry.filename) + 40
    data[start : start + 200] = b"\xff" * 200
    (tmp_path / "forged").write_bytes(data[:-DIGEST] + hashlib.sha256(data[:-DIGEST]).hexdigest().encode())
    with pytest.raises(Refused):
        restore(Settings(home=tmp_path / "home"), tmp_path / "forged")


def test_nothing_is_ever_overwritten(settings: Settings, engine: Engine, tmp_path: Path, sealed: Path) -> None:
    live(engine, settings)
    before = rows(engine)
    with pytest.raises(Conflict, match="not empty"):
        restore(settings, sealed)
    if settings.database_url:
        with pytest.raises(Conflict, match="database is not empty"):
            restore(settings.model_copy(update={"home": tmp_path / "fresh"}), sealed)
    assert rows(engine) == before
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with pytest.raises(Conflict, match="already"):
        make(settings, taken)
    assert taken.read_text() == "mine"


def test_a_home_that_is_being_restored_opens_no_store(tmp_path: Path, sealed: Path) -> None:
    home = tmp_path / "home"
    (home / RESTORING / "files").mkdir(parents=True)
    (home / "files" / "received").mkdir(parents=True)
    with pytest.raises(Unavailable, match="being restored"):
        open_store(Settings(home=home))
    restore(Settings(home=home), sealed)
    assert not (home / RESTORING).exists()
    open_store(Settings(home=home)).dispose()


def test_a_disk_without_room_is_told_before_anything_is_written(
    sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))  # type: ignore[attr-defined]
    with pytest.raises(NoRoom):
        make(sqlite_settings, tmp_path / "all")
    assert list(tmp_path.iterdir()) == [sqlite_settings.home]


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda home: (home / "store.sqlite3").unlink(), NotFound),
        (lambda home: _first(home, "files/received").write_bytes(b"altered"), Refused),
        (lambda home: _garble(home / "store.sqlite3"), Refused),
    ],
    ids=["no store", "a kept file altered", "a damaged store"],
)
def test_what_is_not_sound_is_not_backed_up(
    sqlite_settings: Settings,
    sqlite_engine: Engine,
    tmp_path: Path,
    spoil,
    error: type[Exception],  # type: ignore[no-untyped-def]
) -> None:
    live(sqlite_engine, sqlite_settings)
    spoil(sqlite_settings.home)
    with pytest.raises((error, Unavailable)):
        make(sqlite_settings, tmp_path / "all")
    assert not (tmp_path / "all").exists()


def test_a_purged_case_is_said_to_be_gone(sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path) -> None:
    live(sqlite_engine, sqlite_settings)
    vault = open_vault(sqlite_settings.home)
    [case] = [each for each in vault.cases() if each.kind != "refused"]
    vault.destroy(case.name)
    assert make(sqlite_settings, tmp_path / "all").manifest.gone == (f"records/{case.name[:2]}/{case.name}/key",)


def _first(home: Path, folder: str) -> Path:
    return next(path for path in sorted((home / folder).rglob("*")) if path.is_file())


def _garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at_byte in range(len(data) // 2, len(data) // 2 + 3000):
        data[at_byte] ^= 0x5A
    path.write_bytes(data)


def test_a_transaction_that_is_open_is_not_in_it(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with transaction(engine) as session:
        audit.record(session, at(7), act="half-done", subject="nothing")
        with open_snapshot(settings, engine, tmp_path) as store:
            assert store.execute(text("SELECT count(*) FROM audit")).scalar() == 0
