"""What a shell is told on Tab: verbs, options and values, by table; and that bash puts them on the line."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main
from commands.completion_answers import FORMATS, TABLE, read_parameters, suggest
from commands.completion_suggestions import Suggestion
from commands.completion_values import VALUES
from commands.verbs import read_verbs
from docs.option_table import write_option_table
from returnonce.clock import SystemClock
from tests.repository import ROOT
from tests.stores import copied
from tests.terminal import read_terminal

YEAR = SystemClock().now().year


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A home with an account, in which a command has read the definitions."""
    home = tmp_path_factory.mktemp("completion") / "var"
    copied(made, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETURNONCE_HOME", str(home))
        assert main(["user", "add", "ann", "--title", "Ann of the test"]) == 0
        assert main(["catalogue", "show", "NI 62"]) in {0, 1}
    return home


@pytest.fixture(autouse=True)
def _home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(home))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)


def test_the_table_of_options_is_what_the_verbs_take() -> None:
    assert TABLE.read_text(encoding="utf-8") == write_option_table(), "run make docs"


def test_every_list_of_values_is_for_a_name_that_a_verb_has() -> None:
    verbs = {name for name, verb in read_verbs().items() if verb.function}
    named = {each.value_name for verb in verbs for each in read_parameters().get(verb, ())}
    both = {f"{verb} {each.value_name}" for verb in verbs for each in read_parameters().get(verb, ())}
    assert set(VALUES) <= named | both


@pytest.mark.parametrize(
    ("typed", "there", "first"),
    [
        ("", "plan", "plan"),
        ("cat", "catalogue", "catalogue"),
        ("catalogue sh", "show", "show"),
        ("records ", "explain", "explain"),
        ("--v", "--version", "--version"),
        ("plan --pl", "--place", "--place"),
        ("plan --place ", "lewisham", None),
        ("plan --place=lew", "lewisham", "lewisham"),
        ("plan --place = lew", "lewisham", "lewisham"),
        ("template --agency lewisham-y", "lewisham-yot", "lewisham-yot"),
        ("template --agency LEWISHAM-Y", "lewisham-yot", "lewisham-yot"),
        ("figure NI --area lewis", "Lewisham", "Lewisham"),
        ("figure NI --area E09000023", "E09000023", "E09000023"),
        ("figure NI --area ", "Nottinghamshire", None),
        ('figure NI --area "Notting', "Nottinghamshire", None),
        ("figure NI --period ", f"FY{YEAR}-{(YEAR + 1) % 100:02}", None),
        ("figure NI --period FY2009-10-", "FY2009-10-Q1", "FY2009-10-Q1"),
        ("figure NI --period 2009", "2009-M01", "2009-M01"),
        ("fill ", "vital-signs", None),
        ("fill loc", "local-outcomes", None),
        ("fill vital-signs --format x", "xlsx", "xlsx"),
        ("fill vital-signs ", "--area", None),
        ("catalogue show cla-th", "cla-three-or-more-placements", "cla-three-or-more-placements"),
        ("work-list ", "children-looked-after", None),
        ("figure cla-th", "cla-three-or-more-placements", "cla-three-or-more-placements"),
        ("figure NI", "NI 62", None),
        ("burden --drop-line VSA", "VSA03", "VSA01"),
        ("propose crc --by a", "ann", "ann"),
        ("user grant ann ", "officer", None),
        ("completion ", "zsh", None),
    ],
)
def test_what_may_be_typed_next(typed: str, there: str, first: str | None) -> None:
    suggestions = [each.text for each in suggest(typed.split(" "))]
    assert there in suggestions
    assert first in {None, suggestions[0]}
    assert len(suggestions) == len(set(suggestions))


@pytest.mark.parametrize("typed", ["check ", "check figures", "plan --json --js", "nothing ", "plan --out "])
def test_a_file_is_left_to_the_shell(typed: str) -> None:
    assert suggest(typed.split(" ")) == []


def test_an_option_is_suggested_again_only_where_it_may_be_repeated() -> None:
    assert "--format" in {each.text for each in suggest(["fill", "crc", "--format", "csv", "--f"])}
    assert "--area" not in {each.text for each in suggest(["fill", "crc", "--area", "Lewisham", "--a"])}


