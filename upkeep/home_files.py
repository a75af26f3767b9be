"""What belongs to a store beside its rows: kept objects, the files of sealed cases, and the home folder's own keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from returnonce.blobs import ObjectStore, StoredObject
from returnonce.blobs.object_store import PIECE
from returnonce.vault import RECORDS

FILES, KEYS = "files", "keys"
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


def list_cases(objects: ObjectStore) -> dict[str, list[StoredObject]]:
    """The objects of each sealed case, by the case's folder."""
    objects_by_case: dict[str, list[StoredObject]] = {}
    for each in objects.entries(RECORDS):
        objects_by_case.setdefault(each.name.rpartition("/")[0], []).append(each)
    return objects_by_case


def count_bytes(objects: ObjectStore) -> int:
    """How much all of it takes."""
    return sum(each.size for folder in (FILES, RECORDS) for each in objects.entries(folder))


def _is_part(place: Path) -> bool:
    return any(name.startswith(".") for name in place.parts)
