"""How the figures of one upload fan out to lines of returns, drawn from left to right."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.plan.lines_filled import LinesFilled
from returnonce.count_text import format_count

#: Units of the drawing: its width, where boxes begin and end, and the height of one return.
WIDTH, LEFT_END, RIGHT_START, ROW = 720, 190, 400, 64
THINNEST, THICKEST = 2, 26
TITLE_CHARACTERS = 34


@dataclass(frozen=True)
class FanBranch:
    """One return: its box's top, the band that leads to it, and its words."""

    top: int
    path: str
    thickness: int
    title: str
    lines: str


@dataclass(frozen=True)
class FanOut:
    """``root_top``: the top of the box of the upload itself."""

    height: int
    root_top: int
    root: str
    branches: tuple[FanBranch, ...]
    description: str


def draw_fan_out(filled: LinesFilled, titles: dict[str, str]) -> FanOut | None:
    """The drawing; None where no line is filled. ``titles``: of returns by code."""
    if not filled.lines:
        return None
    height = ROW * len(filled.lines)
    middle, most = height // 2, max(filled.figures_of.values())
    branches = []
    for number, (code, lines) in enumerate(filled.lines.items()):
        top = number * ROW
        share = filled.figures_of[code] / most
        branches.append(
            FanBranch(
                top, _band(middle, top + ROW // 2), round(THINNEST + (THICKEST - THINNEST) * share),
                shorten(titles.get(code, code)), format_count(len(lines), "line"),
            )
        )  # fmt: skip
    each = (f"{format_count(len(lines), 'line')} of {titles.get(code, code)}" for code, lines in filled.lines.items())
    root = format_count(filled.figures, "figure")
    return FanOut(height, middle - ROW // 2, root, tuple(branches), f"{root} lead to {'; '.join(each)}.")


def _band(start: int, end: int) -> str:
    half = (LEFT_END + RIGHT_START) // 2
    return f"M{LEFT_END} {start} C{half} {start} {half} {end} {RIGHT_START} {end}"


def shorten(text: str, most: int = TITLE_CHARACTERS) -> str:
    """A title that fits its box; the table beside has it whole."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"
