"""Which module of the project imports which, read from their syntax trees."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
Arrow = tuple[str, str]


@cache
def shipped_files() -> dict[str, Path]:
    """Every module that the wheel holds, by its dotted name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    paths = (path for name in names for path in _python_files(ROOT / name))
    return {_dotted(path): path for path in sorted(paths)}


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """The modules that each module imports, at its top or within a function, for its types too."""
    return {name: frozenset(_imported(path)) - {name} for name, path in shipped_files().items()}


def circle() -> list[str]:
    """Modules that import each other in a circle, the first again at the end; empty where there is none."""
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def room_of(module: str) -> str:
    """``mappings/plan`` for a module below it, ``mappings`` for one beside its rooms, ``cli`` for a single file."""
    parts = shipped_files()[module].relative_to(ROOT).parts
    return "/".join(parts[: min(2, len(parts) - 1)]) or module


def room_arrows() -> set[Arrow]:
    """Which room imports from which other."""
    return _arrows_between(room_of)


def part_arrows() -> set[Arrow]:
    """The same, with each module that lies beside rooms standing for itself: ``api/app`` and ``api/dependencies``."""
    return _arrows_between(_part_of)


def _part_of(module: str) -> str:
    package, _, name = module.partition(".")
    return f"{package}/{name}" if room_of(module) == package and name else room_of(module)


def _arrows_between(name_of: Callable[[str], str]) -> set[Arrow]:
    pairs = ((name_of(importer), name_of(each)) for importer, all_ in imports().items() for each in all_)
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def top_arrows() -> set[Arrow]:
    """Which top-level package or single file imports from which other."""
    pairs = ((importer.partition("/")[0], imported.partition("/")[0]) for importer, imported in room_arrows())
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def without_detours(arrows: Iterable[Arrow]) -> set[Arrow]:
    """The arrows that are not implied by others (transitive reduction); the arrows have no circle."""
    below: dict[str, set[str]] = {}
    for importer, imported in arrows:
        below.setdefault(importer, set()).add(imported)
    return {
        (importer, imported)
        for importer, all_ in below.items()
        for imported in all_
        if not any(imported in _reached(other, below) for other in all_ - {imported})
    }


def _reached(start: str, below: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for each in below.get(waiting.pop(), set()) - reached:
            reached.add(each)
            waiting.append(each)
    return reached


def _imported(path: Path) -> Iterator[str]:
    modules = shipped_files()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} & modules.keys()
            yield from names or {node.module} & modules.keys()


def _python_files(path: Path) -> Iterable[Path]:
    return [path] if path.suffix == ".py" else path.rglob("*.py")


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
