"""Which module of the project imports which, read from their syntax trees."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
Arrow = tuple[str, str]


@cache
def shipped_files() -> dict[str, Path]:
    """Every module that the wheel holds, by its dotted name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    paths = (path for name in names for path in _python_files(ROOT / name))
    return {_module_name(path): path for path in sorted(paths)}


@cache
def syntax_tree(path: Path) -> ast.Module:
    """The syntax tree of a file, parsed once: whoever walks it must not change it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """The modules that each module imports, at its top or within a function, for its types too."""
    return {name: frozenset(modules_imported(path)) - {name} for name, path in shipped_files().items()}


@cache
def room_of(module: str) -> str:
    """``mappings/plan`` for a module below it, ``mappings`` for one beside its rooms, ``cli`` for a single file."""
    parts = shipped_files()[module].relative_to(ROOT).parts
    return "/".join(parts[: min(2, len(parts) - 1)]) or module


@cache
def room_arrows() -> frozenset[Arrow]:
    """Which room imports from which other."""
    return frozenset(arrows_between(room_of))


def arrows_between(name_of: Callable[[str], str]) -> set[Arrow]:
    """Which place imports from which other, where ``name_of`` tells a module's place."""
    pairs = ((name_of(importer), name_of(imported)) for importer, all_ in imports().items() for imported in all_)
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def modules_imported(path: Path) -> Iterator[str]:
    """The shipped modules that a file imports."""
    modules = shipped_files()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} & modules.keys()
            yield from names or {node.module} & modules.keys()


def _python_files(path: Path) -> Iterable[Path]:
    return [path] if path.suffix == ".py" else path.rglob("*.py")


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
