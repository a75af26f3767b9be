"""Files are moved from place to place while others write, read and destroy; none is lost or brought back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from mappings.ruleset.app_context import AppContext
from returnonce.blobs import BlobStore, FolderObjects, ObjectStore
from returnonce.blobs.current import CurrentObjects
from returnonce.blobs.database import open_connection
from returnonce.blobs.location import HOME_NAME, read_location, write_location
from returnonce.blobs.object_store import read_whole
from returnonce.blobs.opening import open_place, settle_place
from returnonce.blobs.place import FilePlace, Location, parse_place
from returnonce.db import open_store
from returnonce.errors import Conflict, NotFound, Unavailable, WrongUsage
from returnonce.settings import Settings
from returnonce.vault import Case, fresh_name
from tests.contexts import make_context
from tests.returnonce.blobs.buckets import BUCKET, empty_bucket, s3_server
from tests.upkeep.world import RULES, at
from upkeep import move_files as moving
from upkeep.move_files import move_files, move_object

__all__ = ["s3_server"]
BUCKET_PLACE = f"s3://{BUCKET}/files"


@pytest.fixture
def moved(settings: Settings, engine: Engine, s3_server: str) -> AppContext:
    """A store whose settings know the bucket, and whose files lie in a folder."""
    settings = empty_bucket(s3_server, settings)
    write_location(settings, Location(FilePlace("folder")))
    (settings.home / "files").mkdir(parents=True)
    settle_place(settings)
    return make_context(engine, settings=settings, ruleset=RULES, clock=at(9))


def places_of(context: AppContext) -> list[str]:
    return [BUCKET_PLACE, "folder"] if context.settings.database_url is None else ["database", BUCKET_PLACE, "folder"]


def seal(context: AppContext) -> str:
    name = fresh_name("case")
    context.vault.seal(Case(name, "records", date(2099, 1, 1)), {"received": b"a row about somebody"})
    return name


def held(objects: ObjectStore) -> dict[str, bytes]:
    return {
        each.name: read_whole(objects, each.name) for folder in ("files", "records") for each in objects.entries(folder)
    }


@pytest.mark.long
def test_every_file_goes_from_place_to_place_and_round_again(moved: AppContext) -> None:
    names = [moved.blobs.keep("received", bytes([number]) * 3_000_000) for number in range(3)]
    case, before = seal(moved), held(moved.objects)
    assert len(before) == 6
    for place in places_of(moved):
        source = read_location(moved.settings)
        assert source is not None
        done = move_files(moved, place)
        assert str(done.place) == place
        assert held(moved.objects) == before
        assert [moved.blobs.read("received", name)[:1] for name in names] == [b"\0", b"\1", b"\2"]
        assert moved.vault.read(case, "received") == b"a row about somebody"
        assert (
            list(moving._movable(open_place(moved.settings, done.source), open_place(moved.settings, done.place))) == []
        )
        with pytest.raises(Conflict, match="already"):
            move_files(moved, place)
    with moved.engine.connect() as connection:
        acts = connection.execute(text("SELECT count(*) FROM audit WHERE act = 'move-files'")).scalar()
    assert acts == len(places_of(moved))


@pytest.mark.long
def test_others_write_read_and_destroy_meanwhile(moved: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, faults, names, destroyed = threading.Event(), [], [], []

    def work(part: int) -> None:
        blobs, number = BlobStore(CurrentObjects(moved.settings)), 0
        vault = replace(moved.vault, objects=CurrentObjects(moved.settings))
        try:
            while not stop.is_set():
                data = f"{part} {number}".encode() * 50
                name = blobs.keep("received", data)
                names.append((name, data))
                case = fresh_name("case")
                vault.seal(Case(case, "records", date(2099, 1, 1)), {"received": data})
                if blobs.read("received", name) != data or vault.read(case, "received") != data:
                    faults.append(name)
                if number % 2:
                    vault.destroy(case)
                    destroyed.append(case)
                number += 1
        except BaseException as error:
            faults.append(repr(error))
            raise

    workers = [threading.Thread(target=work, args=(part,)) for part in range(2)]
    for each in workers:
        each.start()
    try:
        while len(names) < 4:
            stop.wait(0.01)
        for place in places_of(moved):
            move_files(moved, place)
    finally:
        stop.set()
        for each in workers:
            each.join()
    assert faults == []
    assert all(moved.blobs.read("received", name) == data for name, data in names)
    assert destroyed
    for case in destroyed:
        assert list(moved.objects.entries(f"records/{case[:2]}/{case}")) == []
        with pytest.raises(NotFound):
            moved.vault.read(case, "received")


def test_what_the_mover_took_before_its_writer_looked_again_is_there(
    moved: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, write = "records/aa/aabb/received.sealed", FolderObjects.write
    source, place = read_location(moved.settings), parse_place(places_of(moved)[0])
    assert source is not None
    folder, target = open_place(moved.settings, source.place), open_place(moved.settings, place)

    def write_and_move(self: FolderObjects, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        is_written = write(self, name, pieces, only_new=only_new)
        write_location(moved.settings, Location(place, source.place))
        move_object(folder, target, name)
        return is_written

    monkeypatch.setattr(FolderObjects, "write", write_and_move)
    moved.objects.write(name, [b"sealed"])
    assert read_whole(moved.objects, name) == b"sealed"
    assert folder.find(name) is None


def test_a_move_that_was_stopped_goes_on(moved: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [moved.blobs.keep("received", bytes([number])) for number in range(5)]
    place = places_of(moved)[0]
    count = [0]

    def stopping(source: ObjectStore, target: ObjectStore, name: str) -> None:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        move_object(source, target, name)

    with monkeypatch.context() as patched:
        patched.setattr(moving, "move_object", stopping)
        with pytest.raises(KeyboardInterrupt):
            move_files(moved, place)
    assert [moved.blobs.read("received", name) for name in names] == [bytes([n]) for n in range(5)]
    assert str(read_location(moved.settings).source) == "folder"  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="being moved"):
        move_files(moved, "folder")
    assert move_files(moved, place).count == 3
    assert [moved.blobs.read("received", name) for name in names] == [bytes([n]) for n in range(5)]


def test_a_place_that_is_not_empty_is_not_moved_to(moved: AppContext) -> None:
    place = places_of(moved)[0]
    open_place(moved.settings, parse_place(place)).write("files/received/ab/x", [b"older"])
    with pytest.raises(Conflict, match="not empty"):
        move_files(moved, place)
    assert read_location(moved.settings).source is None  # type: ignore[union-attr]


@pytest.mark.parametrize("moment", ["before it is copied", "while it is copied", "after it was copied"])
def test_what_is_destroyed_meanwhile_is_not_brought_back(tmp_path: Path, moment: str) -> None:
    """Removing is first from where it comes from and then from where it goes to, as ``CurrentObjects`` does it."""
    name = "records/ab/case/key"
    source, target = FolderObjects(tmp_path / "one"), FolderObjects(tmp_path / "other")
    source.write(name, [b"key"])

    def destroy() -> None:
        source.remove(name)
        target.remove(name)

    class Slow(FolderObjects):
        def read(self, name: str) -> Iterator[bytes]:
            yield from super().read(name)
            if moment == "while it is copied":
                destroy()

    if moment == "before it is copied":
        destroy()
    move_object(Slow(tmp_path / "one"), target, name)
    if moment == "after it was copied":
        destroy()
    assert source.find(name) is target.find(name) is None


def test_who_wrote_to_the_old_place_as_the_move_ended_writes_again(moved: AppContext) -> None:
    place = parse_place(places_of(moved)[0])
    objects = CurrentObjects(moved.settings)

    def pieces() -> Iterator[bytes]:
        yield b"one"
        write_location(moved.settings, Location(place))
        yield b"two"

    objects.write("files/received/ab/x", pieces(), only_new=True)
    assert read_whole(open_place(moved.settings, place), "files/received/ab/x") == b"onetwo"


def test_a_store_says_where_its_files_are_and_refuses_other_settings(moved: AppContext) -> None:
    move_files(moved, BUCKET_PLACE)
    settle_place(moved.settings.model_copy(update={"blobs": BUCKET_PLACE}))
    with pytest.raises(WrongUsage, match="blobs move folder"):
        settle_place(moved.settings.model_copy(update={"blobs": "folder"}))


@pytest.mark.parametrize("place", ["", "nowhere", "s3://", "s3://A/b", "s3://bucket/../x", "folder/", "database://x"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(WrongUsage):
        parse_place(place)


def test_an_embedded_store_has_no_room_for_files_in_its_database(
    sqlite_settings: Settings, sqlite_engine: Engine
) -> None:
    context = make_context(sqlite_engine, settings=sqlite_settings, ruleset=RULES, clock=at(9))
    with pytest.raises(WrongUsage, match="embedded"):
        move_files(context, "database")
    with pytest.raises(WrongUsage, match="embedded"):
        settle_place(sqlite_settings.model_copy(update={"blobs": "database", "home": sqlite_settings.home / "other"}))


@pytest.mark.postgres
def test_a_store_of_before_keeps_its_folder_and_no_other_home_takes_it_over(
    postgres_database: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "old", database_url=postgres_database)
    open_store(settings).dispose()
    with open_connection(settings.url) as connection:
        connection.execute(text("INSERT INTO object_place (kind, address, since) VALUES ('folder', '', now())"))
    with pytest.raises(Unavailable, match="another home"):
        settle_place(settings.model_copy(update={"home": tmp_path / "new"}))
    (tmp_path / "old" / "files").mkdir(parents=True)
    settle_place(settings)
    name = (tmp_path / "old" / HOME_NAME).read_text()
    assert read_location(settings) == Location(FilePlace("folder", name))
    (tmp_path / "new" / "files").mkdir(parents=True)
    with pytest.raises(Unavailable, match="another home"):
        settle_place(settings.model_copy(update={"home": tmp_path / "new"}))
    settle_place(settings)


@pytest.mark.postgres
def test_a_process_of_another_home_stores_nothing_once_files_are_in_a_folder(
    postgres_database: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "one", database_url=postgres_database)
    context = make_context(open_store(settings), settings=settings, ruleset=RULES, clock=at(9))
    other = BlobStore(CurrentObjects(settings.model_copy(update={"home": tmp_path / "two"})))
    name = other.keep("received", b"in the database")
    move_files(context, "folder")
    for act in (lambda: other.keep("received", b"more"), lambda: other.read("received", name)):
        with pytest.raises(Unavailable, match="another home"):
            act()
    assert not (tmp_path / "two" / "files").exists()
    assert context.blobs.read("received", name) == b"in the database"
    move_files(context, "database")
    assert other.read("received", name) == b"in the database"
    context.engine.dispose()


def test_a_setting_does_not_hide_the_files_that_are_there(sqlite_settings: Settings) -> None:
    FolderObjects(sqlite_settings.home).write("files/received/ab/x", [b"x"])
    with pytest.raises(WrongUsage, match="kept in folder"):
        settle_place(sqlite_settings.model_copy(update={"blobs": BUCKET_PLACE}))
    settle_place(sqlite_settings)
