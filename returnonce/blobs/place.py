"""Where a store can keep its files: a place, and during a move the place that they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from returnonce.errors import WrongUsage
from returnonce.settings import FILE_PLACES, Settings

FOLDER, DATABASE, S3 = "folder", "database", "s3"


@dataclass(frozen=True)
class FilePlace:
    """``kind``: folder, database or s3. ``address``: the bucket and prefix, or the name of a folder's home."""

    kind: str
    address: str = ""

    def __str__(self) -> str:
        return f"s3://{self.address}" if self.kind == S3 else self.kind


@dataclass(frozen=True)
class Location:
    """Where files are written to; and while they are being moved, where those that were not moved yet are."""

    place: FilePlace
    source: FilePlace | None = None


def parse_place(value: str) -> FilePlace:
    """A place as the setting names it.

    Raises:
        WrongUsage: there is no such place.
    """
    if not re.match(FILE_PLACES, value):
        raise WrongUsage(f"Files cannot be kept in {value!r}.", mend="Say folder, database or s3://bucket/prefix.")
    kind, _, address = value.partition("://")
    return FilePlace(kind, address)


def plain_place(place: FilePlace | None) -> FilePlace | None:
    """A place as the setting names it, which leaves out the name of a folder's home."""
    return FilePlace(FOLDER) if place and place.kind == FOLDER else place


def default_place(settings: Settings) -> FilePlace:
    """Where a new store keeps its files."""
    if settings.blobs:
        return parse_place(settings.blobs)
    return FilePlace(DATABASE if settings.database_url else FOLDER)


def make_location(kind: str, address: str, source_kind: str | None, source_address: str | None) -> Location:
    """A location from the four texts by which it is kept."""
    return Location(FilePlace(kind, address), FilePlace(source_kind, source_address or "") if source_kind else None)


def place_fields(place: FilePlace | None) -> tuple[str | None, str | None]:
    """Kind and address; twice nothing where there is no place."""
    return (place.kind, place.address) if place else (None, None)
