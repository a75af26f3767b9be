"""``python -m docs.readme var/demo/summary.txt``: puts a demonstration's real output into README.md, shortened."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(<!-- output of make demo: begin -->\n).*?(<!-- output of make demo: end -->)", re.DOTALL)
LEFT_OUT = "…"
FILES = "WHERE THE FILES ARE"
RECORDS = "Rows about people, sent once"


def excerpt(summary: str) -> str:
    """The first round up to its empty cells, with one return of its table; one file of records; where the files are."""
    round_, _, rest = summary.partition("\nWhy cells are empty:")
    before, rule, table = _split_table(round_.rstrip().splitlines())
    end = table.index(rule)
    returns = [number for number, line in enumerate(table[:end]) if line and not line.startswith(" ")]
    shown = table[: returns[1]] if len(returns) > 1 else table[:end]
    files = FILES + rest.partition(FILES)[2]
    told = [*before, rule, *shown, LEFT_OUT, *table[end:], LEFT_OUT, *_fan_out(rest), files.rstrip()]
    return "\n".join(told)


def _fan_out(rest: str) -> list[str]:
    """What the first file of records fed, where there is one: all that is indented under its name."""
    if RECORDS not in rest:
        return []
    title, first, *lines = (RECORDS + rest.partition(RECORDS)[2]).splitlines()
    return [title, first, *takewhile(lambda line: line.startswith(" "), lines), LEFT_OUT]


def _split_table(lines: list[str]) -> tuple[list[str], str, list[str]]:
    start = next(number for number, line in enumerate(lines) if line.startswith("-----"))
    return lines[:start], lines[start], lines[start + 1 :]


def with_excerpt(readme: str, summary: str) -> str:
    """README.md with the block between its two marks written anew."""
    block = f"```console\n$ make demo\n{LEFT_OUT}\n{excerpt(summary)}\n```\n"
    return BLOCK.sub(lambda found: found[1] + block + found[2], readme)


def main(argv: Sequence[str] | None = None) -> int:
    """Write README.md from a summary file."""
    (summary,) = sys.argv[1:] if argv is None else argv
    content = with_excerpt(README.read_text(encoding="utf-8"), Path(summary).read_text(encoding="utf-8"))
    README.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
