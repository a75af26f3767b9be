"""The files under a home folder that belong to a store, and those that a backup leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from returnonce.vault import KEY_FILE
from upkeep.backup_archive import PIECE

FILES, RECORDS, KEYS = "files", "records", "keys"
STORE = "store.sqlite3"


@dataclass(frozen=True)
class HomeFile:
    """One file: its place under the home folder, and where it lies."""

    name: str
    path: Path

    def chunks(self) -> Iterator[bytes]:
        """What it holds."""
        with self.path.open("rb") as source:
            while piece := source.read(PIECE):
                yield piece


def list_home_files(home: Path, folder: str) -> list[HomeFile]:
    """Whole files in one of the folders, by name; parts that a crash left are passed over."""
    return [
        HomeFile(path.relative_to(home).as_posix(), path)
        for path in sorted((home / folder).rglob("*"))
        if path.is_file() and not path.is_symlink() and not _is_part(path.relative_to(home))
    ]


def list_cases(home: Path) -> list[list[HomeFile]]:
    """The files of each sealed case."""
    files_by_case: dict[str, list[HomeFile]] = {}
    for file in list_home_files(home, RECORDS):
        files_by_case.setdefault(file.path.parent.name, []).append(file)
    return list(files_by_case.values())


def read_case(case: list[HomeFile]) -> dict[str, bytes] | None:
    """All files of a case, or None where it is being purged at this moment: then its key is worth nothing."""
    key = next((file for file in case if file.path.name == KEY_FILE), None)
    if key is None:
        return None
    try:
        before = key.path.read_bytes()
        contents = {file.name: file.path.read_bytes() for file in case if file is not key}
        return dict(sorted((contents | {key.name: before}).items())) if key.path.read_bytes() == before else None
    except FileNotFoundError:
        return None


def count_bytes(home: Path) -> int:
    """How much all of it takes."""
    total = 0
    for folder in (FILES, RECORDS):
        for file in list_home_files(home, folder):
            try:
                total += file.path.stat().st_size
            except FileNotFoundError:
                continue
    return total


def _is_part(place: Path) -> bool:
    return any(name.startswith(".") for name in place.parts)
