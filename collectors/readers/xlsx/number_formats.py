"""Which cell styles show a number as a date, as a percentage or with fewer decimals. Runs in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping

from collectors.readers.sheet_metadata import CellKind

#: Built-in formats; 27-36 and 50-58 are dates of East Asian locales (ECMA-376 part 1, 18.8.30).
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENTAGES = {9, 10}
#: Decimals that built-in formats show.
_DECIMALS = {1: 0, 2: 2, 3: 0, 4: 2, 37: 0, 38: 0, 39: 2, 40: 2, 41: 0, 42: 0, 43: 2, 44: 2}
#: What is left of a plain number's format: digits, and after the point one placeholder for each decimal.
_FIXED = re.compile(r"[^0#?]*[0#?][0#?,]*(?:\.([0#?]{1,6}))?[^0#?.,/e*]*")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


#: By the number of decimals.
FIXED: tuple[CellKind, ...] = ("fixed-0", "fixed-1", "fixed-2", "fixed-3", "fixed-4", "fixed-5", "fixed-6")


def detect_kind_shown(number_format: int, custom: Mapping[int, str]) -> CellKind | None:
    """``date``, ``percent``, the decimals that it shows (``fixed-1``), or None."""
    if number_format in custom:
        return _shows_custom(custom[number_format])
    if number_format in _DATES:
        return "date"
    if number_format in _PERCENTAGES:
        return "percent"
    return FIXED[_DECIMALS[number_format]] if number_format in _DECIMALS else None


def _shows_custom(code: str) -> CellKind | None:
    bare = _LITERAL.sub("", code).lower()
    if "%" in bare:
        return "percent"
    if re.search(r"[dmyhs]", bare) and "general" not in bare:
        return "date"
    # A format may have parts of its own for numbers below zero, for zero and for text.
    match = _FIXED.fullmatch(bare.partition(";")[0])
    return FIXED[len(match[1] or "")] if match else None
