"""The rooms: no circle, arrows one way, one meaning for each class name, and a drawing that is true."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.import_graph import room_arrows, room_of, shipped_files, syntax_tree
from tests.import_arrows import circle, part_arrows, top_arrows, without_detours
from tests.repository import ROOT, modules, shipped

#: Routes and verbs take what a request or a command line names, each as a parameter of its own.
DOORS = ("api/routes/", "api/pages/", "commands/")
MOST_PARAMETERS = 8
#: A reader meets these too, though no wheel holds them.
NOT_SHIPPED = ("bench", "campaigns", "docs", "judges", "release")
#: Words that alone name nothing: what was told, kept or found has a noun.
PARTICIPLES = frozenset(
    {
        "answered", "asked", "bound", "chosen", "collected", "counted", "fed", "found", "given", "handed", "held",
        "kept", "known", "listed", "made", "moved", "noted", "posted", "said", "seen", "sent", "shown",
        "stored", "supposed", "taken", "told", "wanted", "written",
    }
)  # fmt: skip
#: ``sent`` is what is typed; ``Answered`` is a name in the API's published description.
CONTRACT = {"commands/sent.py", "api/schemas/submissions.py: Answered"}
#: The command's function is called as what is typed.
TYPED = {"commands/sent.py: sent"}
ARCHITECTURE = ROOT / "docs" / "architecture.md"


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle() == []


def test_no_two_rooms_import_each_other() -> None:
    arrows = part_arrows()
    assert [(one, other) for one, other in sorted(arrows) if one < other and (other, one) in arrows] == []


def test_a_name_is_imported_from_the_module_that_defines_it() -> None:
    # A package may hand names on, as ``mappings.transforms`` does; a module may not.
    borrowed = {
        (module, alias.asname or alias.name)
        for module, path in shipped_files().items()
        if path.name != "__init__.py"
        for _, alias in _imports_from(path)
    }
    detours = [
        f"{module}: {target}.{alias.name}"
        for module, path in shipped_files().items()
        for target, alias in _imports_from(path)
        if (target, alias.name) in borrowed
    ]
    assert detours == []


def _imports_from(path: Path) -> Iterator[tuple[str, ast.alias]]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias) for alias in node.names)


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for name, tree in modules(*shipped(), *NOT_SHIPPED):
        for node in ast.walk(tree):
            # ``Config`` is where pandera looks for a model's own settings.
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Config":
                places[node.name].append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_participle_stands_alone_as_the_name_of_a_module_or_class() -> None:
    names = [path for path, _ in modules() if path.rpartition("/")[2].removesuffix(".py") in PARTICIPLES]
    names += [
        f"{path}: {node.name}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.strip("_").lower() in PARTICIPLES
    ]
    assert set(names) == CONTRACT


def test_no_participle_stands_alone_as_the_name_of_a_function_or_parameter() -> None:
    names = {
        f"{path}: {name}"
        for path, tree in modules()
        if not path.startswith("migrations/")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in (node.name, *_parameter_names(node))
        if name.strip("_") in PARTICIPLES
    }
    assert names == TYPED


def test_no_function_takes_a_train_of_parameters() -> None:
    trains = {
        f"{path} {node.name}"
        for path, tree in modules()
        if not path.startswith(DOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _parameters(node) > MOST_PARAMETERS
    }
    assert trains == set()


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return len([name for name in _parameter_names(function) if name not in {"self", "cls"}])


def _parameter_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def test_every_package_says_what_it_is_for() -> None:
    packages = [path for path in shipped_files().values() if path.name == "__init__.py"]
    silent = [path for path in packages if not ast.get_docstring(syntax_tree(path))]
    assert [path.relative_to(ROOT).as_posix() for path in silent] == []


def drawn(heading: str) -> set[tuple[str, str]]:
    """The arrows of the drawing under a heading of the architecture page."""
    section = ARCHITECTURE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    block = section.partition("```mermaid\n")[2].partition("```")[0]
    names = dict(re.findall(r"^ *(\w+)\[\"?([^\]\"]+)\"?\]", block, re.MULTILINE))
    arrows = re.findall(r"^ *(\w+)(?:\[[^\]]*\])? --> (\w+)", block, re.MULTILINE)
    return {(names.get(one, one), names.get(other, other)) for one, other in arrows}


def test_the_drawing_of_the_packages_shows_what_they_import() -> None:
    assert drawn("Packages") == without_detours(top_arrows())


def test_the_drawing_of_the_rooms_of_mappings_shows_what_they_import() -> None:
    arrows = {pair for pair in room_arrows() if all(room.startswith("mappings/") for room in pair)}
    short = {(one.partition("/")[2], other.partition("/")[2]) for one, other in without_detours(arrows)}
    assert drawn("Rooms of mappings") == short


@pytest.mark.parametrize(
    "heading",
    ["From definition files to the ruleset", "From an upload to a stored figure", "From stored figures to an edition"],
)
def test_the_way_of_a_figure_names_functions_that_exist(heading: str) -> None:
    section = ARCHITECTURE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_/]+\.py):(\w+)`", section)
    assert named
    defined = {
        (path, node.name)
        for path, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    }
    assert [pair for pair in named if pair not in defined] == []


def test_every_module_lies_in_a_room_of_the_reference_page() -> None:
    page = (ROOT / "docs" / "reference" / "rooms.md").read_text(encoding="utf-8")
    assert [name for name in shipped_files() if f"\n## {room_of(name)}\n" not in page] == []
