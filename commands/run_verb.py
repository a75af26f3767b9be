"""Runs one verb: loads its function, reads the arguments that the function's signature asks for, and calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from commands.help_page import HELP, PROGRAM
from commands.next_command import choose_next, repeat_command
from commands.progress_display import showing_progress
from commands.verbs import Verb
from returnonce.console import Console
from returnonce.errors import WrongUsage
from returnonce.garbage_collection import collect_from_here
from returnonce.postponed_import import postpone_import

#: As the shell says it of a program that was stopped from the keyboard.
INTERRUPTED = 130
#: Verbs that go on until they are stopped, and say themselves what they do.
LASTING = frozenset({"schedule", "serve", "work"})


def make_command(verb: Verb) -> Any:
    """Typer's command for a verb; loads the verb's module and what that imports."""
    # A third of the time of a small command, of which many ask for no frame.
    postpone_import("polars")
    module, _, name = verb.function.partition(":")
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(context_settings={"help_option_names": list(HELP)})(getattr(import_module(module), name))
    return get_command(app)


def run_verb(verb: Verb, arguments: Sequence[str], console: Console) -> int:
    """The verb's exit code; how far it has come and what to type next are said on the console.

    Raises:
        WrongUsage: the arguments are not those that the verb takes.
    """
    command = make_command(verb)
    collect_from_here()
    try:
        with command.make_context(f"{PROGRAM} {verb.name}", list(arguments)) as context:
            if verb.name in LASTING:
                return _invoke(command, context)[0]
            with showing_progress(console, verb.name):
                code, choices = _invoke(command, context)
            console.say_next(_find_next(verb, code, choices, _name_arguments(command, context.params)))
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, EOFError, KeyboardInterrupt):
        return INTERRUPTED
    except TyperException as error:
        raise WrongUsage(error.format_message(), mend=f"{PROGRAM} {verb.name} --help says what there is.") from error
    return code


def read_typed(verb: Verb, arguments: Sequence[str]) -> dict[str, Any]:
    """What was typed for a verb that was refused after its arguments were read."""
    command = make_command(verb)
    with command.make_context(f"{PROGRAM} {verb.name}", list(arguments)) as context:
        return _name_arguments(command, context.params)


def _invoke(command: Any, context: Any) -> tuple[int, str]:
    """The exit code, and what comes next where the command says so itself, as in ``verbs.tsv``."""
    try:
        answer = command.invoke(context)
    except typer.Exit as error:
        return error.exit_code, ""
    if isinstance(answer, tuple):
        return answer
    return (answer, "") if isinstance(answer, int) else (0, answer if isinstance(answer, str) else "")


def _find_next(verb: Verb, code: int, choices: str, typed: Mapping[str, Any]) -> str:
    """Where something was found that is to be mended, the same command again, unless the command says what else."""
    if code == 0 or choices:
        return choose_next(choices or verb.next, typed)
    return repeat_command(verb.name)


def _name_arguments(command: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, by the names that help shows: ``RETURN``, and ``AGENCY`` of ``--agency``; None for a list."""
    return {
        _show_name(each): None if isinstance(value := values.get(each.name), list) else value for each in command.params
    }


def _show_name(parameter: Any) -> str:
    written = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.name
    return str(written).strip("-[]").replace("-", "_").upper()
