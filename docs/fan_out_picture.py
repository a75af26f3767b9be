"""``python -m docs.fan_out_picture var/demo/summary.txt``: draws what one upload of the demonstration fills, as SVG."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

PICTURE = Path(__file__).parent / "pictures" / "fan-out.svg"
UPLOAD = re.compile(
    r"^(?P<sender>[^\n]+):\n  (?P<rows>[^\n]+) -> (?P<figures>[^\n]+)\n(?P<returns>(?:  -> [^\n]+\n)+)", re.M
)
WIDTH, ROW, TOP = 980, 52, 16
STYLE = (
    "text{font:16px Arial,Helvetica,sans-serif;fill:#0b0c0c}.small{font-size:14px;fill:#505a5f}"
    "rect{fill:#fff;stroke:#1d70b8;stroke-width:2}path{fill:none;stroke:#b1b4b6;stroke-width:2}"
    "svg{background:#fff}"
)


def draw_fan_out(summary: str) -> str:
    """SVG of the first file of records in a demonstration's summary: rows, figures, and a box for each return.

    Raises:
        ValueError: the summary tells of no file of records.
    """
    match = UPLOAD.search(summary)
    if match is None:
        raise ValueError("The summary tells of no file of records.")
    returns = [line.removeprefix("  -> ") for line in match["returns"].splitlines()]
    middle = TOP + (len(returns) - 1) * ROW // 2
    shapes = [
        _box(16, middle, 300, match["rows"], match["sender"].partition(",")[2].strip()),
        _box(390, middle, 150, match["figures"], "each given once"),
        _line(316, middle, 390, middle),
        *(_line(540, middle, 620, TOP + number * ROW) for number in range(len(returns))),
        *(_box(620, TOP + number * ROW, 344, *_split_return(text)) for number, text in enumerate(returns)),
    ]
    height = TOP * 2 + len(returns) * ROW - 8
    label = f"{match['rows']} give {match['figures']}, which fill {len(returns)} returns"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            f' aria-label="{escape(label)}">',
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" style="stroke:none"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def _split_return(text: str) -> tuple[str, str]:
    """``core-data-set, Nottinghamshire, FY2025-26: 19 cells`` as the return, and the rest."""
    name, _, rest = text.partition(", ")
    return name, rest


def _box(x: int, y: int, width: int, first: str, second: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{ROW - 8}"/>'
        f'<text x="{x + 12}" y="{y + 19}">{escape(first)}</text>'
        f'<text class="small" x="{x + 12}" y="{y + 37}">{escape(second)}</text>'
    )


def _line(x: int, y: int, to_x: int, to_y: int) -> str:
    half, drop = (x + to_x) // 2, (ROW - 8) // 2
    return f'<path d="M{x} {y + drop} C{half} {y + drop} {half} {to_y + drop} {to_x} {to_y + drop}"/>'


def main(argv: Sequence[str] | None = None) -> int:
    """Write the picture from a summary file."""
    (summary,) = sys.argv[1:] if argv is None else argv
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw_fan_out(Path(summary).read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
