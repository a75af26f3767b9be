"""The help of a verb, shown without loading it, is what Typer makes of the verb's function."""

from __future__ import annotations

import pytest

from cli import main
from commands.help_page import PROGRAM, TABLE, write_verb_help
from commands.run_verb import make_command
from commands.verbs import read_verbs
from docs.help_table import write_help_table

VERBS = {name: verb for name, verb in read_verbs().items() if verb.function}


def test_the_table_is_what_the_functions_say() -> None:
    assert TABLE.read_text(encoding="utf-8") == write_help_table(), "run make docs"


@pytest.mark.parametrize("columns", ["40", "60", "80", "200"])
def test_a_help_page_is_laid_out_as_typer_does_it(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for name, verb in VERBS.items():
        command = make_command(verb)
        context = command.context_class(command, info_name=f"{PROGRAM} {name}", **command.context_settings)
        assert write_verb_help(name) == command.get_help(context).rstrip()


@pytest.mark.parametrize(
    "typed",
    [
        ["figure", "--help"],
        ["figure", "-h"],
        ["help", "figure"],
        ["figure", "NI 62", "--area", "E10000024", "--help"],
        ["figure", "--no-such-option", "--help"],
    ],
)
def test_help_is_shown_wherever_it_is_asked_for(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 0
    assert capsys.readouterr().out.rstrip() == write_verb_help("figure")


def test_what_follows_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--", "--help"]) != 0
    assert "Usage" not in capsys.readouterr().out
