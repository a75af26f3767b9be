"""Which cell styles show a number as a date or as a percentage. Runs in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping

from collectors.readers.sheet_metadata import CellKind

#: Built-in formats; 27-36 and 50-58 are dates of East Asian locales (ECMA-376 part 1, 18.8.30).
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENTAGES = {9, 10}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def detect_kind_shown(number_format: int, custom: Mapping[int, str]) -> CellKind | None:
    """``date``, ``percent`` or None."""
    if number_format in custom:
        return _shows_custom(custom[number_format])
    if number_format in _DATES:
        return "date"
    return "percent" if number_format in _PERCENTAGES else None


def _shows_custom(code: str) -> CellKind | None:
    bare = _LITERAL.sub("", code).lower()
    if "%" in bare:
        return "percent"
    return "date" if re.search(r"[dmyhs]", bare) and "general" not in bare else None
