"""The door itself: exit codes, and a sentence instead of a traceback."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

import cli
from commands.verbs import list_verbs_of
from tests.stores import copied


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> None:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plan", "--bogus"], "--bogus"),
        (["fil"], "fil"),
        (["fill"], "RETURN"),
        (["catalogue", "shew"], "shew"),
        (["fill", "crc", "--area", "Lewisham"], "--period"),
    ],
)
def test_wrong_usage_is_2_and_a_sentence(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert "--help" in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("arguments", [[], ["catalogue"]])
def test_without_arguments_there_is_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert "Usage: " in printed.out + printed.err


def test_help_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    assert "plan" in capsys.readouterr().out


def test_wrong_usage_in_json_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan", "--json", "--bogus"]) == 2
    assert json.loads(capsys.readouterr().out)["title"] == "Wrong usage"


def test_a_setting_that_is_none_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETURNONCE_HOEM", "elsewhere")
    assert cli.main(["catalogue", "list"]) == 2
    assert "RETURNONCE_HOEM" in capsys.readouterr().err


def test_what_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fill", "crk", "--area", "Lewisham", "--period", "FY2010-11"]) == 1
    assert "crc" in capsys.readouterr().err


def test_a_bug_says_nothing_of_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_folder: object, **_named: object) -> None:
        raise ZeroDivisionError("secret 4711")

    monkeypatch.setattr("mappings.ruleset.app_context.load_ruleset", broken)
    assert cli.main(["catalogue", "list"]) == 70
    printed = capsys.readouterr().err
    assert "nothing was stored" in printed
    assert "4711" not in printed


def test_version_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"returnonce {metadata.version('returnonce')}\n"


def test_help_shows_each_verb_once_under_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    page = capsys.readouterr().out
    verbs = list_verbs_of("")
    headings = dict.fromkeys(verb.heading for verb in verbs.values())
    positions = [page.index(f"\n{heading}:\n") for heading in headings]
    assert positions == sorted(positions)
    shown = re.findall(r"^  ([a-z-]+)(?:  |$)", page.partition("\nCollect")[2], re.MULTILINE)
    assert shown == list(verbs)


def test_a_family_of_verbs_has_a_help_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogue", "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Usage: returnonce catalogue [OPTIONS] COMMAND [ARGS]...\n")
    assert re.findall(r"^  ([a-z-]+)  ", page.partition("Commands:")[2], re.MULTILINE) == [
        "list", "show", "check", "verify-published",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fil"], "No such command 'fil'. Did you mean 'fill'?"),
        (["catalogue", "shew"], "No such command 'shew'. Did you mean 'show'?"),
        (["show"], "No such command 'show'."),
        (["--versoin"], "No such option '--versoin'. Did you mean '--version'?"),
        (["catalogue", "--version"], "No such option '--version'."),
    ],
)
def test_a_slip_of_the_pen_gets_what_was_meant(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == f"Wrong usage: {says} returnonce --help says what there is.\n"
