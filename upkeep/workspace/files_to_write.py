"""What becomes of each planned file: made, there already, renewed, extended by rows, or left as somebody changed it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from returnonce.settings_file import FILE
from upkeep.workspace.suggestions import LOCAL

Fate = Literal["made", "there", "renewed", "extended", "left"]
#: Hashes of the files as ``start`` wrote them, so that it knows which of them nobody has changed since.
WRITTEN = ".start.json"
#: Columns that tell rows of a table apart.
KEYS = {"agencies.tsv": 1, "contacts.tsv": 1, "suppliers.tsv": 3}


@dataclass(frozen=True)
class FileToWrite:
    """``path``: from the workspace. ``text``: what it will say, also where nothing is written."""

    path: str
    fate: Fate
    text: str
    #: What was added or not, in words.
    words: str = ""

    @property
    def is_written(self) -> bool:
        return self.fate in {"made", "renewed", "extended"}


def decide_files(workspace: Path, planned: Mapping[str, str], *, from_sheet: bool) -> list[FileToWrite]:
    """What becomes of each file. ``from_sheet``: answers came from a sheet, whose word is newer than what was written
    here before; without one, nothing that is there is touched."""
    written = read_written(workspace)
    has_pack = (workspace / LOCAL / "pack.yaml").is_file()
    return [
        _decide(workspace, path, text, written.get(path) if from_sheet else None, from_sheet=from_sheet)
        for path, text in planned.items()
        if not (has_pack and path.startswith(f"{LOCAL}/"))
    ]


def _decide(workspace: Path, path: str, text: str, earlier_hash: str | None, *, from_sheet: bool) -> FileToWrite:
    file = workspace / path
    if not file.exists():
        return FileToWrite(path, "made", text)
    present = file.read_text(encoding="utf-8-sig", errors="replace")
    if present == text:
        return FileToWrite(path, "there", present)
    if earlier_hash == hash_text(present) and _is_same_council(path, present, text):
        return FileToWrite(path, "renewed", text)
    lacking = _list_lacking_rows(file.name, present, text) if from_sheet else []
    if lacking:
        names = ", ".join(row.partition("\t")[0] for row in lacking)
        whole = present + ("" if present.endswith("\n") else "\n") + "".join(f"{row}\n" for row in lacking)
        return FileToWrite(path, "extended", whole, f"with {names}")
    return FileToWrite(path, "left", present, "it says something else than the answers" if from_sheet else "")


def _is_same_council(path: str, present: str, text: str) -> bool:
    """The settings of a workspace that has several places are those of the first."""
    return path != FILE or present.partition("\n")[0] == text.partition("\n")[0]


def _list_lacking_rows(name: str, present: str, text: str) -> list[str]:
    if name not in KEYS:
        return []
    known = {_key(name, row) for row in present.splitlines()}
    return [row for row in text.splitlines() if _key(name, row) not in known]


def _key(name: str, row: str) -> tuple[str, ...]:
    return tuple(row.split("\t")[: KEYS[name]])


def hash_text(text: str) -> str:
    """SHA-256 (hex) of a file's text."""
    return sha256(text.encode()).hexdigest()


def read_written(workspace: Path) -> dict[str, str]:
    """The hash of each file as it was written here; none where that cannot be read."""
    try:
        hashes: dict[str, str] = json.loads((workspace / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return hashes


def write_files(workspace: Path, files: Sequence[FileToWrite]) -> None:
    """Write what is to be written, and note it."""
    written = read_written(workspace)
    for each in files:
        if each.is_written:
            path = workspace / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(each.text, encoding="utf-8", newline="\n")
            if each.fate != "extended":
                written[each.path] = hash_text(each.text)
    if any(each.is_written for each in files):
        (workspace / WRITTEN).write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")
