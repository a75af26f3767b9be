"""Entry point: ``returnonce …``. Arguments in, one call, exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import takewhile

from commands.help_page import HELP, PROGRAM, list_options, write_help, write_verb_help
from commands.verbs import find_verb, list_verbs_of, read_verbs
from returnonce import VERSION
from returnonce.allocator import return_memory_soon
from returnonce.console import Console
from returnonce.errors import ReturnOnceError, WrongUsage, exit_code
from returnonce.garbage_collection import load_without_collection

#: Set by the scripts of ``returnonce completion``, to the name of the shell.
ASKED_BY = "_RETURNONCE_COMPLETE"
MEND = "returnonce --help says what there is."


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 1 refused or findings, 2 wrong usage, 70 a bug; never a traceback.

    Without ``argv`` it is the program itself, and what is loaded lasts as long as the process.
    """
    if argv is not None:
        return _run(list(argv))
    if shell := os.environ.get(ASKED_BY):
        # Only now: it is on Tab alone that anything is suggested.
        from commands.completion_answers import answer_shell

        return answer_shell(shell, sys.argv[1:])
    return_memory_soon(os.environ)
    with load_without_collection():
        return _run(sys.argv[1:])


def _run(arguments: list[str]) -> int:
    # Read past the settings, since what is wrong with those is said in the same form.
    console = Console("--json" in arguments, as_log=os.environ.get("RETURNONCE_LOG_FORMAT") == "json")
    try:
        return _answer(arguments, console)
    except ReturnOnceError as error:
        console.refuse(error)
        if "returnonce " not in str(error):
            console.say_next(_find_next(error, arguments))
        return exit_code(error)
    except BrokenPipeError:
        return 0
    except UnicodeEncodeError as error:
        # Bytes that are no UTF-8 reach us as half characters, which neither store nor file takes.
        if all(text.isascii() or text.encode(errors="replace").decode() == text for text in arguments):
            return _bug(error, console)
        console.refuse(WrongUsage("What was typed holds bytes that are not UTF-8 text.", mend=MEND))
        return WrongUsage.exit_code
    except Exception as error:
        return _bug(error, console)


def _answer(arguments: list[str], console: Console) -> int:
    name, rest = find_verb(arguments)
    if name and read_verbs()[name].function:
        if any(word in HELP for word in takewhile("--".__ne__, rest)):
            return _print(write_verb_help(name))
        # Only now: what needs no verb loads none, and a verb loads what is its own.
        from commands.run_verb import run_verb

        return run_verb(read_verbs()[name], rest, console)
    if not rest:
        console.say(write_help(name))
        return WrongUsage.exit_code
    if rest[0] in HELP:
        return _print(write_help(name))
    if rest[0] == "help" and not name:
        return _answer([*rest[1:], "--help"], console)
    if rest[0] == "--version" and not name:
        return _print(f"{PROGRAM} {VERSION}")
    raise _unknown(rest[0], name)


def _find_next(error: ReturnOnceError, arguments: list[str]) -> str:
    # Only now: most commands are not refused.
    from commands.next_command import after_refusal
    from commands.run_verb import read_typed

    name, rest = find_verb(arguments)
    return after_refusal(error, name, lambda: read_typed(read_verbs()[name], rest))


def _print(text: str) -> int:
    Console().text(text)
    return 0


def _unknown(word: str, family: str) -> WrongUsage:
    from difflib import get_close_matches

    kind, known = ("option", list_options(family)) if word.startswith("-") else ("command", list_verbs_of(family))
    near = ", ".join(map(repr, get_close_matches(word, known)))
    suggestion = f" Did you mean {near}?" if near else ""
    return WrongUsage(f"No such {kind} {word!r}.{suggestion}", mend=MEND)


def _bug(error: Exception, console: Console) -> int:
    from returnonce.logs import get_logger

    get_logger().debug("a bug", action="bug", exc_info=error)
    console.say(
        f"Something went wrong here ({type(error).__name__}); nothing was stored. "
        "Set RETURNONCE_LOG_LEVEL=debug to see where.", level="error",
    )  # fmt: skip
    return exit_code(error)


if __name__ == "__main__":
    sys.exit(main())
