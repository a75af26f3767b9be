"""Reads the folders of packs: every file of each, under ``packs/`` and the folder's name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from returnonce.definition_files.file_states import walk_files
from returnonce.errors import Refused

#: Where packs are put beside the rooms, and what each says of itself.
PACKS, MANIFEST = "packs", "pack.yaml"
SETTING = "RETURNONCE_DEFINITIONS"
#: Files for people, which define nothing.
FOR_PEOPLE = (".md", ".txt")


def check_pack_folders(folders: Sequence[Path]) -> None:
    """Refuse what is no pack, and two packs of one name.

    Raises:
        Refused: names the folder, and what the setting should name.
    """
    names: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise Refused(f"There is no folder {folder}.", mend=f"Let {SETTING} name folders that are there.")
        if not (folder / MANIFEST).is_file():
            raise Refused(
                f"{folder} is no pack: it has no {MANIFEST}.",
                mend=f"Let {SETTING} name the pack's own folder, or begin one: returnonce packs new.",
            )
        other = names.setdefault(folder.resolve().name, folder)
        if other is not folder:
            raise Refused(
                f"Two folders are named {folder.resolve().name}: {other} and {folder}.",
                mend="A pack is named for its folder; name one of them otherwise.",
            )


def read_pack_folder(folder: Path, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of a pack; of one that no definition can be, the name alone.

    Hidden files, licences and what is written for people are passed over.
    """
    root = folder.resolve()
    return ((f"{PACKS}/{root.name}/{name}", data) for name, data in read_own_folder(root, suffixes))


def read_own_folder(folder: Path, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """As :func:`read_pack_folder`, by the path from the folder."""
    start = len(os.path.join(folder, ""))
    for entry in walk_files(folder, None):
        parts = entry.path[start:].split(os.sep)
        if not _is_for_people(parts) and entry.is_file():
            data = Path(entry.path).read_bytes() if Path(entry.name).suffix in suffixes else b""
            yield "/".join(parts), data


def _is_for_people(parts: Sequence[str]) -> bool:
    name = parts[-1]
    return any(part.startswith((".", "__")) for part in parts) or name.startswith("LICEN") or name.endswith(FOR_PEOPLE)
