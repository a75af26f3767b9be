"""The table of verbs says what the functions say, and leaves none out."""

from __future__ import annotations

import ast
import re

import pytest

from commands.run_verb import make_command
from commands.verbs import find_verb, list_verbs_of, read_verbs
from tests.repository import ROOT

VERBS = {name: verb for name, verb in read_verbs().items() if verb.function}


@pytest.mark.parametrize("name", VERBS)
def test_the_help_of_a_verb_is_the_first_sentence_of_its_function(name: str) -> None:
    assert VERBS[name].help == make_command(VERBS[name]).get_short_help_str(limit=400)


def test_each_name_and_each_function_stands_in_the_table_once() -> None:
    assert len(TABLE_NAMES) == len(set(TABLE_NAMES))
    assert len({verb.function for verb in VERBS.values()}) == len(VERBS)


TABLE_NAMES = [
    line.split("\t")[1] for line in (ROOT / "commands" / "verbs.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def test_every_function_that_takes_typed_arguments_is_a_verb() -> None:
    functions = {
        f"commands.{path.stem}:{node.name}"
        for path in (ROOT / "commands").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and re.search(r"typer\.|Option|Argument", ast.unparse(node.args))
    }
    assert functions == {verb.function for verb in VERBS.values()}


def test_a_family_has_verbs_and_stands_under_their_heading() -> None:
    families = {name: verb for name, verb in read_verbs().items() if not verb.function}
    assert families
    for name, family in families.items():
        assert {verb.heading for verb in list_verbs_of(name).values()} == {family.heading}


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ([], "", []),
        (["--help"], "", ["--help"]),
        (["fil", "fill"], "", ["fil", "fill"]),
        (["fill"], "fill", []),
        (["fill", "crc"], "fill", ["crc"]),
        (["catalogue"], "catalogue", []),
        (["catalogue", "show"], "catalogue show", []),
        (["catalogue", "show", "a"], "catalogue show", ["a"]),
        (["catalogue", "--help"], "catalogue", ["--help"]),
    ],
)
def test_a_verb_is_found_by_the_words_it_begins_with(words: list[str], name: str, rest: list[str]) -> None:
    assert find_verb(words) == (name, rest)
