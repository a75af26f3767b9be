"""Stage one of the checks: which cell of the store each row is a figure for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from collectors.figures import field_parsers
from collectors.figures.agency_of_record import record_marks
from collectors.figures.distinct_texts import CodedColumn, ParsedText, TextFault, encode, lay_out, pair, resolve, spread
from collectors.figures.line_resolver import LineResolver, ResolvedLine, find_all
from collectors.figures.period_fit import fits, measured
from collectors.figures.sender_faults import area_faults, supplier_faults
from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from collectors.submissions.sending_agency import SendingAgency, agency_codes, places_for
from indicators.figures.store import FIGURE_KEY
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock, today

DEFAULTS = {"breakdown": "total", "kind": "actual", "status": "final"}


@dataclass
class ResolvedKeys:
    """Rows with ``indicator, area, period, breakdown, kind, status, symbol`` understood (null where not).

    ``targets`` are the distinct readings of ``indicator``; ``target`` says which one each row has.
    ``coded`` has the columns of ``CELL`` as small numbers.
    """

    frame: pl.DataFrame
    targets: list[ResolvedLine]
    coded: dict[str, CodedColumn] = field(default_factory=dict)
    marks: list[pl.DataFrame] = field(default_factory=list)


def place(cells: pl.DataFrame, ruleset: Ruleset, *, sender: SendingAgency | None, clock: Clock) -> ResolvedKeys:
    """Understand the words of every row."""
    rows, marks = cells[ROW], []
    understand: dict[str, Callable[[str], ParsedText]] = {
        "area": field_parsers.AreaParser(ruleset.areas).understand,
        "period": field_parsers.understand_period,
        "breakdown": partial(
            field_parsers.understand_breakdown, breakdowns=ruleset.breakdowns, agencies=agency_codes(ruleset)
        ),
        "kind": field_parsers.understand_kind,
        "status": field_parsers.understand_status,
        "symbol": field_parsers.understand_symbol,
    }
    meant: dict[str, pl.Series] = {}
    for name, ask in understand.items():
        text = _trimmed(cells[name])
        meant[name], found = resolve(encode(text), ask, rows=rows, name=name)
        marks.append(found)
        if name in DEFAULTS:
            meant[name] = meant[name].zip_with(text.is_not_null(), pl.Series([DEFAULTS[name]]))
    for name in ("indicator", "area", "period"):
        marks.append(_blank(cells, name))
    placed = _aim(cells, meant, LineResolver(ruleset, places_for(ruleset, sender)))
    placed.coded = {name: encode(placed.frame[name]) for name in FIGURE_KEY}
    placed.marks = [*marks, *placed.marks, *_fit(placed.coded, rows, ruleset, sender=sender, clock=clock)]
    return placed


def _trimmed(column: pl.Series) -> pl.Series:
    text = column.str.strip_chars()
    return text.set(text == "", None) if (text == "").any() else text


def _blank(cells: pl.DataFrame, name: str) -> pl.DataFrame:
    blank = cells.filter(_trimmed(cells[name]).is_null())
    return blank.select(
        pl.lit(f"{name}-missing").alias("code"), ROW, pl.lit(name).alias("column"),
        pl.lit(None, pl.String).alias("value"), pl.lit(None, pl.String).alias("detail"),
    )  # fmt: skip


def _aim(cells: pl.DataFrame, meant: dict[str, pl.Series], finder: LineResolver) -> ResolvedKeys:
    """Each distinct (text, period) to its target; the line's own breakdown onto its rows."""
    texts, periods = encode(_trimmed(cells["indicator"])), encode(meant["period"].fill_null(""))
    ids, pairs = pair(texts, periods)
    targets = find_all(finder, pairs)
    faults = [
        (n, fault.code, "indicator", fault.value or pairs[n][0], fault.detail)
        for n, target in enumerate(targets)
        for fault in target.faults
    ]
    marks = [lay_out(faults, ids, cells[ROW])]
    own = spread([target.breakdown for target in targets], ids)
    given, told = meant["breakdown"], _trimmed(cells["breakdown"])
    clash = own.is_not_null() & told.is_not_null() & (given != own) & (given != field_parsers.TOTAL)
    marks.append(_clash(cells, clash, own))
    frame = cells.select(ROW).with_columns(
        indicator=spread([target.indicator for target in targets], ids),
        area=meant["area"],
        period=meant["period"],
        breakdown=own.zip_with(own.is_not_null(), given),
        kind=meant["kind"],
        status=meant["status"],
        symbol=meant["symbol"],
        target=ids,
    )
    return ResolvedKeys(frame, targets, marks=marks)


