"""After every command stands the next sensible one, which can be typed."""

from __future__ import annotations

import re

import pytest

from commands.next_command import PLACEHOLDER, REFUSALS, after_refusal, choose_next
from commands.run_verb import make_command
from commands.verbs import find_verb, read_verbs
from returnonce import errors
from returnonce.errors import Conflict, Forbidden, NotFound, NothingToDo, Refused, ReturnOnceError, WrongUsage

VERBS = {name: verb for name, verb in read_verbs().items() if verb.function}
#: These say themselves what comes next, with names that they made.
OF_THEIR_OWN = {"start", "restore", "packs new"}
#: What ``fill`` says instead, of what nobody proposes.
NO_RETURNS = ["returnonce figure INDICATOR --area AREA --period PERIOD", "returnonce records --agency AGENCY"]
CHOICES = [(name, each) for name, verb in VERBS.items() for each in verb.next.split(" | ") if each]
CHOICES += [("fill", each) for each in NO_RETURNS]
REFUSED = [row.split("\t") for row in REFUSALS.read_text(encoding="utf-8").splitlines()[1:]]
CHOICES += [(verb, each) for _, verb, choices in REFUSED if verb != "*" for each in choices.split(" | ")]


def test_every_verb_says_what_comes_next() -> None:
    assert {name for name, verb in VERBS.items() if not verb.next} == OF_THEIR_OWN


@pytest.mark.parametrize(("name", "choice"), CHOICES)
def test_what_comes_next_is_a_verb_with_options_that_it_takes(name: str, choice: str) -> None:
    program, *words = choice.split()
    assert program == "returnonce"
    verb, rest = find_verb(words)
    options = {option for parameter in make_command(VERBS[verb]).params for option in parameter.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= options


CHECK = "returnonce collect FILE --agency AGENCY | returnonce collect FILE --source SOURCE"


@pytest.mark.parametrize(
    ("choices", "arguments", "command"),
    [
        (CHECK, {"FILE": "a.csv", "AGENCY": "pct", "SOURCE": None}, "returnonce collect FILE --agency pct"),
        (CHECK, {"FILE": "a b.csv", "AGENCY": None, "SOURCE": "o ns"}, "returnonce collect FILE --source 'o ns'"),
        (CHECK, {"FILE": "a.csv", "AGENCY": None, "SOURCE": None}, "returnonce collect FILE --source SOURCE"),
        ("returnonce approve PROPOSAL", {"RETURN": "crc"}, "returnonce approve PROPOSAL"),
        ("returnonce verify BUNDLE.zip", {"BUNDLE": "x"}, "returnonce verify BUNDLE.zip"),
        ("", {}, ""),
    ],
)
def test_what_was_typed_stands_in_the_next_command(choices: str, arguments: dict[str, str], command: str) -> None:
    assert choose_next(choices, arguments) == command


TYPED = {"RETURN": "vital-signs", "AREA": "Lewisham", "PERIOD": "FY2009-10"}


@pytest.mark.parametrize(
    ("error", "verb", "command"),
    [
        (WrongUsage("no"), "figure", "returnonce figure --help"),
        (NotFound("no"), "figure", "returnonce figure --help"),
        (Refused("no"), "figure", "returnonce figure … (the same again, when that is mended)"),
        (NothingToDo("no"), "template", "returnonce progress"),
        (Forbidden("no"), "approve", "returnonce user list"),
        (Conflict("no"), "propose", "returnonce editions vital-signs --area Lewisham --period FY2009-10"),
        (Conflict("no"), "collect", "returnonce submissions --agency AGENCY"),
        (Conflict("no"), "plan", ""),
    ],
)
def test_after_a_refusal_comes_what_mends_it_or_nothing(error: ReturnOnceError, verb: str, command: str) -> None:
    assert after_refusal(error, verb, lambda: TYPED) == command


def test_refusals_are_of_kinds_and_verbs_that_there_are() -> None:
    assert {verb for kind, verb, _ in REFUSED if kind == "Conflict"} - {"*"} <= set(VERBS)
    assert all(hasattr(errors, kind) for kind, _, _ in REFUSED)


def test_placeholders_are_words_in_capitals() -> None:
    assert re.findall(PLACEHOLDER, "returnonce collect FILE --agency AGENCY --out LIST.xlsx") == ["FILE", "AGENCY"]
