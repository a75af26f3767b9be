"""Whose file of adults it is: the council that every row names, against the one that sends it.

Which code stands there is not established: the published code shows three digits, the area files have none such. So
the council's own codes are those that the areas know, those that its place settles, and those of files that are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from collectors.readers.marks import RecordMark
from collectors.records.marks import record_mark_frame
from indicators.areas.area_book import AreaBook
from indicators.records.record_frames import Records

COLUMN, SETTING, TABLE = "LA_Code", "council-codes", "events"
#: What may be shown of a cell: a code, never a word that may be a name.
_CODE = re.compile(r"[A-Z]?\d{2,8}")
_MOST_NAMED = 5


@dataclass(frozen=True)
class CouncilCodes:
    """``own``: all that may stand for the council; ``settled``: those of them that its place or its files settle."""

    own: frozenset[str]
    settled: frozenset[str]


def list_council_codes(records: Records, earlier: Sequence[Records], area: str, book: AreaBook) -> CouncilCodes:
    """The codes by which a council's files may name it: in capitals, without spaces around them."""
    settled = {code for each in earlier for code in read_codes(each)} | _fold(records.record_set.settings[SETTING])
    known = _fold([area, *(alias.alias for alias in book.dated_aliases(area))])
    return CouncilCodes(frozenset(settled | known), frozenset(settled))


def read_codes(records: Records) -> set[str]:
    """The codes of councils in the rows of a file."""
    return _fold(records.tables[TABLE][COLUMN].drop_nulls().unique())


def council_marks(
    records: Records, earlier: Sequence[Records], area: str, book: AreaBook, sent_under: str | None
) -> pl.DataFrame:
    """What there is to say of the councils that a file names (``RECORD_MARK_SCHEMA``); nothing where it is its own.

    Another council's code refuses until the sender confirms it by ``sent_under``. One that nobody knows yet is asked
    about, and holds for the files after it.
    """
    if SETTING not in records.record_set.settings:
        return record_mark_frame(())
    codes, in_file = list_council_codes(records, earlier, area, book), read_codes(records)
    confirmed = _fold([sent_under or ""]) & (in_file - codes.own)
    unknown = in_file - codes.own - confirmed
    is_foreign = bool(codes.settled or in_file & codes.own or len(unknown) > 1)
    foreign = unknown if is_foreign else {code for code in unknown if book.recognises(code)}
    marks = [_mark("record-sender-confirmed", _show(confirmed))] if confirmed else []
    if foreign:
        marks.append(_mark("record-sender-other", f"{_show(foreign)}, and not {_show(codes.settled or {area})}"))
    if unknown - foreign:
        marks.append(_mark("record-sender-new", _show(unknown)))
    return record_mark_frame(marks)


def _mark(code: str, detail: str) -> RecordMark:
    return RecordMark(code, TABLE, None, COLUMN, detail)


def _show(codes: Collection[str]) -> str:
    shown = sorted(code for code in codes if _CODE.fullmatch(code))[:_MOST_NAMED]
    return ", ".join(shown) + (" and others" if shown else "by what is no code") * (len(shown) < len(codes))


def _fold(codes: Iterable[str]) -> set[str]:
    return {code.strip().upper() for code in codes} - {""}
