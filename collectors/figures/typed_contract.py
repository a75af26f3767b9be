"""The contract of typed rows: what the rules may take for granted of a table that was read.

Text that could not be read has its finding and is null here. What fails here is a bug of ours, and no verdict is given.
"""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from collectors.readers.raw_table import FEW_ROWS
from indicators.figures.figure_schema import KINDS, STATUSES, SYMBOLS

#: Columns of words, and those of which all the words are known; numbers are in millionths.
WORDS = ("indicator", "area", "period", "breakdown", "kind", "symbol", "status")
KNOWN_WORDS = {"kind": KINDS, "symbol": SYMBOLS, "status": STATUSES}
MICROS = ("numerator", "denominator", "value", "rounded_to", "lower", "upper")


class ContractBroken(Exception):
    """Typing made rows that it never makes."""


def require_typed(frame: pl.DataFrame) -> None:
    """``row`` rises from 1, ``WORDS`` are enumerations, ``MICROS`` Int64, ``note`` text; other columns may be there.

    Raises:
        ContractBroken: a column is missing, of another type, or holds what it never may.
    """
    schema = {**dict.fromkeys(WORDS, pl.Enum), **dict.fromkeys(("row", *MICROS), pl.Int64), "note": pl.String}
    # Asked once: what a frame says of an enumeration is made anew for each question.
    given = frame.schema
    wrong = [name for name, kind in schema.items() if given.get(name) != kind]
    wrong += [name for name, words in KNOWN_WORDS.items() if name not in wrong and not _holds_only(frame[name], words)]
    if wrong or not _rises_from_1(frame["row"]):
        raise ContractBroken(", ".join(wrong or ["row"]))


def _holds_only(column: pl.Series, words: tuple[str, ...]) -> bool:
    # An enumeration may know words that no row has.
    return set(column.dtype.categories) <= set(words) or set(column.drop_nulls().unique()) <= set(words)  # type: ignore[attr-defined]


def _rises_from_1(rows: pl.Series) -> bool:
    if rows.len() <= FEW_ROWS:
        numbers = rows.to_list()
        return None not in numbers and all(one < next_one for one, next_one in pairwise([0, *numbers]))
    return not rows.has_nulls() and rows[0] >= 1 and bool((rows.diff()[1:] > 0).all())
