"""How an upload of figures is laid out: the names of its sheets, and the three columns that every one has."""

from __future__ import annotations

from collections.abc import Sequence

FIGURES_SHEET = "figures"
TEMPLATE_SHEET, DERIVED_SHEET = "template", "derived"
#: What a marked workbook lists beside the sender's own sheets.
ERRORS_SHEET, EVERY_FINDING_SHEET = "errors", "every finding"
#: Sheets that a template, a workbook of derived figures or a marked workbook itself carries.
OUR_OWN_SHEETS = frozenset(
    {"template", "lists", "how to fill this in", "derived", "findings", ERRORS_SHEET, EVERY_FINDING_SHEET}
)
REQUIRED_COLUMNS = ("indicator", "area", "period")


def fold_heading(heading: str) -> str:
    """``" Numerator\\u00a0"`` is ``"numerator"``."""
    return " ".join(heading.split()).casefold()


def is_heading_row(cells: Sequence[str | None]) -> bool:
    """Whether a row names the columns that every upload has."""
    return set(REQUIRED_COLUMNS) <= {fold_heading(cell) for cell in cells if cell}
