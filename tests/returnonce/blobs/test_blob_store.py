"""Blobs are kept once under their hash, and proved when they are read, in every store."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from returnonce.blobs import BlobStore, ObjectStore, sha256
from returnonce.blobs.blob_store import blob_name
from returnonce.blobs.object_store import PIECE
from returnonce.errors import Unavailable

LARGE = bytes(range(256)) * (3 * PIECE // 256) + b"end"


@pytest.fixture
def blobs(objects: ObjectStore) -> BlobStore:
    return BlobStore(objects)


@pytest.mark.parametrize("data", [b"", b"figures", LARGE], ids=["none", "small", "large"])
def test_bytes_are_kept_once_under_their_hash(
    blobs: BlobStore, objects: ObjectStore, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "sent").write_bytes(data)
    name = blobs.keep("received", data)
    assert blobs.keep("received", data) == blobs.keep("received", tmp_path / "sent") == name == sha256(data)
    assert blobs.read("received", name) == data
    assert (blobs.size("received", name), blobs.size("editions", name)) == (len(data), None)
    assert blobs.keep("editions", tmp_path / "sent") == name
    assert [each.name for each in objects.entries("files")] == [
        blob_name("editions", name),
        blob_name("received", name),
    ]


@pytest.mark.parametrize("altered", [LARGE[:-1], LARGE + b"x", LARGE.swapcase(), b"x" + LARGE[1:]])
def test_altered_bytes_are_told_before_the_last_is_given(
    blobs: BlobStore, objects: ObjectStore, altered: bytes
) -> None:
    name = blobs.keep("received", LARGE)
    objects.write(blob_name("received", name), [altered])
    given = hashlib.sha256()
    with pytest.raises(Unavailable, match="was altered"):
        for piece in blobs.pieces("received", name):
            given.update(piece)
    assert given.hexdigest() != sha256(altered)


def test_bytes_that_are_gone_are_told(blobs: BlobStore) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        blobs.read("received", sha256(b"x"))


def test_a_file_that_changes_while_it_is_kept_is_not_kept(blobs: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(b"other")
    with pytest.raises(Unavailable, match="altered"):
        blobs.make_sure("received", sha256(b"figures"), tmp_path / "sent")
    assert blobs.size("received", sha256(b"figures")) is None
