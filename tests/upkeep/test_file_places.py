"""A store lives its whole life with its files in any place: backed up, restored anywhere, purged, looked at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from collectors.records.purge import find_named, purge
from mappings.ruleset.app_context import AppContext
from returnonce.blobs.opening import open_place, settle_place
from returnonce.blobs.place import default_place
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading
from returnonce.errors import Conflict, NotFound
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.returnonce.blobs.buckets import BUCKET, empty_bucket, s3_client, s3_server
from tests.stores import PostgresServer
from tests.upkeep.test_backup import files, make
from tests.upkeep.world import RULES, at, grow
from upkeep import restored_files
from upkeep.doctor import environment
from upkeep.doctor.examination import examine
from upkeep.restore import restore

pytestmark = pytest.mark.long

__all__ = ["s3_server"]
BUCKET_PLACE = f"s3://{BUCKET}/files"
ON_POSTGRES = pytest.mark.postgres
NAMES = (
    "sqlite folder", "postgresql database", f"sqlite {BUCKET_PLACE}", "postgresql folder", f"postgresql {BUCKET_PLACE}",
)  # fmt: skip
PLACES = [pytest.param(name, marks=ON_POSTGRES if name.startswith("postgresql") else ()) for name in NAMES]
#: Where the backup of each comes back.
NEXT = dict(zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True))


@pytest.fixture(autouse=True)
def no_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small world leaves parts of a ruleset out, which is not looked at here."""
    monkeypatch.setattr(environment, "check_catalogue", lambda _: [])


def settings_of(request: pytest.FixtureRequest, name: str, home: Path) -> Settings:
    """Settings of an empty store, and of an empty bucket."""
    database, place = name.split()
    settings = Settings(home=home, blobs=place)
    if database == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        server.empty()
        settings = settings.model_copy(update={"database_url": server.url})
    return empty_bucket(request.getfixturevalue("s3_server"), settings)


@pytest.fixture(params=PLACES)
def lived(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[AppContext, FixedClock]]:
    """A store in which something of every kind happened."""
    settings = settings_of(request, request.param, tmp_path / "var")
    engine = open_store(settings)
    settle_place(settings)
    clock = grow(engine, settings)
    yield make_context(engine, settings=settings, ruleset=RULES, clock=clock), clock
    engine.dispose()


def faults(context: AppContext) -> dict[str, tuple[str, ...]]:
    return {each.check.code: each.faults for each in examine(context) if each.is_bad or ("file" in each.check.code
            and each.state == "fault")}  # fmt: skip


@pytest.mark.postgres
def test_it_lies_there_alone_is_sound_and_comes_back_elsewhere(
    lived: tuple[AppContext, FixedClock], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    context, clock = lived
    place = default_place(context.settings)
    on_disk = {path.relative_to(context.home).parts[0] for path in context.home.rglob("*") if path.is_file()}
    assert {"files", "records"} & on_disk == ({"files", "records"} if place.kind == "folder" else set())
    before = files(context.settings)
    assert len(before) > 10
    assert faults(context) == {}
    made = make(context.settings, tmp_path / "all.backup")
    assert made.manifest.gone == ()
    context.engine.dispose()
    fresh = settings_of(request, NEXT[request.node.callspec.params["lived"]], tmp_path / "elsewhere")
    restore(fresh, made.path)
    shutil.copytree(context.home / "keys", fresh.home / "keys")
    settle_place(fresh)
    assert files(fresh) == before
    assert faults(make_context(settings=fresh, ruleset=RULES, clock=clock)) == {}


def test_a_destroyed_key_is_nowhere(lived: tuple[AppContext, FixedClock], request: pytest.FixtureRequest) -> None:
    context, _ = lived
    names = [each.name for each in context.objects.entries("records") if each.name.endswith("/key")]
    keys = {name: b"".join(context.objects.read(name)) for name in names}
    with reading(context.engine) as session:
        [row] = session.execute(
            text("SELECT batch.name, case_name FROM record_submission JOIN batch ON batch.id = batch")
        ).all()
    with reading(context.engine) as session:
        item = find_named(session, row[0], "a test")
    purge(context, [item])
    key = keys[f"records/{row[1][:2]}/{row[1]}/key"]
    with pytest.raises(NotFound):
        context.vault.read(row[1], "raw")
    assert not any(key in path.read_bytes() for path in context.home.rglob("*") if path.is_file())
    if context.settings.database_url:
        assert not in_database_files(context.settings.database_url, key)
    if default_place(context.settings).kind == "s3":
        client = s3_client(str(context.settings.bucket_endpoint))
        assert not any("/key" in each["Key"] for each in client.list_objects_v2(Bucket=BUCKET)["Contents"])


def in_database_files(url: str, needle: bytes) -> bool:
    """Whether bytes stand in the file of the table of keys, live row or dead."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        query = "SELECT position(%b::bytea IN pg_read_binary_file(pg_relation_filepath('object_key')))"
        [position] = connection.execute(query, [needle]).fetchone() or [0]
    return bool(position)


@pytest.mark.postgres
def test_the_table_of_keys_would_tell_if_nobody_wrote_it_anew(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings = settings_of(request, "postgresql database", tmp_path / "var")
    open_store(settings).dispose()
    objects, name, key = open_place(settings, default_place(settings)), "records/ab/x/key", b"a wrapped key" * 4
    objects.write(name, [key])
    assert in_database_files(str(settings.database_url), key)
    objects.remove(name)
    assert in_database_files(str(settings.database_url), key)
    context = make_context(settings=settings, ruleset=RULES, clock=at(9))
    objects.scrub()
    assert not in_database_files(str(settings.database_url), key)
    assert [each.state for each in examine(context, only="dead-rows")] == ["sound"]


def test_a_bucket_that_keeps_old_versions_is_noted(s3_server: str, tmp_path: Path) -> None:
    settings = empty_bucket(s3_server, Settings(home=tmp_path / "var", blobs=BUCKET_PLACE))
    context = make_context(open_store(settings), settings=settings, ruleset=RULES, clock=at(9))
    settle_place(settings)
    context.blobs.keep("received", b"one")
    assert [each.state for each in examine(context, only="old-versions")] == ["sound"]
    client = s3_client(s3_server)
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    context.blobs.keep("received", b"another")
    [result] = examine(context, only="old-versions")
    assert "has versions" in "".join(result.faults)


def test_a_bucket_that_is_not_empty_is_not_restored_into(s3_server: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var")
    engine = open_store(settings)
    grow(engine, settings)
    made = make(settings, tmp_path / "all.backup")
    fresh = empty_bucket(s3_server, Settings(home=tmp_path / "elsewhere", blobs=BUCKET_PLACE))
    open_place(fresh, default_place(fresh)).write("files/received/ab/x", [b"another's"])
    with pytest.raises(Conflict, match="not empty"):
        restore(fresh, made.path)
    assert not fresh.home.exists()


def test_a_restore_into_a_bucket_that_was_stopped_begins_afresh(
    s3_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "var")
    engine = open_store(settings)
    grow(engine, settings)
    before, made = files(settings), make(settings, tmp_path / "all.backup")
    fresh = empty_bucket(s3_server, Settings(home=tmp_path / "elsewhere", blobs=BUCKET_PLACE))

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restored_files, "_note_place", stop)
        with pytest.raises(KeyboardInterrupt):
            restore(fresh, made.path)
    restore(fresh, made.path)
    assert files(fresh) == before
    assert json.loads((fresh.home / "files-place.json").read_bytes())[0] == "s3"
