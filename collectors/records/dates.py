"""Dates in the forms that a record set declares, and in no other: the order of day and month is never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

#: What each part of a form may be. A year of two figures could be of either century, and is none.
_PARTS = {"%d": r"\d{2}", "%m": r"\d{2}", "%Y": r"(?:19|20)\d{2}"}
_WORDS = {"%d": "DD", "%m": "MM", "%Y": "YYYY"}
#: The official rules let ZZ stand for a day or month, and ZZZZ for a year, that nobody knows.
_PARTIAL = r"^(?<day>\d{2}|ZZ)/(?<month>\d{2}|ZZ)/(?<year>(?:19|20)\d{2})$"
_UNKNOWN = r"^(\d{2}|ZZ)/(\d{2}|ZZ)/ZZZZ$"
_PART = re.compile(r"%[dmY]")
#: How the worker writes a cell that a workbook holds as a date; no other order of its parts is in use.
ISO = "%Y-%m-%d"


def list_date_forms(dates: dict[str, tuple[str, ...]], form: str) -> tuple[str, ...]:
    """The forms that are read in a file of one kind; in a workbook, real dates too."""
    declared = dates.get(form) or next(iter(dates.values()), (ISO,))
    return (*declared, ISO) if form == "xlsx" and ISO not in declared else declared


def read_date(text: pl.Expr, forms: Sequence[str]) -> pl.Expr:
    """The day, or null where the text is in none of the forms or no day of the calendar."""
    return pl.coalesce(_read_form(text, form) for form in forms)


def _read_form(text: pl.Expr, form: str) -> pl.Expr:
    # A form is matched first, because the parser takes "1/4/24" for the first of April in the year 24.
    return pl.when(text.str.contains(pattern(form))).then(text.str.to_date(form, strict=False))


def pattern(form: str) -> str:
    """``%d/%m/%Y`` as a regular expression for the whole text."""
    pieces = _PART.split(form)
    parts = [_PARTS[part] for part in _PART.findall(form)]
    return "^" + "".join(re.escape(a) + b for a, b in zip(pieces, [*parts, ""], strict=True)) + "$"


def describe_forms(forms: Sequence[str]) -> str:
    """``DD/MM/YYYY or YYYYMMDD``."""
    return " or ".join(_PART.sub(lambda part: _WORDS[part[0]], form) for form in forms)


def read_partial_date(text: pl.Expr, forms: Sequence[str]) -> pl.Expr:
    """The last day that a date can be in which ZZ is an unknown day or month, or both; null where the year is."""
    parts = text.str.extract_groups(_PARTIAL)
    day, month = parts.struct["day"], parts.struct["month"].replace("ZZ", "12")
    first = pl.concat_str(parts.struct["year"], month, pl.lit("01")).str.to_date("%Y%m%d", strict=False)
    of_december = pl.concat_str(parts.struct["year"], month, day).str.to_date("%Y%m%d", strict=False)
    is_partial = text.str.contains("ZZ", literal=True)
    latest = pl.when(day == "ZZ").then(first.dt.month_end()).when(is_partial).then(of_december)
    return pl.coalesce(read_date(text, forms), latest)


def is_unknown_date(text: pl.Expr) -> pl.Expr:
    """Whether a cell says of a date that not even its year is known."""
    return text.str.contains(_UNKNOWN)
