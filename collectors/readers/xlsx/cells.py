"""The text of one cell, and its kind where the text does not tell it. Runs in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from collectors.readers.sheet_metadata import CellKind
from collectors.readers.xlsx.xml_parts import unescape

#: What Excel itself shows and keeps of a number.
SIGNIFICANT = 15
#: A number with more characters is no figure, and no number of decimals is told of it.
LONGEST_SHOWN = 24
_PLAIN = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_LEAP_THAT_NEVER_WAS = 60

CellText = tuple[str, CellKind | None]
NOTHING: CellText = ("", None)


@dataclass(frozen=True)
class CellContext:
    """What cells refer to: shared texts, the kind that each style shows, the epoch, and unfinished calculation."""

    strings: Sequence[str] = ()
    formats: Sequence[CellKind | None] = ()
    epoch_1904: bool = False
    recalculate: bool = False


def read_cell(context: CellContext, *, kind: str, style: str | None, value: str | None, formula: bool) -> CellText:
    """Text and fact of a cell from its XML type, style index, stored value, and whether it has a formula."""
    if formula and _not_worked_out(kind, value, context.recalculate):
        return "", "formula"
    if not value:
        return NOTHING
    if kind == "s":
        return context.strings[int(value)], None
    if kind == "n":
        return _number(value.strip(), context.formats[int(style)] if style and context.formats else None, context)
    return _OTHER[kind](value)


def _not_worked_out(kind: str, value: str | None, recalculate: bool) -> bool:
    """No result; or the 0 that a program wrote in a workbook that is still to be calculated."""
    if kind == "str":
        return value is None
    return not value or (recalculate and kind == "n" and value.strip() in {"0", "0.0"})


def _number(text: str, shown_as: CellKind | None, context: CellContext) -> CellText:
    if shown_as == "date":
        return _date_text(float(text), context.epoch_1904), "date"
    plain = number_text(text)
    if shown_as is None or not shown_as.startswith("fixed-"):
        return plain, shown_as
    if len(plain) > LONGEST_SHOWN:
        return plain, None
    return plain, shown_as if show_rounded(plain, shown_as) != Decimal(plain) else None


def show_rounded(text: str, shown_as: CellKind) -> Decimal:
    """A number as a cell with so many decimals (``fixed-1``) shows it: halves away from zero."""
    step = Decimal(1).scaleb(-int(shown_as.removeprefix("fixed-")))
    return Decimal(text).quantize(step, rounding=ROUND_HALF_UP)


def number_text(text: str) -> str:
    """The number in an XML cell as Excel shows it: ``45.200000000000003`` is ``45.2``."""
    if len(text) <= SIGNIFICANT and _PLAIN.fullmatch(text):
        return text
    return f"{Decimal(f'{float(text):.{SIGNIFICANT}g}'):f}"


def _date_text(serial: float, epoch_1904: bool) -> str:
    epoch = datetime(1904, 1, 1, tzinfo=UTC) if epoch_1904 else datetime(1899, 12, 30, tzinfo=UTC)
    # Excel counts a 29 February 1900 that never was.
    early = not epoch_1904 and serial < _LEAP_THAT_NEVER_WAS
    try:
        return f"{epoch + timedelta(days=serial + early):%Y-%m-%d %H:%M:%S}"
    except OverflowError:
        return f"{serial:.0f}"


def _text(value: str) -> CellText:
    return unescape(value), None


def _truth(value: str) -> CellText:
    return ("TRUE" if value.strip() == "1" else "FALSE"), None


def _error(value: str) -> CellText:
    return value, "error"


def _iso_date(value: str) -> CellText:
    return value.replace("T", " "), "date"


_OTHER: dict[str, Callable[[str], CellText]] = {
    "str": _text,
    "inlineStr": _text,
    "b": _truth,
    "e": _error,
    "d": _iso_date,
}
