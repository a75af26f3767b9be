"""Cell values as XML: exact numbers, and text that no program takes for a formula.

A text cell is written inline (``t="inlineStr"``), which no reader takes for a formula, whatever
the text begins with. Escapes: XML 1.0 section 2.2, and ``ST_Xstring`` of ECMA-376 part 1
(22.9.2.19), which writes characters that XML cannot hold as ``_xHHHH_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from exports.formats.xlsx.workbook_model import LONGEST_TEXT, fit_cell_text
from returnonce.numbers import MICRO

KEEP_SPACE = ' xml:space="preserve"'
#: Characters that XML cannot hold, or that its line-end rule would change (carriage return).
_UNHOLDABLE = (*range(0x09), 0x0B, 0x0C, *range(0x0D, 0x20), 0xFFFE, 0xFFFF)
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"} | {n: f"_x{n:04X}_" for n in _UNHOLDABLE}
_LOOKS_ESCAPED = "_x[0-9a-fA-F]{4}_"
_NEEDS_ESCAPE = rf"[&<>\x00-\x08\x0b-\x1f\x{{fffe}}\x{{ffff}}]|{_LOOKS_ESCAPED}"
_OUTER_SPACE = r"^\s|\s$"


def escape(text: str) -> str:
    """One text as XML character data."""
    if re.search(_LOOKS_ESCAPED, text):
        # Or it would come back as the character that it seems to name.
        text = text.replace("_x", "_x005F_x")
    return text.translate(_ESCAPES)


def opening_tag(text: str) -> str:
    """The tags before an inline text; spaces at its ends must be declared."""
    return f"<is><t{KEEP_SPACE if re.search(_OUTER_SPACE, text) else ''}>"


def prepare_texts(frame: pl.DataFrame, texts: Iterable[str]) -> tuple[pl.DataFrame, frozenset[str]]:
    """The frame with text columns cut to a cell's size and escaped, and those with some text with outer spaces."""
    names = sorted(texts)
    lengths = frame.select(pl.col(names).str.len_bytes().max()).row(0, named=True) if names else {}
    long = [name for name in names if (lengths[name] or 0) > LONGEST_TEXT // 2]
    frame = frame.with_columns(pl.col(name).map_elements(fit_cell_text, pl.String) for name in long)
    unlike = _columns_with(frame, names, f"{_OUTER_SPACE}|{_NEEDS_ESCAPE}")
    spaced = _columns_with(frame, unlike, _OUTER_SPACE)
    escaped = [_escape_column(pl.col(name)) for name in _columns_with(frame, unlike, _NEEDS_ESCAPE)]
    return frame.with_columns(escaped), frozenset(spaced)


def _columns_with(frame: pl.DataFrame, names: list[str], pattern: str) -> list[str]:
    """The columns in which a pattern occurs."""
    if not names:
        return []
    occurrences = frame.select(pl.col(names).str.contains(pattern).any()).row(0)
    return [name for name, occurs in zip(names, occurrences, strict=True) if occurs]


def _escape_column(text: pl.Expr) -> pl.Expr:
    """The same as :func:`escape`, for a column."""
    safe = (
        pl.when(text.str.contains(_LOOKS_ESCAPED))
        .then(text.str.replace_all("_x", "_x005F_x", literal=True))
        .otherwise(text)
    )
    return safe.str.replace_many([chr(n) for n in _ESCAPES], list(_ESCAPES.values()))


def opening_tags(text: pl.Expr) -> pl.Expr:
    """The same as :func:`opening_tag`, for a column, escaped or not."""
    return pl.when(text.str.contains(_OUTER_SPACE)).then(pl.lit(f"<is><t{KEEP_SPACE}>")).otherwise(pl.lit("<is><t>"))


def exact_number(micros: pl.Expr) -> pl.Expr:
    """Micros as the shortest exact decimal text: ``12_500_000`` is ``12.5``."""
    size = micros.abs()
    fraction = (size % MICRO + MICRO).cast(pl.String).str.slice(1).str.strip_chars_end("0")
    point = pl.when(size % MICRO == 0).then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(micros < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // MICRO).cast(pl.String), point, fraction)
