"""The few pieces of Markdown that the reference pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by `python -m docs.generate` from the definitions. Edit those, not this page. -->"


def page(title: str, *parts: str) -> str:
    """A whole page; parts are parted by an empty line."""
    return "\n\n".join([NOTICE, f"# {title}", *(part for part in parts if part)]) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; nothing at all where there are no rows."""
    body = [_row(row) for row in rows]
    return "\n".join([_row(headings), _row(["---"] * len(headings)), *body]) if body else ""


def words(code: str) -> str:
    """``low_is_good`` to ``low is good``; what is not established keeps saying so."""
    return code.replace("_", " ")


def code(text: str) -> str:
    """Text that people type."""
    return f"`{text}`"


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: object) -> str:
    text = "" if cell is None else " ".join(str(cell).split())
    return text.replace("|", "\\|").replace("<", "&lt;")
