"""A folder of objects: private, tidy, and never filled to the last byte."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from returnonce.blobs import FolderObjects
from returnonce.blobs.opening import open_place
from returnonce.blobs.place import parse_place
from returnonce.errors import NoRoom
from returnonce.settings import Settings

Usage = namedtuple("Usage", "total used free")


def test_objects_are_for_their_owners_eyes_only(tmp_path: Path) -> None:
    FolderObjects(tmp_path).write("files/received/ab/x", [b"x"])
    modes = [path.stat().st_mode & 0o077 for path in tmp_path.rglob("*")]
    assert modes == [0, 0, 0, 0]


def test_a_key_is_overwritten_before_it_goes_and_its_folder_with_it(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    objects.write("records/ab/case/key", [b"secret" * 10])
    (tmp_path / "copy").hardlink_to(tmp_path / "records/ab/case/key")
    objects.remove("records/ab/case/key")
    assert b"secret" not in (tmp_path / "copy").read_bytes()
    assert not (tmp_path / "records/ab/case").exists()


def test_what_is_half_written_is_listed_apart(tmp_path: Path) -> None:
    objects = FolderObjects(tmp_path)
    for name in (
        "files/received/ab/.part-1",
        "records/.part-case/key",
        "files/editions/.begun/a",
        "files/received/ab/x",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [each.name for each in objects.entries("files")] == ["files/received/ab/x"]
    unfinished = [each.name for each in objects.list_unfinished()]
    assert unfinished == ["files/received/ab/.part-1", "records/.part-case/key"]
    for name in unfinished:
        objects.remove(name)
    assert list(objects.list_unfinished()) == []


def test_a_disk_with_little_room_left_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = [1_000]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free[0]))
    objects = FolderObjects(tmp_path, least_room=900)
    assert objects.write("files/a", [b"x" * 100])
    with pytest.raises(NoRoom, match="left"):
        objects.write("files/b", [b"x" * 101])
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["a"]
    objects.remove("files/a")
    assert FolderObjects(tmp_path).write("files/b", [b"x" * 101])


def test_a_home_with_little_room_left_takes_no_more_where_files_are_elsewhere(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, least_room=1_000_000, bucket_endpoint="http://127.0.0.1:9", bucket_region="x")
    objects = open_place(settings, parse_place("s3://bucket/prefix"))
    for write in (
        lambda: objects.write("files/a", [b"x"]),
        lambda: objects.write("records/ab/one/key", [b"x"]),
        lambda: objects.check_room(1),
    ):
        with pytest.raises(NoRoom, match="left"):
            write()
