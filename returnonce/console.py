"""How a command writes: the answer on standard output, sentences for people on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import Any

from returnonce.errors import ReturnOnceError, problem
from returnonce.narrow_text import fit_text
from returnonce.plain_table import PlainTable, strip_control, table
from returnonce.progress import hide_progress


@dataclass(frozen=True)
class Console:
    """``as_json``: one JSON document on standard output and no table. ``as_log``: sentences are lines of a JSON log."""

    as_json: bool = False
    as_log: bool = False

    def say(self, text: str, *, level: str = "info") -> None:
        """A sentence for the person, never for a program."""
        print(_log_line(text, level) if self.as_log else strip_control(text), file=sys.stderr)  # noqa: T201

    def say_next(self, command: str) -> None:
        """What to type next, for who types; a log has no use for it."""
        if command and not self.as_log and not self.as_json:
            self.say(f"Next: {command}")

    def data(self, content: Any) -> None:
        """The answer itself, for programs; only with ``--json``."""
        if self.as_json:
            print(json.dumps(content, ensure_ascii=False, indent=2, default=str))  # noqa: T201

    def text(self, text: str) -> None:
        """The answer itself, for people; only without ``--json``. A terminal gets it in lines that fit."""
        if self.as_json:
            return
        hide_progress()
        if not sys.stdout.isatty():
            print(strip_control(text))  # noqa: T201
        elif isinstance(text, PlainTable):
            # Only now: what is piped or written to a file needs none of rich.
            from returnonce.terminal import print_table

            print_table(text.headings, text.rows, text.spare)
        else:
            print(fit_text(strip_control(text), get_terminal_size().columns))  # noqa: T201

    def outcome(self, text: str) -> None:
        """What was done, for people: the answer of what is asked to act once; a line of the log where that is JSON."""
        (self.say if self.as_log else self.text)(text)

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[object]], *, spare: Sequence[str] = (), none: str = ""
    ) -> None:
        """The answer as a table, for people: as wide as the terminal, and as wide as it is where there is none.

        ``spare``: as of a :class:`PlainTable`. ``none``: the sentence that stands in the place of a table without rows.
        """
        made = table(headings, rows)
        made.spare = spare
        self.text(none if none and not made.rows else made)

    def refuse(self, error: ReturnOnceError) -> None:
        """What, where and how to mend it."""
        self.data(dict(problem(error, instance="")))
        if not self.as_log and sys.stderr.isatty():
            from returnonce.terminal import print_refusal

            print_refusal(error.title, strip_control(str(error)))
        else:
            self.say(f"{error.title}: {error}", level="error")


def _log_line(text: str, level: str) -> str:
    from returnonce.clock import SystemClock

    return json.dumps({"event": text, "level": level, "timestamp": SystemClock().now().isoformat()})
