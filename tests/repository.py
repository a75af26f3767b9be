"""The repository as git sees it: what would be in a fresh clone."""

from __future__ import annotations

import ast
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.import_graph import syntax_tree

ROOT = Path(__file__).parents[1]


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def shipped() -> tuple[str, ...]:
    """What the wheel holds: packages and single modules."""
    return tuple(pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])


def git(*arguments: str) -> list[str]:
    """Names that a git command prints; skipped aloud where this is no checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    done = subprocess.run(["git", *arguments, "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [name for name in done.stdout.split("\0") if name]


def tracked() -> list[Path]:
    """Files in git, or about to be, that are there."""
    names = git("ls-files", "--cached", "--others", "--exclude-standard")
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file()]


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every shipped module, or of those in some folders; a tree is not to be changed."""
    for name in folders or shipped():
        path = ROOT / name
        for file in [path] if path.suffix == ".py" else sorted(path.rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), syntax_tree(file)


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each call's dotted name and line: ``datetime.now``, ``float``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node.lineno


def dotted(node: ast.expr) -> str:
    """A name as it is written, ``datetime.now``; of what is no name its whole text, which takes longer."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
    return ast.unparse(node)
