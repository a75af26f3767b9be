"""Everything that definition files say is in the ruleset: no module reads or keeps definitions of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from mappings.ruleset.parsing import parse_ruleset
from returnonce.definition_files.file_tree import ROOMS, SUFFIXES, MemoryPath, read_definition_files
from tests.repository import ROOT, modules, shipped, tracked

#: Modules that read a file of the program beside themselves: what it says is of the program, and not of any return.
PROGRAM_DATA = {
    "api/description/parameter_rules.py": "what holds between parameters of the API",
    "api/description/versions.py": "what changed in the API by version",
    "api/description/vocabulary.py": "what names of the API mean",
    "api/http/deprecations.py": "which operations of the API end when",
    "api/pages/rendering.py": "templates of pages",
    "api/pages/static_files.py": "styles and scripts of pages",
    "commands/completion.py": "scripts for shells",
    "commands/completion_answers.py": "the options of the command line",
    "commands/help_page.py": "the help of the verbs",
    "commands/next_command.py": "what to do after a refusal",
    "commands/verbs.py": "the verbs of the command line",
    "demo/demo_store.py": "the sample files of the demonstration",
    "demo/record_steps.py": "the steps of the demonstration",
    "demo/rounds.py": "the steps of the demonstration",
    "demo/sample_people.py": "the accounts of the demonstration",
    "demo/synthetic/places.py": "made-up postcodes",
    "exports/editions/changes/corrections.py": "why an edition stays as it is",
    "exports/cells/columns.py": "columns of cells of many areas",
    "exports/formats/data_dictionary.py": "columns of the data files that this release writes",
    "exports/formats/sdmx/components.py": "names of these columns in SDMX",
    "mappings/packs/pack_skeleton.py": "what a new pack begins with",
    "returnonce/access/acts.py": "acts of the policy",
    "returnonce/access/scopes.py": "scopes of clients",
    "returnonce/sqlite_reading.py": "migrations of the store",
    "returnonce/definition_files/file_tree.py": "where the definitions of this release lie",
    "returnonce/row_hashes.py": "which columns of a table are hashed",
    "upkeep/doctor/check_definitions.py": "checks of the store",
    "upkeep/workspace/suggestions.py": "what is suggested to a council that begins",
}
#: Who may load definitions: the application's context, and the demonstration, which has a store of its own.
LOADERS = {
    "load_ruleset": {
        "commands/setup_pages.py",
        "commands/start.py",
        "demo/demo_store.py",
        "mappings/ruleset/app_context.py",
    },
    "ruleset_of": {"mappings/ruleset/as_of.py", "mappings/ruleset/loading.py"},
    "parse_ruleset": {"mappings/ruleset/loading.py"},
    "read_definition_files": {"mappings/ruleset/as_of.py", "mappings/ruleset/loading.py"},
}
#: Where the program's own data lies.
DATA_FOLDERS = (
    "api/description/", "api/http/", "commands/", "demo/", "exports/cells/", "exports/editions/changes/",
    "exports/formats/",
    "returnonce/", "upkeep/doctor/checks/", "upkeep/workspace/",
)  # fmt: skip
#: What a process works out once, and is no definition.
WORKED_OUT_ONCE = {
    "collectors/readers/marks.py": "the frame of no marks",
    "exports/formats/sdmx/structure.py": "SDMX structures of the data files' columns",
    "returnonce/access/passwords.py": "the hash of no password",
    "returnonce/http/client.py": "certificates",
    "returnonce/object_cache.py": "which code made the objects in the cache",
}
CACHES = {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}


@cache
def names(tree: ast.Module) -> frozenset[str]:
    """Every name that a module uses, defines or imports."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    sources = {node.module or "" for node in imported if isinstance(node, ast.ImportFrom)}
    return frozenset(used | sources | {alias.name for node in imported for alias in node.names})


def test_only_the_program_s_own_data_is_read_from_beside_a_module() -> None:
    readers = {path for path, tree in modules() if names(tree) & {"__file__", "importlib.resources", "pkgutil"}}
    assert readers == set(PROGRAM_DATA)


@pytest.mark.parametrize("loader", LOADERS)
def test_only_doors_load_a_ruleset(loader: str) -> None:
    assert {path for path, tree in modules() if loader in names(tree)} == LOADERS[loader]


def test_only_the_loader_knows_where_definitions_lie() -> None:
    knowing = {path for path, tree in modules() if "RELEASE" in names(tree)}
    # The cache of parsed rulesets looks at the code that made them.
    own_code = {"returnonce/object_cache.py"}
    # A workspace lies outside the program, and a store of before perhaps in it.
    workspaces = {"commands/context.py", "commands/setup_pages.py", "commands/start.py", "upkeep/workspace/where.py"}
    definitions = {"mappings/ruleset/loading.py", "returnonce/definition_files/file_tree.py"}
    assert knowing == definitions | own_code | workspaces


def cached_without_arguments(tree: ast.Module) -> Iterator[str]:
    """Functions that keep one value for the life of the process."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not ast.unparse(node.args):
            yield from (node.name for each in node.decorator_list if ast.unparse(each).partition("(")[0] in CACHES)


def test_no_module_keeps_what_it_has_read() -> None:
    keeping = {path for path, tree in modules() if any(cached_without_arguments(tree))}
    assert keeping - set(PROGRAM_DATA) == set(WORKED_OUT_ONCE)


def calls_at_import(tree: ast.Module) -> Iterator[str]:
    """What a module calls as it is imported."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            yield from (ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call))


def test_no_module_reads_a_file_as_it_is_imported() -> None:
    reads = re.compile(r"(^|[._])(load|loads|read|open|scan)(_\w+)?$")
    assert [(path, call) for path, tree in modules() for call in calls_at_import(tree) if reads.search(call)] == []


def test_every_file_of_definitions_lies_where_the_ruleset_reads() -> None:
    data = (path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix in SUFFIXES)
    rooms = (*(f"{room}/" for room in ROOMS), *DATA_FOLDERS)
    assert [name for name in data if name.startswith(shipped()) and not name.startswith(rooms)] == []


def test_every_file_that_counts_in_the_hash_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    files = read_definition_files()
    original, read = MemoryPath.read_text, set[str]()

    def read_text(self: MemoryPath, encoding: str | None = None, errors: str | None = None) -> str:
        read.add("/".join(self.parts))
        return original(self, encoding, errors)

    monkeypatch.setattr(MemoryPath, "read_text", read_text)
    parse_ruleset(files)
    assert set(files.content) - read == set()
