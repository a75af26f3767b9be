"""What a publisher writes where a number stands: plain, long, with commas, with a mark after it, or a symbol."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

import polars as pl

from mappings.definitions.published_sources import NumberMark, Source
from returnonce.numbers import MICRO, PLACES, parse_micro_expr, round_half_up_expr

_BRACKETED = re.compile(r"\[\s*(.+?)\s*\]")
#: A note by its number, in brackets or raised.
_FOOTNOTE = re.compile(r"\s*\[note[^\]]*\]$|\s*[⁰¹²³⁴-⁹]+$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?([Ee][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?£?\d{1,3}(,\d{3})+(\.\d+)?%?")
_MOST = Decimal(10) ** 12


@dataclass(frozen=True)
class PublishedNumber:
    """Its size in micros, or the meaning of its symbol, or neither; the mark after it; whether decimals were cut."""

    micro: int | None = None
    symbol: str | None = None
    mark: NumberMark | None = None
    is_rounded: bool = False


def read_number(text: str, source: Source) -> PublishedNumber:
    """One cell that is not blank. More than six decimals are rounded to six, halves away from zero."""
    symbol = read_symbol(text, source)
    if symbol is not None:
        return PublishedNumber(symbol=symbol)
    bare, mark = split_mark(text, source)
    if bare != text and (symbol := read_symbol(bare, source)) is not None:
        return PublishedNumber(symbol=symbol, mark=mark)
    size = _decimal(bare)
    if size is None:
        return PublishedNumber()
    with localcontext(prec=60):
        micros = size.scaleb(PLACES)
        whole = micros.quantize(Decimal(1), ROUND_HALF_UP)
    return PublishedNumber(int(whole), None, mark, whole != micros)


def read_symbol(text: str, source: Source) -> str | None:
    """The meaning of ``c``; of ``[c]`` as well where the mapping lists either."""
    if text in source.symbols:
        return source.symbols[text]
    match = _BRACKETED.fullmatch(text)
    return source.symbols.get(match[1] if match else f"[{text}]")


def split_mark(text: str, source: Source) -> tuple[str, NumberMark | None]:
    """``123 [r]`` is ``123`` and what ``r`` means; a footnote in brackets goes."""
    bare = _FOOTNOTE.sub("", text.strip())
    for letters in sorted(source.number_marks, key=len, reverse=True):
        for written in (f"[{letters}]", f"({letters})", letters):
            if bare.endswith(written) and len(bare) > len(written):
                return bare.removesuffix(written).rstrip(), source.number_marks[letters]
    return bare, None


def _decimal(text: str) -> Decimal | None:
    clean = text.replace("−", "-")
    if _THOUSANDS.fullmatch(clean):
        clean = clean.replace(",", "")
    clean = clean.replace("£", "", 1).removesuffix("%").rstrip()
    if not clean.isascii() or not _PLAIN.fullmatch(clean):
        return None
    size = Decimal(clean)
    return size if abs(size) < _MOST else None


def read_column(texts: pl.Series, source: Source) -> pl.DataFrame:
    """``micro``, ``symbol``, ``mark`` and ``is_rounded`` of each text; all null for a blank one and an unclear one."""
    table = pl.DataFrame({"text": texts.str.strip_chars()}).with_columns(micro=parse_micro_expr(pl.col("text")))
    odd = set(table["text"].filter(table["micro"].is_null() & (table["text"] != "")))
    numbers = {text: read_number(text, source) for text in odd}

    def column(name: str, kind: type[pl.DataType]) -> pl.Expr:
        values = {text: getattr(number, name) for text, number in numbers.items()}
        return pl.col("text").replace_strict(values, default=None, return_dtype=kind).alias(name)

    return table.select(
        pl.coalesce("micro", column("micro", pl.Int64)),
        column("symbol", pl.String),
        column("mark", pl.String),
        column("is_rounded", pl.Boolean).fill_null(False),
    )


def multiply(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """The product of two columns of micros, in micros; halves away from zero."""
    product = round_half_up_expr(first.cast(pl.Int128) * second.cast(pl.Int128), pl.lit(MICRO))
    return product.cast(pl.Int64, strict=False)
