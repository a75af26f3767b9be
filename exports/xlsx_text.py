"""Values as XML text: exact numbers, and text that stays text.

A text cell is written inline (``t="inlineStr"``), which no reader takes for a formula, whatever
the text begins with. Escapes: XML 1.0 section 2.2, and ``ST_Xstring`` of ECMA-376 part 1
(22.9.2.19), which writes characters that XML cannot hold as ``_xHHHH_``.
"""

from __future__ import annotations

import re

import polars as pl

from exports.book import LONGEST_TEXT, fitted
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


def tag(text: str) -> str:
    """What goes before an inline text; spaces at its ends have to be asked for."""
    return f"<is><t{KEEP_SPACE if re.search(_OUTER_SPACE, text) else ''}>"


def prepared(frame: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, frozenset[str]]:
    """Text columns cut to a cell's size and escaped, and the names of those with spaces to keep.

    Columns that need nothing are only looked at.
    """
    if not names or not frame.height:
        return frame, frozenset()
    long = frame.select(pl.col(names).str.len_bytes().max().fill_null(0) > LONGEST_TEXT // 2).row(0)
    cut = [pl.col(name).map_elements(fitted, pl.String) for name, is_long in zip(names, long, strict=True) if is_long]
    frame = frame.with_columns(cut)
    spaced = frame.select(pl.col(names).str.contains(_OUTER_SPACE).any()).row(0)
    needing = frame.select(pl.col(names).str.contains(_NEEDS_ESCAPE).any()).row(0)
    escaped = [_escaped(pl.col(name)) for name, needs in zip(names, needing, strict=True) if needs]
    keep = frozenset(name for name, has in zip(names, spaced, strict=True) if has)
    return frame.with_columns(escaped), keep


def _escaped(text: pl.Expr) -> pl.Expr:
    """Twin of :func:`escape`."""
    safe = (
        pl.when(text.str.contains(_LOOKS_ESCAPED))
        .then(text.str.replace_all("_x", "_x005F_x", literal=True))
        .otherwise(text)
    )
    return safe.str.replace_many([chr(n) for n in _ESCAPES], list(_ESCAPES.values()))


def tags(text: pl.Expr, keep: bool) -> pl.Expr:
    """Twin of :func:`tag`; ``text`` may be escaped, since no escape stands for a space it tests."""
    if not keep:
        return pl.lit("<is><t>")
    return pl.when(text.str.contains(_OUTER_SPACE)).then(pl.lit(f"<is><t{KEEP_SPACE}>")).otherwise(pl.lit("<is><t>"))


def exact_number(micros: pl.Expr) -> pl.Expr:
    """Micros as the shortest exact decimal text: ``12_500_000`` is ``12.5``."""
    size = micros.abs()
    fraction = (size % MICRO + MICRO).cast(pl.String).str.slice(1).str.strip_chars_end("0")
    point = pl.when(size % MICRO == 0).then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(micros < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // MICRO).cast(pl.String), point, fraction)
