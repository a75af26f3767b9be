"""Files of this machine are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.blobs import sha256, sha256_file, write_atomic
from returnonce.errors import Unavailable


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_atomic(tmp_path / "a.txt", b"old")

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(Unavailable, match="OSError"):
        write_atomic(path, b"new")
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "a.txt", tmp_path):
        with pytest.raises(Unavailable, match="could not be written"):
            write_atomic(path, b"new")


def test_rows_about_people_are_for_their_owners_eyes_only(tmp_path: Path) -> None:
    assert write_atomic(tmp_path / "rows.csv", b"x", private=True).stat().st_mode & 0o777 == 0o600
    assert write_atomic(tmp_path / "figures.csv", b"x").stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_there_stays_where_only_a_new_one_is_wanted(tmp_path: Path) -> None:
    path = write_atomic(tmp_path / "a.txt", [b"fi", b"rst"], only_new=True)
    with pytest.raises(FileExistsError):
        write_atomic(path, b"second", only_new=True)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"first"]
    assert sha256_file(path) == sha256(b"first")
