"""Parsers of a row's fields: area, period, breakdown, kind, symbol, status. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from collectors.figures.distinct_texts import ParsedText, TextFault
from collectors.figures.limits import SUGGESTIONS
from collectors.figures.number_parsers import parse_symbol
from collectors.readers.marks import ADVICE
from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Breakdown
from indicators.figures.figure_schema import KINDS, STATUSES
from indicators.period.codes import parse_period
from returnonce.errors import Refused, ReturnOnceError
from returnonce.near_matches import find_near_matches

TOTAL = "total"
SUPPLIER = "supplier"
ANY_AREA = "Write the area's code, for instance E09000023."
_MADE_BY_SPREADSHEET = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T].*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*|\d{5}(\.\d+)?|[A-Za-z]{3,9}[- ]?\d{2,4}"
)


def parse_period_field(text: str) -> ParsedText:
    """The period's code; a date that a spreadsheet made of one has a fault of its own."""
    try:
        return ParsedText(parse_period(text.strip()).code)
    except ReturnOnceError as refused:
        code = "period-date" if _MADE_BY_SPREADSHEET.fullmatch(text.strip()) else "period-unclear"
        return ParsedText(None, (TextFault(code, with_advice(_sentence(refused.what), refused.mend)),))


class AreaParser:
    """Parses areas; looks for near matches only so often."""

    def __init__(self, areas: AreaBook) -> None:
        self._areas = areas
        self._left = SUGGESTIONS

    def parse(self, text: str) -> ParsedText:
        """The area's code; an older code or a name is accepted with a note."""
        clean = " ".join(text.split())
        if clean in self._areas:
            return ParsedText(clean)
        if not self._areas.recognises(clean) and not self._left:
            return ParsedText(None, (TextFault("area-unknown", with_advice("", ANY_AREA)),))
        try:
            area = self._areas.find_of_now(clean)
        except Refused as several:
            return ParsedText(None, (TextFault("area-unknown", with_advice(f": {several.what}", several.mend)),))
        except ReturnOnceError as unknown:
            self._left -= 1
            return ParsedText(None, (TextFault("area-unknown", with_advice("", unknown.mend)),))
        return ParsedText(area.code, (TextFault("area-alias", f"{area.code} ({area.name})"),))


def parse_kind_field(text: str) -> ParsedText:
    """actual, target or trajectory, in any letter case."""
    word = text.strip().casefold()
    return ParsedText(word) if word in KINDS else ParsedText(None, (TextFault("kind-unknown"),))


def parse_status_field(text: str) -> ParsedText:
    """provisional, final, estimated or local estimate, in any letter case."""
    word = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    return ParsedText(word) if word in STATUSES else ParsedText(None, (TextFault("status-unknown"),))


def parse_symbol_field(text: str) -> ParsedText:
    """Our five words and the Department's letters."""
    symbol = parse_symbol(text)
    return ParsedText(symbol) if symbol else ParsedText(None, (TextFault("symbol-unknown"),))


def parse_breakdown_field(text: str, breakdowns: Mapping[str, Breakdown], agencies: Iterable[str]) -> ParsedText:
    """``total`` or ``dimension=member`` pairs in order of dimension."""
    clean = text.strip()
    if clean.casefold() == TOTAL:
        return ParsedText(TOTAL)
    pieces = [piece.partition("=") for piece in clean.split(";")]
    if not all(dimension.strip() and member.strip() for dimension, _, member in pieces):
        return ParsedText(None, (TextFault("breakdown-unclear"),))
    named = [(dimension.strip().casefold(), member.strip()) for dimension, _, member in pieces]
    if len({dimension for dimension, _ in named}) < len(named):
        return ParsedText(None, (TextFault("breakdown-unclear", ": it names a dimension twice"),))
    members = _members(breakdowns, agencies)
    faults = tuple(fault for dimension, member in named if (fault := _fault(dimension, member, members)))
    if faults:
        return ParsedText(None, faults)
    canonical = ";".join(f"{d}={_exactly(m, members[d])}" for d, m in sorted(named))
    return ParsedText(canonical, () if canonical == clean else (TextFault("breakdown-order", canonical),))


def _members(breakdowns: Mapping[str, Breakdown], agencies: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {code: breakdown.members for code, breakdown in breakdowns.items()} | {SUPPLIER: tuple(agencies)}


def _exactly(member: str, members: tuple[str, ...]) -> str | None:
    folded = {spellings.casefold(): spellings for spellings in members}
    return folded.get(member.casefold())


def _fault(dimension: str, member: str, members: Mapping[str, tuple[str, ...]]) -> TextFault | None:
    if dimension not in members:
        return TextFault("breakdown-unknown", f"{dimension}{did_you_mean(dimension, members)}")
    if _exactly(member, members[dimension]) is None:
        hint = did_you_mean(member, members[dimension]) or f"; it has {', '.join(members[dimension][:12])}"
        return TextFault("breakdown-member", f"The breakdown {dimension} has no member {member}{hint}.")
    return None


def did_you_mean(text: str, candidates: Iterable[str]) -> str:
    """`` (did you mean a or b?)``, or nothing."""
    near = find_near_matches(text.casefold(), list(candidates), n=3, cutoff=0.6)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def with_advice(what: str, mend: str | None) -> str:
    """A detail that also holds what to write instead."""
    return f"{what}{ADVICE}{mend or ''}"


def _sentence(what: str) -> str:
    stop = "" if what.endswith(("?", ".")) else "."
    return f"{what[:1].upper()}{what[1:]}{stop}"
