"""Packs written into folders, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mappings.packs.pack_skeleton import write_skeleton

DAY = date(2026, 5, 1)


def write_pack(folder: Path, name: str = "kent-roads", files: Mapping[str, str] | None = None) -> Path:
    """A pack that works, and further files of it by their path."""
    write_skeleton(name, folder, DAY)
    for path, text in (files or {}).items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder / name


def change(path: Path, old: str, new: str) -> None:
    """Replace the first of a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
