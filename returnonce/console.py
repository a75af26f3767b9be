"""How a command writes: the answer on standard output, sentences for people on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from returnonce.errors import ReturnOnceError, problem
from returnonce.plain_table import strip_control, table
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
        """The answer itself, for people; only without ``--json``."""
        if not self.as_json:
            hide_progress()
            print(strip_control(text))  # noqa: T201

    def outcome(self, text: str) -> None:
        """What was done, for people: the answer of what is asked to act once; a line of the log where that is JSON."""
        (self.say if self.as_log else self.text)(text)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The answer as a table, for people: as wide as the terminal, and as wide as it is where there is none."""
        if not self.as_json and sys.stdout.isatty():
            # Only now: what is piped or written to a file needs none of rich.
            from returnonce.terminal import print_table

            hide_progress()
            print_table(headings, [["" if cell is None else str(cell) for cell in row] for row in rows])
        else:
            self.text(table(headings, rows))

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
