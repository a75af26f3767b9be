"""What every store of objects does; all that callers rely on is here, and each store passes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnonce.blobs import ObjectStore
from returnonce.blobs.object_store import PIECE, cut_pieces, read_whole

NAME = "files/received/ab/" + "ab" * 32
OTHER = "records/cd/" + "cd" * 32 + "/key"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 6 * PIECE + 3])
def test_what_is_written_is_read(objects: ObjectStore, size: int) -> None:
    data = bytes(range(251)) * (size // 251) + b"x" * (size % 251)
    assert objects.write(NAME, cut_pieces([data], 77_777))
    assert read_whole(objects, NAME) == data
    described = objects.find(NAME)
    assert described is not None
    assert (described.name, described.size) == (NAME, size)
    assert abs(described.written_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_pieces_that_are_read_are_small(objects: ObjectStore) -> None:
    objects.write(NAME, [bytes(PIECE)] * 9)
    assert max(map(len, objects.read(NAME))) <= 2 * PIECE


def test_what_is_not_there_is_not_found(objects: ObjectStore) -> None:
    assert objects.find(NAME) is None
    assert list(objects.entries("files")) == []
    with pytest.raises(FileNotFoundError):
        read_whole(objects, NAME)
    objects.remove(NAME)
    objects.scrub()


def test_a_name_is_written_over_unless_only_new(objects: ObjectStore) -> None:
    for name in (NAME, OTHER):
        assert objects.write(name, [b"first"], only_new=True)
        assert not objects.write(name, [b"second"], only_new=True)
        assert read_whole(objects, name) == b"first"
        assert objects.write(name, [b"third"])
        assert read_whole(objects, name) == b"third"


def test_large_objects_too_are_kept_only_where_they_are_new(objects: ObjectStore) -> None:
    assert objects.write(NAME, [bytes(PIECE)] * 7, only_new=True)
    assert not objects.write(NAME, [b"x" * PIECE] * 7, only_new=True)
    assert read_whole(objects, NAME) == bytes(7 * PIECE)


def test_names_are_listed_by_folder_and_in_order(objects: ObjectStore) -> None:
    names = [NAME, OTHER, "files/received/ab/aa", "files/receivedly", "files/editions/ab/x", "records/cd/y/z.sealed"]
    for name in names:
        objects.write(name, [name.encode()])
    for folder in ("files", "records", "files/received", "files/received/ab", "none"):
        inside = sorted(name for name in names if name.startswith(f"{folder}/"))
        assert [(each.name, each.size) for each in objects.entries(folder)] == [(name, len(name)) for name in inside]


def test_what_is_removed_is_gone(objects: ObjectStore) -> None:
    for name in (NAME, OTHER):
        objects.write(name, [b"x"])
        objects.remove(name)
        objects.remove(name)
        assert objects.find(name) is None
        assert objects.write(name, [b"y"]) is not False
    objects.scrub()
    assert read_whole(objects, NAME) == b"y"


@pytest.mark.parametrize("sizes", [(3,), (PIECE,) * 8], ids=["small", "large"])
def test_a_write_that_fails_leaves_what_was_there(objects: ObjectStore, sizes: tuple[int, ...]) -> None:
    def torn() -> Iterator[bytes]:
        yield from (bytes(size) for size in sizes)
        raise RuntimeError("torn")

    with pytest.raises(RuntimeError, match="torn"):
        objects.write(NAME, torn())
    assert objects.find(NAME) is None
    objects.write(NAME, [b"old"])
    with pytest.raises(RuntimeError, match="torn"):
        objects.write(NAME, torn())
    assert read_whole(objects, NAME) == b"old"
    assert [each.name for each in objects.entries("files")] == [NAME]


def test_of_many_writers_one_comes_first_and_no_reader_sees_a_part(objects: ObjectStore) -> None:
    first, seen = [], set()

    def write(number: int) -> None:
        if objects.write(NAME, [bytes([number]) * 1000] * 20, only_new=True):
            first.append(number)
        seen.add(read_whole(objects, NAME))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert (len(first), seen) == (1, {bytes([first[0]]) * 20_000})


def test_two_stores_of_one_place_are_equal(objects: ObjectStore) -> None:
    assert {objects: 1}[objects] == 1


@given(st.lists(st.binary(max_size=9), max_size=9), st.integers(1, 7))
def test_pieces_are_cut_without_loss(pieces: list[bytes], size: int) -> None:
    cut = list(cut_pieces(pieces, size))
    assert b"".join(cut) == b"".join(pieces)
    assert all(len(each) == size for each in cut[:-1])
