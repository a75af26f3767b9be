"""Runs one verb: loads its function, reads the arguments that the function's signature asks for, and calls it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from commands.help_page import PROGRAM
from commands.verbs import Verb
from returnonce.errors import WrongUsage
from returnonce.garbage_collection import collect_from_here

#: As the shell says it of a program that was stopped from the keyboard.
INTERRUPTED = 130


def make_command(verb: Verb) -> Any:
    """Typer's command for a verb; loads the verb's module and what that imports."""
    module, _, name = verb.function.partition(":")
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command()(getattr(import_module(module), name))
    return get_command(app)


def run_verb(verb: Verb, arguments: Sequence[str]) -> int:
    """The verb's exit code.

    Raises:
        WrongUsage: the arguments are not those that the verb takes.
    """
    command = make_command(verb)
    collect_from_here()
    try:
        code = command.main(list(arguments), prog_name=f"{PROGRAM} {verb.name}", standalone_mode=False)
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort:
        return INTERRUPTED
    except TyperException as error:
        raise WrongUsage(error.format_message(), mend="--help says what there is.") from error
    return code if isinstance(code, int) else 0
