"""A cache that is private, believes only its own whole files, and may be deleted."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from returnonce import object_cache
from returnonce.object_cache import MOST_KEPT, ObjectCache


class Evil:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


@pytest.fixture
def cache(tmp_path: Path) -> ObjectCache:
    return ObjectCache(tmp_path)


def put(cache: ObjectCache, key: str, value: object) -> None:
    cache.put(key, {"it": value})


def get(cache: ObjectCache, key: str) -> object:
    parts = cache.get(key)
    return parts and parts.load("it")


def forged(cache: ObjectCache, key: str) -> Path:
    """Put a file that is well formed where the object of a key would be; its mark tells whether it was read."""
    mark = cache.home / "was-read"
    elsewhere = ObjectCache(cache.home / "elsewhere")
    elsewhere.home.mkdir()
    put(elsewhere, key, Evil(mark))
    cache.path(key).write_bytes(elsewhere.path(key).read_bytes())
    cache.path(key).chmod(0o600)
    return mark


def test_what_was_put_is_given_back_to_the_same_key_only(cache: ObjectCache) -> None:
    assert get(cache, "a") is None
    put(cache, "a", {"x": [1, 2]})
    assert (get(cache, "a"), get(cache, "b")) == ({"x": [1, 2]}, None)


def test_folder_and_file_are_private(cache: ObjectCache) -> None:
    put(cache, "a", 1)
    assert oct(cache.folder.stat().st_mode & 0o777) == "0o700"
    assert oct(cache.path("a").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in cache.folder.iterdir()] == [cache.path("a").name]


@pytest.mark.parametrize("wide", ["folder", "file", "link", "owner"])
def test_what_others_could_have_written_is_not_read(
    cache: ObjectCache, wide: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cache, "a", 1)
    mark = forged(cache, "a")
    if wide == "folder":
        cache.folder.chmod(0o755)
    elif wide == "file":
        cache.path("a").chmod(0o640)
    elif wide == "link":
        cache.path("a").rename(cache.home / "another")
        cache.path("a").symlink_to(cache.home / "another")
    else:
        monkeypatch.setattr(object_cache.os, "geteuid", lambda: os.getuid() + 1)
    assert get(cache, "a") is None
    assert not mark.exists()


def test_a_file_of_this_user_alone_is_believed(cache: ObjectCache) -> None:
    put(cache, "a", 1)
    mark = forged(cache, "a")
    get(cache, "a")
    assert mark.exists()


def test_half_a_file_or_another_is_no_file(cache: ObjectCache) -> None:
    put(cache, "a", list(range(100)))
    whole = cache.path("a").read_bytes()
    for data in (b"", whole[:10], whole[:40], whole[:-1], whole[:50] + b"\0" + whole[51:]):
        cache.path("a").write_bytes(data)
        assert get(cache, "a") is None


def test_another_release_code_or_interpreter_does_not_read_it(
    cache: ObjectCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cache, "a", 1)
    monkeypatch.setattr(object_cache, "_maker", lambda: "another")
    assert get(cache, "a") is None


def test_the_newest_few_are_kept(cache: ObjectCache) -> None:
    for number in range(MOST_KEPT + 3):
        put(cache, str(number), number)
        os.utime(cache.path(str(number)), ns=(number, number))
    assert [get(cache, str(number)) for number in range(3)] == [None, None, None]
    assert [get(cache, str(number)) for number in range(3, MOST_KEPT + 3)] == list(range(3, MOST_KEPT + 3))


def test_without_a_home_or_a_disk_nothing_happens(tmp_path: Path) -> None:
    put(ObjectCache(tmp_path / "none"), "a", 1)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "cache").write_text("in the way")
    put(ObjectCache(tmp_path), "a", 1)
    assert get(ObjectCache(tmp_path), "a") is None


def test_a_part_within_another_is_one_object_when_both_are_read(cache: ObjectCache) -> None:
    shared = SimpleNamespace(name="shared")
    cache.put("a", {"one": shared, "other": [shared, "x"]})
    parts = cache.get("a")
    assert parts is not None
    one = parts.load("one")
    assert one == shared
    other = parts.load("other", refer={"one": one}.__getitem__)
    assert other is not None
    assert other[0] is one
    assert other[1] == "x"


def test_a_part_that_there_is_not_is_none(cache: ObjectCache) -> None:
    put(cache, "a", 1)
    parts = cache.get("a")
    assert parts is not None
    assert parts.load("another") is None
