"""Texts that stand on the sheets of a workbook: titles, the banner, and those of a layout with their fields put in."""

from __future__ import annotations

from mappings.definitions.workbook_layouts import FIELDS
from mappings.fill.cells import FilledReturn

BANNER = "ILLUSTRATIVE: made-up figures, for showing how the return is filled. Not for use."


def fill_words(text: str, filled: FilledReturn) -> str:
    """``{area}`` becomes the area's name, and so on for each of ``FIELDS``."""
    if "{" not in text and "}" not in text:
        return text
    values = (
        filled.edition.title, filled.edition.edition, filled.edition.recipient, filled.area.name, filled.area.code,
        filled.period.label(), filled.period.code, filled.place or "",
    )  # fmt: skip
    return text.format_map(dict(zip(FIELDS, values, strict=True)))


def return_title(filled: FilledReturn) -> str:
    """Return, area and period, as people name them."""
    return f"{filled.edition.title}, {filled.area.name}, {filled.period.label()}"


def banner_lines(filled: FilledReturn) -> tuple[tuple[str, str], ...]:
    """The line that every sheet of a made-up return carries."""
    return ((BANNER, "banner"),) if filled.illustrative else ()