def test_without_definitions_that_were_read_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "none"))
    assert suggest(["plan", "--agency", ""]) == []
    assert [each.text for each in suggest(["fill", "x", "--format", "c"])] == ["csv"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("shell", "typed", "says"),
    [
        ("bash", "K", "King\\'s\\ Lynn"),
        ("bash", '"K', "King's Lynn"),
        ("zsh", "K", "King's Lynn:a: b"),
        ("fish", "K", "King's Lynn\ta: b"),
    ],
)
def test_each_shell_reads_an_answer_in_its_own_way(shell: str, typed: str, says: str) -> None:
    assert FORMATS[shell](Suggestion("King's Lynn", "a: b"), typed) == says


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program of the name."""
    program = tmp_path_factory.mktemp("bin") / "returnonce"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys, cli; sys.exit(cli.main())" "$@"\n')
    program.chmod(0o755)
    return program.parent


def in_shell(program: Path, shell: str, *script: str) -> list[str]:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"there is no {shell} on this machine")
    environment = os.environ | {"PATH": f"{program}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [path, "-c", "\n".join(script)], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "replies"),
    [
        ("returnonce catalogue sh", ["show"]),
        ("returnonce template --agency lewisham-y", ["lewisham-yot"]),
        ("returnonce figure x --area 'Bath and'", ["Bath\\ and\\ North\\ East\\ Somerset"]),
        ("returnonce nothing x", []),
    ],
)
def test_bash_puts_the_answer_on_the_line(program: Path, words: str, replies: list[str]) -> None:
    said = in_shell(
        program, "bash", 'eval "$(returnonce completion bash 2>/dev/null)"', "complete -p returnonce || exit 1",
        f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _returnonce",
        '[ ${#COMPREPLY[@]} = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"',
    )  # fmt: skip
    assert said[1:] == replies


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("figure NI\\ 62\t", ["figure", "NI 62"]),
        ('figure "NI 62\t', ["figure", "NI 62"]),
        ("figure 'ni 62\t", ["figure", "NI 62"]),
        ('figure "NI 6\t3\t', ["figure", "NI 63"]),
        ("burden --drop-line NI\\ 62\t", ["burden", "--drop-line", "NI 62"]),
        ('burden --drop-line="NI 62\t', ["burden", "--drop-line=NI 62"]),
    ],
)
def test_a_code_with_a_space_is_completed_as_it_was_begun(program: Path, typed: str, taken: list[str]) -> None:
    """In a bash on a terminal: what is run after Tab is what the line holds."""
    said = type_in_bash(program, f"returnonce {typed}")
    assert "".join(f"<{word}>" for word in taken) in said


#: The program completes, and then only shows what it was given.
START = """
eval "$(returnonce completion bash 2>/dev/null)"
returnonce() { if [ "$_RETURNONCE_COMPLETE" ]; then command returnonce "$@"; else printf '<%s>' "$@"; echo; exit; fi; }
PS1='READY> '
"""


def type_in_bash(program: Path, line: str) -> str:
    """All that a bash on a terminal shows where a line is typed."""
    path = shutil.which("bash")
    if path is None:
        pytest.skip("there is no bash on this machine")
    start, (ours, theirs) = program / "start", pty.openpty()
    start.write_text(START)
    environment = os.environ | {"PATH": f"{program}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [path, "--noprofile", "--rcfile", str(start), "-i"], env=environment | {"INPUTRC": os.devnull, "TERM": "dumb"},
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    ):  # fmt: skip
        os.close(theirs)
        said = read = b"?"
        while read and b"READY> " not in said:
            said += (read := read_terminal(ours))
        os.write(ours, f"{line}\n".encode())
        said += b"".join(iter(lambda: read_terminal(ours), b""))
    os.close(ours)
    return said.decode()


def test_fish_puts_the_answer_on_the_line(program: Path) -> None:
    said = in_shell(program, "fish", "returnonce completion fish | source", 'complete -C "returnonce catalogue sh"')
    assert said == ["show\tEverything the catalogue says of one indicator, and the lines that use it."]


def test_zsh_takes_the_script(program: Path) -> None:
    said = in_shell(
        program, "zsh", "autoload -U compinit; compinit -u -D", 'eval "$(returnonce completion zsh 2>/dev/null)"',
        'print -r -- "${_comps[returnonce]}"',
    )  # fmt: skip
    assert said == ["_returnonce"]
