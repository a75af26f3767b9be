"""Every room and every module, in the words of its own first line."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from docs.import_graph import ROOT, room_arrows, room_of, shipped_files, syntax_tree
from docs.pages.markdown import page, table
from docs.test_files import find_test_folder, list_test_files
from mappings.ruleset.ruleset import Ruleset

OPENING = (
    "What each folder of the program is for, what it imports from, and what each module holds; the test files that "
    "bear its name or import it, below `tests`. [Architecture](../architecture.md) has the drawings."
)


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``rooms.md``."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for name in shipped_files():
        rooms[room_of(name)].append(name)
    return {"rooms.md": page("Rooms", OPENING, *(_section(room, names) for room, names in sorted(rooms.items())))}


def _section(room: str, names: list[str]) -> str:
    below = sorted(imported for importer, imported in room_arrows() if importer == room)
    imported = f"Imports from {', '.join(f'`{name}`' for name in below)}." if below else "Imports from no other room."
    imported += f" Its tests lie in `{find_test_folder(room)}`."
    package = ROOT / room / "__init__.py"
    rows = [(_file_in(room, name), first_line(shipped_files()[name]), _tests(name)) for name in names]
    rows = [row for row in rows if row[0] != "`__init__.py`" and row[1]]
    return "\n\n".join(
        part
        for part in (f"## {room}", _docstring(package), imported, table(("module", "is", "tested in"), rows))
        if part
    )


def _file_in(room: str, name: str) -> str:
    path = shipped_files()[name]
    folder = ROOT / room
    return f"`{path.relative_to(folder if folder.is_dir() else ROOT).as_posix()}`"


def _tests(name: str) -> str:
    return ", ".join(f"`{file}`" for file in list_test_files(name))


def first_line(path: Path) -> str:
    """The first paragraph of a module's docstring, on one line; empty where it has none."""
    return " ".join(_docstring(path).partition("\n\n")[0].split())


def _docstring(path: Path) -> str:
    text = ast.get_docstring(syntax_tree(path)) if path.exists() else None
    return (text or "").replace("``", "`")
