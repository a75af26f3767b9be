"""Tables and refusals on a terminal, by rich: fitted to its width, in colour unless NO_COLOR says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from returnonce.narrow_text import GAP, fit_columns, write_fields
from returnonce.plain_table import is_number_column, strip_control


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str] = ()) -> None:
    """On standard output. Long cells go on in the next line between words.

    Where words are too long for columns, as many of the ``spare`` ones are left out as must be, and named; where that
    is no help, each field has a line.
    """
    console, cells = Console(highlight=False), [[strip_control(cell) for cell in row] for row in rows]
    for count in range(len(spare) + 1):
        left_out = spare[:count]
        kept = [number for number, heading in enumerate(headings) if heading not in left_out]
        some, shown = [headings[number] for number in kept], [[row[number] for number in kept] for row in cells]
        if (widths := fit_columns(some, shown, console.width)) is not None:
            console.print(_make_table(some, shown, widths))
            if left_out:
                console.print(f"No room here for: {', '.join(left_out)}. A wider window or --json has them.")
            return
    console.print(_write_records(headings, cells, console.width), soft_wrap=True)


def _make_table(headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold")
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        is_number = is_number_column([row[number] for row in rows])
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold", width=width)
    for row in rows:
        # Text, since square brackets are a colour to rich and a symbol to us.
        table.add_row(*map(Text, row))
    return table


def _write_records(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Text:
    return Text("\n\n").join(Text("\n".join(write_fields(headings, row, width))) for row in rows)


def print_refusal(title: str, text: str) -> None:
    """On standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text.assemble((f"{title}: ", "bold red"), text))
