"""Docstrings name what is there: a rename that leaves one behind is found here."""

from __future__ import annotations

import ast
import inspect
import pydoc
import re
from collections.abc import Iterator
from functools import cache

from docs.import_graph import shipped_files
from tests.repository import ROOT, modules

#: "``name``: …" or "``name`` is …" at the start of a sentence, which explains a parameter, field or column.
EXPLANATION = re.compile(r"(?:\A|(?<=[.;:)]\s)|(?<=\n))\s*``([A-Za-z_]\w*)``(?:: | (?:is|are|holds|says|gives) )")
CONSTANT = re.compile(r"``([A-Z][A-Z_]{3,})``")
CROSS_REFERENCE = re.compile(r":(?:func|class|meth|data|attr|mod):`~?([\w.]+)`")
#: Words of formats and of addresses, which the code need not hold as names.
OF_FORMATS = {
    "api/auth/rate_limit_headers.py: RateLimit",
    "api/editions/files.py: csv",
    "api/routes/editions.py: csv",
    "api/routes/editions.py: latest",
    "collectors/readers/xlsx/xml_parts.py: _x000D_",
    "exports/formats/ical.py: VTODO",
    "indicators/catalogue/indicator.py: recall",
    "returnonce/webhooks/addresses.py: RETURNONCE_WEBHOOK_INSIDE",
}
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def test_a_docstring_explains_names_that_its_code_has() -> None:
    module_names = {name.rpartition(".")[2] for name in shipped_files()}
    stale = {
        f"{path}: {name}"
        for path, tree in modules()
        for node, text in _docstrings(tree)
        for name in EXPLANATION.findall(text)
        if not CONSTANT.fullmatch(f"``{name}``") and name not in _names(node) | _column_names(tree) | module_names
    }
    assert stale - OF_FORMATS == set()


def test_a_docstring_names_constants_that_exist() -> None:
    trees = list(modules())
    known = set().union(*(_names(tree) | _column_names(tree) for _, tree in trees))
    stale = {
        f"{path}: {name}"
        for path, tree in trees
        for _, text in _docstrings(tree)
        for name in CONSTANT.findall(text)
        if name not in known
    }
    assert stale - OF_FORMATS == set()


def test_a_cross_reference_leads_somewhere() -> None:
    broken = [
        f"{path}: {name}"
        for path, tree in modules()
        for name in CROSS_REFERENCE.findall((ROOT / path).read_text(encoding="utf-8"))
        if name not in _names(tree) and not pydoc.locate(name)
    ]
    assert broken == []


def _docstrings(tree: ast.AST) -> Iterator[tuple[Documented, str]]:
    for node in ast.walk(tree):
        if isinstance(node, Documented) and (text := ast.get_docstring(node)):
            yield node, text


def _names(tree: ast.AST) -> set[str]:
    """Identifiers, and the words of strings that are no docstrings."""
    docstrings = {text for _, text in _docstrings(tree)}
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Constant(value=str(text)) if inspect.cleandoc(text) not in docstrings:
                names.update(re.findall(r"\w+", text))
    return names


@cache
def _column_names(tree: ast.AST) -> set[str]:
    """Strings of one word and names of arguments: a column of the module may be explained by any of its functions."""
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return words | {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
