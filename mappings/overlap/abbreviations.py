"""Abbreviations of lists, written out before a title is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from mappings.definitions.overlap_vocabulary import Abbreviation

_LETTER = "[A-Za-z0-9]"


class Abbreviations:
    """Writes out what a text shortens.

    A short form with a capital letter counts in its very letters alone: "HE" is higher education, and "he" is not.
    """

    def __init__(self, rows: Sequence[Abbreviation]) -> None:
        self._exact = {row.short: row.full for row in rows if row.short != row.short.lower()}
        self._folded = {row.short: row.full for row in rows if row.short == row.short.lower()}
        self._patterns = tuple(
            (_make_pattern(table, flags), table)
            for table, flags in ((self._exact, re.NOFLAG), (self._folded, re.IGNORECASE))
            if table
        )

    def expand(self, text: str) -> str:
        """The text with every short form written out."""
        for pattern, table in self._patterns:
            text = pattern.sub(partial(_write_out, table), text)
        return text


def _write_out(table: Mapping[str, str], match: re.Match[str]) -> str:
    full = table.get(match[0]) or table[match[0].lower()]
    return f" {full}" if match.string[: match.start()][-1:].isdigit() else full


def _make_pattern(table: Mapping[str, str], flags: re.RegexFlag) -> re.Pattern[str]:
    """The longest first; none within a word: "wk" is not in "wkend", and "12wks" is twelve weeks."""
    shorts = "|".join(re.escape(short) for short in sorted(table, key=len, reverse=True))
    # A unit may follow a number at once; what is written in capitals then is part of a code, such as "45L3".
    before = "[A-Za-z]" if flags else _LETTER
    return re.compile(rf"(?<!{before})({shorts})(?!{_LETTER}|')", flags)
