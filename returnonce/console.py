"""How a command writes: the answer on standard output, sentences for people on standard error."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from returnonce.errors import ReturnOnceError, problem

MARGIN = 2


@dataclass(frozen=True)
class Console:
    """``as_json``: one JSON document on standard output and no table. ``as_log``: sentences are lines of a JSON log."""

    as_json: bool = False
    as_log: bool = False

    def say(self, text: str, *, level: str = "info") -> None:
        """A sentence for the person, never for a program."""
        print(_log_line(text, level) if self.as_log else text, file=sys.stderr)  # noqa: T201

    def data(self, content: Any) -> None:
        """The answer itself, for programs; only with ``--json``."""
        if self.as_json:
            print(json.dumps(content, ensure_ascii=False, indent=2, default=str))  # noqa: T201

    def text(self, text: str) -> None:
        """The answer itself, for people; only without ``--json``."""
        if not self.as_json:
            print(text)  # noqa: T201

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The answer as a table, for people."""
        self.text(table(headings, rows))

    def refuse(self, error: ReturnOnceError) -> None:
        """What, where and how to mend it."""
        self.data(dict(problem(error, instance="")))
        self.say(f"{error.title}: {error}", level="error")


def _log_line(text: str, level: str) -> str:
    from returnonce.clock import SystemClock

    return json.dumps({"event": text, "level": level, "timestamp": SystemClock().now().isoformat()})


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns side by side; the widest column wraps, so that the table fits the terminal."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    columns = [[heading, *(row[n] for row in cells)] for n, heading in enumerate(headings)]
    widths = _fit_widths([max(1, *map(len, column)) for column in columns])
    right = [all(_is_number(cell) for cell in column[1:]) and len(column) > 1 for column in columns]
    lines = [_line(list(headings), widths, right), "  ".join("-" * width for width in widths)]
    return "\n".join(lines + [_line(row, widths, right) for row in cells])


def _fit_widths(widths: list[int]) -> list[int]:
    spare = shutil.get_terminal_size((140, 40)).columns - sum(widths) - MARGIN * (len(widths) - 1)
    if spare < 0 and widths:
        widest = widths.index(max(widths))
        widths[widest] = max(20, widths[widest] + spare)
    return widths


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    padded = [part + [""] * (height - len(part)) for part in wrapped]
    return "\n".join(
        "  ".join(
            text.rjust(width) if align else text.ljust(width)
            for text, width, align in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in zip(*padded, strict=True)
    )


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("-", "").replace("%", "").isdigit() or text == ""
