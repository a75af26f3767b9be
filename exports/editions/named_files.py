"""Files to be: their names, media types and bytes."""

from __future__ import annotations

from dataclasses import dataclass

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True)
class NamedFile:
    """A file to be: its name, media type and bytes."""

    name: str
    media_type: str
    data: bytes
