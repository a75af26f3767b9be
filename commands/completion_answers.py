"""Answers a shell that asks, on Tab, what may be typed next: verbs and options from tables, values from the ruleset."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from commands.completion_suggestions import Suggestion, matches
from commands.help_page import list_options
from commands.verbs import find_verb, list_verbs_of, read_verbs

TABLE = Path(__file__).with_name("options.tsv")
#: What means something to a shell.
SPECIAL = re.compile(r"""[\s"'`$&|;<>()\[\]{}*?!#~\\]""")
#: Beyond this nobody reads a list; a letter more shortens it.
MOST = 400


class Parameter(NamedTuple):
    """One row of ``options.tsv``. ``name``: ``--agency``, or ``RETURN`` of an argument; ``takes``: ``flag``, ``value``
    or ``values`` (may be repeated)."""

    verb: str
    name: str
    takes: str
    help: str

    @property
    def value_name(self) -> str:
        """What stands for its value in help: ``AGENCY``."""
        return self.name.strip("-").replace("-", "_").upper()


@cache
def read_parameters() -> Mapping[str, Sequence[Parameter]]:
    """Options and arguments of every verb, in the order of its signature."""
    parameters: dict[str, list[Parameter]] = {}
    for row in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        parameter = Parameter(*row.split("\t"))
        parameters.setdefault(parameter.verb, []).append(parameter)
    return parameters


def answer_shell(shell: str, words: Sequence[str]) -> int:
    """Print what may stand for the last of the words, as that shell reads it; nothing where that is a file or is not
    known. Whatever goes wrong, a shell is told nothing."""
    try:
        typed = words[-1] if words else ""
        for suggestion in suggest(words):
            sys.stdout.write(f"{FORMATS[shell](suggestion, typed)}\n")
    except Exception:
        return 1
    return 0


def suggest(words: Sequence[str]) -> list[Suggestion]:
    """What may stand for the last word, of those after ``returnonce``; its beginning is typed, perhaps quoted."""
    *before, typed = _join_equals(words) or [""]
    typed = unquote(typed)
    name, rest = find_verb([unquote(word) for word in before])
    choices = {each.text: each for each in _list_choices(name, rest, typed) if matches(each.text, typed)}
    return list(choices.values())[:MOST]


def _join_equals(words: Sequence[str]) -> list[str]:
    """``--agency=x`` as two words: bash parts it into three."""
    parted = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    return [*(word for word in parted[:-1] if word != "="), *("" if word == "=" else word for word in parted[-1:])]


def _list_choices(name: str, rest: Sequence[str], typed: str) -> Iterable[Suggestion]:
    parameters = read_parameters().get(name, ())
    options = {each.name: each for each in parameters if each.name.startswith("-")}
    if rest and rest[-1] in options and options[rest[-1]].takes != "flag":
        yield from _list_values(options[rest[-1]], typed)
        return
    if typed.startswith("-"):
        yield from _list_options(name, options, rest)
        return
    if not rest:
        yield from (Suggestion(word, verb.help) for word, verb in list_verbs_of(name).items())
    argument = _find_argument(parameters, options, rest)
    if argument is not None:
        yield from _list_values(argument, typed)
    elif parameters:
        yield from _list_options(name, options, rest)


def _list_options(name: str, options: Mapping[str, Parameter], rest: Sequence[str]) -> Iterator[Suggestion]:
    if not (name and read_verbs()[name].function):
        yield from (Suggestion(*each) for each in list_options(name).items())
        return
    yield from (Suggestion(each.name, each.help) for each in options.values()
                if each.takes == "values" or each.name not in rest)  # fmt: skip
    yield Suggestion("--help", list_options(name)["--help"])


def _find_argument(
    parameters: Sequence[Parameter], options: Mapping[str, Parameter], rest: Sequence[str]
) -> Parameter | None:
    """The argument whose turn it is; None once all were typed."""
    typed, words = 0, iter(rest)
    for word in words:
        if word in options and options[word].takes != "flag":
            next(words, None)
        elif not word.startswith("-"):
            typed += 1
    arguments = [each for each in parameters if not each.name.startswith("-")]
    if arguments and arguments[-1].takes == "values":
        return arguments[min(typed, len(arguments) - 1)]
    return arguments[typed] if typed < len(arguments) else None


def _list_values(parameter: Parameter, typed: str) -> Iterable[Suggestion]:
    # Only now: verbs and options need no definitions.
    from commands.completion_values import list_values

    return list_values(parameter.verb, parameter.value_name, typed)


def unquote(word: str) -> str:
    """A word as it is meant, of which bash gives the letters that were typed: ``"King``, ``King\\ ``."""
    if word[:1] in {"'", '"'}:
        return word[1:].removesuffix(word[0])
    return word.replace("\\", "") if "\\" in word else word


def _write_bash(suggestion: Suggestion, typed: str) -> str:
    """The word alone, with a space after it but where one goes on; within quotes bash closes them itself."""
    if typed[:1] in {"'", '"'}:
        return suggestion.text
    return SPECIAL.sub(r"\\\g<0>", suggestion.text)


def _write_zsh(suggestion: Suggestion, typed: str) -> str:
    del typed
    escaped = suggestion.text.replace("\\", "\\\\").replace(":", "\\:")
    return f"{escaped}:{suggestion.help}" if suggestion.help else escaped


def _write_fish(suggestion: Suggestion, typed: str) -> str:
    del typed
    return f"{suggestion.text}\t{suggestion.help}"


#: How each shell reads an answer.
FORMATS: Mapping[str, Callable[[Suggestion, str], str]] = {"bash": _write_bash, "zsh": _write_zsh, "fish": _write_fish}
