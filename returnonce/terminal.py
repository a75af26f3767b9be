"""Tables and refusals on a terminal, by rich: fitted to its width, in colour unless NO_COLOR says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from returnonce.plain_table import is_number_column, strip_control


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """On standard output. A cell that is too long goes on in the next line; nothing of it is left out."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        is_number = is_number_column([row[number] for row in rows])
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number)
    for row in rows:
        # Text, since square brackets are a colour to rich and a symbol to us.
        table.add_row(*(Text(strip_control(cell)) for cell in row))
    Console(highlight=False).print(table)


def print_refusal(title: str, text: str) -> None:
    """On standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text.assemble((f"{title}: ", "bold red"), text))
