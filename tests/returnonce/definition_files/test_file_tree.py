"""Definition files in memory answer readers as the files themselves do."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.definition_files.file_tree import (
    RELEASE,
    ROOMS,
    SUFFIXES,
    DefinitionFiles,
    hash_content,
    read_definition_files,
)
from returnonce.errors import Refused

PATTERNS = ("*", "*.yaml", "*/*.yaml", "returns/*/lines.tsv", "records/sets/*/versions/*/*.tsv", "nothing*")


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("room", ["indicators", "mappings"])
def test_paths_in_memory_are_those_on_disk(room: str, pattern: str) -> None:
    memory, disk = read_definition_files().root / room, RELEASE / room
    kinds = {".yaml", ".tsv", ".csv"}
    held = [
        path for path in disk.glob(pattern) if path.suffix in kinds or any(p.suffix in kinds for p in path.rglob("*"))
    ]
    ours = sorted(memory.glob(pattern))
    assert ["/".join(path.parts) for path in ours] == [path.relative_to(RELEASE).as_posix() for path in sorted(held)]
    for mine, theirs in zip(ours, sorted(held), strict=True):
        assert (mine.name, mine.stem, mine.suffix, mine.parent.name) == (
            theirs.name, theirs.stem, theirs.suffix, theirs.parent.name
        )  # fmt: skip
        assert (mine.exists(), mine.is_file(), mine.is_dir()) == (True, theirs.is_file(), theirs.is_dir())
        assert not theirs.is_file() or mine.read_text(encoding="utf-8-sig") == theirs.read_text(encoding="utf-8-sig")


def test_the_files_read_are_those_that_a_plain_walk_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [path for room in ROOMS for path in (RELEASE / room).rglob("*") if path.suffix in SUFFIXES]
    content = {path.relative_to(RELEASE).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    monkeypatch.chdir(RELEASE)
    for folder in (RELEASE, Path(), Path("mappings/..")):
        assert dict(read_definition_files([folder]).content) == content


def test_line_ends_and_marks_are_read_as_a_text_file_has_them(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa\r\nb\rc\n"
    (tmp_path / "x.tsv").write_bytes(data)
    memory = DefinitionFiles({"mappings/x.tsv": data}).root / "mappings" / "x.tsv"
    for encoding in ("utf-8", "utf-8-sig"):
        assert memory.read_text(encoding) == (tmp_path / "x.tsv").read_text(encoding)
    with pytest.raises(UnicodeDecodeError):
        (DefinitionFiles({"x": b"\xff"}).root / "x").read_text("utf-8")
    with pytest.raises(FileNotFoundError):
        memory.parent.read_text("utf-8")


def test_folders_are_read_as_one_and_may_not_share_a_file(tmp_path: Path) -> None:
    one = write(
        tmp_path / "one", indicators__a__b="", **{"mappings__x.yaml": "1", "indicators__y.csv": "2", "z.csv": ""}
    )
    two = write(tmp_path / "two", **{"mappings__z.tsv": "3", "indicators__notes.md": "no definition"})
    own = write(tmp_path / "own", **{"here__place.yaml": "4"})
    files = read_definition_files([one, two], own)
    assert list(files.content) == ["indicators/y.csv", "mappings/x.yaml", "mappings/z.tsv", "own/here/place.yaml"]
    assert files == read_definition_files([two, one], own)
    assert files.hash == hash_content(files.content)
    with pytest.raises(Refused, match=r"mappings/x\.yaml is in two folders"):
        read_definition_files([one, write(two, **{"mappings__x.yaml": "5"})])


def test_what_is_lacking_is_read_but_not_hashed() -> None:
    files = DefinitionFiles({"mappings/a.yaml": b"old"}, {"mappings/a.yaml": b"new", "mappings/b.yaml": b"new"})
    assert files.hash == DefinitionFiles({"mappings/a.yaml": b"old"}).hash
    assert files != DefinitionFiles(files.content)
    texts = {path.name: path.read_text("utf-8") for path in (files.root / "mappings").iterdir()}
    assert texts == {"a.yaml": "old", "b.yaml": "new"}


def test_a_linked_folder_of_a_place_is_read(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", **{"place.yaml": "1"})
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "here").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    for room in ("indicators", "mappings"):
        (tmp_path / room).mkdir()
    assert list(read_definition_files([tmp_path], tmp_path / "own").content) == ["own/here/place.yaml"]