def _clash(cells: pl.DataFrame, clash: pl.Series, own: pl.Series) -> pl.DataFrame:
    if not clash.any():
        return pl.DataFrame(schema=MARK_SCHEMA)
    return cells.select(
        pl.lit("breakdown-of-line").alias("code"), ROW, pl.lit("breakdown").alias("column"),
        pl.col("breakdown").alias("value"), own.alias("detail"),
    ).filter(clash)  # fmt: skip


def _fit(
    coded: dict[str, CodedColumn], rows: pl.Series, ruleset: Ruleset, *, sender: SendingAgency | None, clock: Clock
) -> list[pl.DataFrame]:
    """Do the words of a row go together, and with who sends them?"""
    marks = [
        _pairs(coded["indicator"], coded["period"], partial(_period_fault, ruleset), rows, "period"),
        _pairs(coded["area"], coded["period"], partial(_area_fault, ruleset), rows, "area"),
        _pairs(coded["indicator"], coded["breakdown"], partial(_breakdown_fault, ruleset), rows, "breakdown"),
        _pairs(coded["period"], coded["kind"], partial(_future_fault, clock), rows, "period"),
    ]
    if sender is not None:
        marks.append(_each(coded["area"], area_faults(sender, coded["area"].words, ruleset), rows, "area"))
        suppliers = supplier_faults(sender, coded["breakdown"].words)
        marks.append(_each(coded["breakdown"], suppliers, rows, "breakdown"))
        marks.append(_of_record(coded, rows, sender=sender, ruleset=ruleset))
    return marks


def _of_record(
    coded: dict[str, CodedColumn], rows: pl.Series, *, sender: SendingAgency, ruleset: Ruleset
) -> pl.DataFrame:
    """Who gives its own part as a supplier does not claim to be of record, so it is not asked."""
    marks = record_marks(coded, rows, sender=sender, ruleset=ruleset)
    part = f"supplier={sender.code}"
    own = [n for n, words in enumerate(coded["breakdown"].words) if part in words.split(";")]
    if not own or marks.is_empty():
        return marks
    parts = rows.filter(coded["breakdown"].ids.is_in(own))
    return marks.filter(~(pl.col(ROW).is_in(parts.implode()) & (pl.col("code") == "not-of-record")))


def _pairs(
    one: CodedColumn, other: CodedColumn, judge: Callable[[str, str], Iterable[TextFault]], rows: pl.Series, column: str
) -> pl.DataFrame:
    ids, found = pair(one, other)
    faults = [
        (n, fault.code, fault.column or column, fault.value, fault.detail)
        for n, words in enumerate(found)
        for fault in judge(*words)
    ]
    return lay_out(faults, ids, rows)


def _each(column: CodedColumn, faults: dict[str, TextFault], rows: pl.Series, name: str) -> pl.DataFrame:
    held = [
        (n, faults[word].code, name, faults[word].value or word, faults[word].detail)
        for n, word in enumerate(column.words)
        if word in faults
    ]
    return lay_out(held, column.ids, rows)


def _period_fault(ruleset: Ruleset, indicator: str, period: str) -> Iterable[TextFault]:
    known, when = ruleset.catalogue[indicator], parse_period(period)
    if not fits(known, when):
        yield TextFault("period-kind", measured(known), period)


def _area_fault(ruleset: Ruleset, area: str, period: str) -> Iterable[TextFault]:
    known, when = ruleset.areas.get(area), parse_period(period)
    if not known.exists_on(when.start) and not known.exists_on(when.end):
        yield TextFault("area-not-then", when.label(), f"{area} ({known.name})")


def _breakdown_fault(ruleset: Ruleset, indicator: str, breakdown: str) -> Iterable[TextFault]:
    if breakdown == field_parsers.TOTAL:
        return
    known = {*ruleset.catalogue[indicator].breakdowns, field_parsers.SUPPLIER}
    named = [piece.partition("=")[0] for piece in breakdown.split(";")]
    if not known.issuperset(named):
        yield TextFault("breakdown-not-here", ", ".join(sorted(set(named) - known)), breakdown)


def _future_fault(clock: Clock, period: str, kind: str) -> Iterable[TextFault]:
    when, now = parse_period(period), today(clock)
    if kind == "actual" and when.start > now:
        yield TextFault("period-future", None, period)
    elif kind == "actual" and when.end > now:
        yield TextFault("period-not-ended", None, period)
