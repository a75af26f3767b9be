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
RECORDS = "Rows about people, sent once"


def shorten_summary(summary: str) -> str:
    """What the first round came to, without its table; and what the first file of records fed."""
    first_round, _, rest = summary.partition("\nWhy cells are empty:")
    opening, sums = _split_around_table(first_round.rstrip().splitlines())
    return "\n".join([*opening, LEFT_OUT, *sums, LEFT_OUT, *_fan_out(rest)])


def _fan_out(rest: str) -> list[str]:
    """What the first file of records fed, where there is one: all that is indented under its name."""
    if RECORDS not in rest:
        return []
    title, first, *lines = (RECORDS + rest.partition(RECORDS)[2]).splitlines()
    return [title, first, *takewhile(lambda line: line.startswith(" "), lines), LEFT_OUT]


def _split_around_table(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the table's headings, and those after the empty line that ends it."""
    rules = [number for number, line in enumerate(lines) if line.startswith("-----")]
    headings = max(number for number, line in enumerate(lines[: rules[0]]) if not line)
    end = next(number for number, line in enumerate(lines) if number > rules[-1] and not line)
    return lines[:headings], lines[end + 1 :]


def replace_excerpt(readme: str, summary: str) -> str:
    """README.md with the block between its two marks written anew."""
    block = f"```console\n$ make demo\n{LEFT_OUT}\n{shorten_summary(summary)}\n```\n"
    return BLOCK.sub(lambda match: match[1] + block + match[2], readme)


def main(argv: Sequence[str] | None = None) -> int:
    """Write README.md from a summary file."""
    (summary,) = sys.argv[1:] if argv is None else argv
    content = replace_excerpt(README.read_text(encoding="utf-8"), Path(summary).read_text(encoding="utf-8"))
    README.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
