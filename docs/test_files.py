"""Which test files cover a module: the one of its name, else those that import it; and where a room's tests lie."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from docs.import_graph import ROOT, modules_imported, shipped_files

TESTS = ROOT / "tests"
#: Of many files that import a module, so many are named: those that import the fewest others.
MOST_NAMED = 2


def list_test_files(module: str) -> list[str]:
    """Paths below ``tests``, the closest first; none where the module is only used through others."""
    mirrored = _mirrored(shipped_files()[module])
    if (TESTS / mirrored).is_file():
        return [mirrored]
    importing = [file for file, modules in _imports_of_tests().items() if module in modules]
    folder = Path(mirrored).parent
    importing.sort(key=lambda file: (Path(file).parent != folder, len(_imports_of_tests()[file]), file))
    return importing[:MOST_NAMED]


def find_test_folder(room: str) -> str:
    """``tests/`` and the room's path, or the nearest folder above it that holds test files."""
    folder = TESTS / room
    while not list(folder.rglob("test_*.py")):
        folder = folder.parent
    return folder.relative_to(ROOT).as_posix()


def _mirrored(path: Path) -> str:
    inside = path.relative_to(ROOT)
    name = inside.parent.name if inside.stem == "__init__" else inside.stem
    return (inside.parent / f"test_{name}.py").as_posix()


@cache
def _imports_of_tests() -> Mapping[str, frozenset[str]]:
    files = (path for path in sorted(TESTS.rglob("test_*.py")))
    return {path.relative_to(TESTS).as_posix(): frozenset(modules_imported(path)) for path in files}
