"""A kept ruleset is proved to the last bit of its zip."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from mappings.ruleset import archive
from mappings.ruleset.archive import archive_name, check_archive, pack_files, read_archived_ruleset
from returnonce.blobs.folder import FolderObjects
from returnonce.definition_files.file_tree import hash_content
from returnonce.errors import Unavailable

FILES = {"mappings/a.yaml": b"a: 1\n" * 9, "own/kent/b.tsv": b"a\tb\n", "own/kent/c.xlsx": b"", "packs/x/d.md": b"d"}
NAME = hash_content(FILES)


def test_every_flipped_bit_is_seen(tmp_path: Path) -> None:
    data, objects, path = pack_files(FILES), FolderObjects(tmp_path), tmp_path / archive_name(NAME)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    check_archive(objects, NAME)
    assert read_archived_ruleset(objects, NAME) == FILES
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with pytest.raises(Unavailable, match="altered"):
            check_archive(objects, NAME)


def test_what_another_zlib_packed_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"mappings/{n}.yaml": bytes(range(97, 123)) * n + b"x" * n * 9 for n in range(5, 40)}
    objects, name = FolderObjects(tmp_path), hash_content(files)
    path = tmp_path / archive_name(name)
    path.parent.mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(archive.zipfile, "_get_compressor", lambda *_: zlib.compressobj(0, zlib.DEFLATED, -15))
        path.write_bytes(pack_files(files))
    assert path.read_bytes() != pack_files(files)
    check_archive(objects, name)
