"""Parser of number columns: plain decimals to millionths; for any other text, advice on how to write it."""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from collectors.figures.distinct_texts import change_texts, spread_values
from collectors.readers.marks import MARK_SCHEMA, no_marks
from collectors.readers.raw_table import FEW_ROWS, ROW
from indicators.figures.figure_schema import SYMBOLS
from returnonce.numbers import parse_micro, parse_micro_expr

#: DfE's letters, our words, and the square brackets of the Analysis Function. ``k`` is ``low``.
SYMBOL_SPELLINGS: dict[str, str] = {
    "c": "confidential", "z": "not_applicable", "x": "not_available", "k": "rounds_to_zero",
    "low": "rounds_to_zero", "u": "unreliable",
    **{symbol: symbol for symbol in SYMBOLS},
    **{symbol.replace("_", " "): symbol for symbol in SYMBOLS},
}  # fmt: skip
_NO_FIGURE = frozenset(
    {"-", "--", "–", "—", ".", "..", "...", ":", "*", "**", "?", "#", "n/a", "na", "n.a.", "#n/a", "nil", "none",
     "null", "nan", "tbc", "tba", "missing", "unknown", "suppressed", "not known", "blank", "n/k", "nk", "#ref!"}
)  # fmt: skip
_DIGITS = r"\d+(?:\.\d+)?"


class NumberAdvice(NamedTuple):
    """A code of finding, and the text it suggests."""

    code: str
    detail: str | None = None


def parse_symbol(text: str) -> str | None:
    """The symbol that a text spells, however cased or bracketed."""
    return SYMBOL_SPELLINGS.get(text.strip().casefold().strip("[]").strip())


def parse_numbers(cells: pl.DataFrame, name: str) -> tuple[pl.Series, pl.DataFrame]:
    """Int64 micros (null where blank or wrong) and the marks of what is wrong."""
    column = cells[name]
    if column.null_count() == column.len():
        return spread_values([], column, pl.Int64).alias(name), no_marks()
    micros = change_texts(column, _parse_micros).alias(name)
    if micros.null_count() == column.null_count():
        return micros, no_marks()
    unread = column.is_not_null() & micros.is_null()
    unread_cells = cells.select(ROW, name).filter(unread).with_columns(pl.col(name).cast(pl.String).str.strip_chars())
    rows, texts = unread_cells.filter(pl.col(name) != "")
    advice = {text: advise_on_number(text) for text in texts.unique()}
    marks = [(advice[text].code, row, name, text, advice[text].detail) for row, text in zip(rows, texts, strict=True)]
    return micros, pl.DataFrame(marks, schema=MARK_SCHEMA, orient="row")


def _parse_micros(texts: pl.Series) -> pl.Series:
    if texts.len() <= FEW_ROWS:
        return pl.Series([None if text is None else _micro_of(text) for text in texts], dtype=pl.Int64)
    return pl.select(parse_micro_expr(pl.lit(texts))).to_series()


def _micro_of(text: str) -> int | None:
    try:
        return parse_micro(text)
    except ValueError:
        return None


def advise_on_number(text: str) -> NumberAdvice:
    """What is wrong with a text that is no plain decimal, and what to write. Never what it is."""
    clean = " ".join(text.split())
    symbol = parse_symbol(clean)
    if symbol:
        return NumberAdvice("number-symbol", symbol)
    if clean.casefold() in _NO_FIGURE:
        return NumberAdvice("number-no-figure")
    for pattern, code, suggest in _SPELLINGS:
        match = re.fullmatch(pattern, clean, re.ASCII)
        if match:
            return NumberAdvice(code, suggest(*match.groups()) if suggest else None)
    return NumberAdvice("number-words")


def _bare(text: str) -> str:
    return re.sub(r"[,\s']", "", text)


_SPELLINGS = (
    (rf"[+-]?{_DIGITS}", "number-digits", None),
    (r"\d{4}-\d{2}-\d{2}(?:[ T].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", "number-date", None),
    (r"([+-]?[\d.,\s]+)\s?(?:%|per ?cent|pc)", "number-percent", _bare),
    (r"([+-]?)\s?[£$€]\s?([+-]?[\d.,\s]+)", "number-currency", lambda sign, number: sign + _bare(number)),
    (r"([+-]?[\d.,\s]+)\s?(?:[£$€]|GBP|p)", "number-currency", _bare),
    (r"\(\s?([\d.,\s]+?)\s?\)", "number-brackets", lambda number: f"-{_bare(number)}"),
    (rf"[+-]?(?:{_DIGITS})[eE][+-]?\d+", "number-exponent", None),
    (rf"[−–—]\s?({_DIGITS})|({_DIGITS})\s?[-−–—]", "number-minus", lambda one, other: f"-{one or other}"),
    (r"([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?)", "number-thousands", _bare),
    (r"[+-]?\d+,\d+", "number-comma", None),
    (r"[+-]?\d{1,3}(?:\.\d{3})*,\d+", "number-comma", None),
    (r"([+-]? ?\d[\d\s']*(?:\.\d+)?)", "number-space", _bare),
)
