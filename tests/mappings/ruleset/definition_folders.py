"""Definition files laid into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from returnonce.definition_files.file_tree import OWN_PLACES


def write_definition_files(files: Mapping[str, bytes], folder: Path) -> Path | None:
    """Write definition files below a folder; gives back that of the places of one's own, if there are any."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    own = folder / OWN_PLACES
    return own if own.is_dir() else None
