"""Stage one of the checks: which indicator, area, period, breakdown and kind each row is a figure for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from collectors.figures import field_parsers
from collectors.figures.agency_of_record import agency_of_record_marks
from collectors.figures.areas_of_period import place_in_time
from collectors.figures.distinct_texts import (
    CodedColumn,
    ParsedText,
    TextFault,
    as_enumeration,
    code_texts,
    encode_column,
    lay_out_faults,
    pair_columns,
    parse_column,
    spread_values,
    trim_texts,
)
from collectors.figures.line_resolver import LineResolver, ResolvedLine, resolve_all
from collectors.figures.period_fit import describe_period_kind, period_fits
from collectors.figures.printed_periods import read_printed_years
from collectors.figures.sender_faults import area_faults, supplier_faults
from collectors.readers.marks import no_marks
from collectors.readers.raw_table import ROW
from collectors.submissions.sending_agency import SendingAgency, list_agency_codes, places_of_sender
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock, today

DEFAULTS = {"breakdown": "total", "kind": "actual", "status": "final"}


@dataclass
class ResolvedKeys:
    """Rows with ``indicator, area, period, breakdown, kind, status, symbol`` parsed (null where that failed),
    each an enumeration of what occurs.

    ``targets``: the distinct results for ``indicator``; the column ``target`` is each row's number in them.
    ``coded``: the columns of the figure's key as small numbers.
    """

    frame: pl.DataFrame
    targets: list[ResolvedLine]
    coded: dict[str, CodedColumn] = field(default_factory=dict)
    marks: list[pl.DataFrame] = field(default_factory=list)


def resolve_keys(cells: pl.DataFrame, ruleset: Ruleset, *, sender: SendingAgency | None, clock: Clock) -> ResolvedKeys:
    """Parse the key fields of every row, and check that they fit together."""
    rows, marks = cells[ROW], list[pl.DataFrame]()
    parsers: dict[str, Callable[[str], ParsedText]] = {
        "area": field_parsers.AreaParser(ruleset.areas).parse,
        "period": field_parsers.parse_period_field,
        "breakdown": partial(
            field_parsers.parse_breakdown_field, breakdowns=ruleset.breakdowns, agencies=list_agency_codes(ruleset)
        ),
        "kind": field_parsers.parse_kind_field,
        "status": field_parsers.parse_status_field,
        "symbol": field_parsers.parse_symbol_field,
    }
    texts = {name: trim_texts(cells[name]) for name in ("indicator", *parsers)}
    resolver = LineResolver(ruleset, places_of_sender(ruleset, sender))
    texts["period"], year_marks = read_printed_years(texts["indicator"], texts["period"], resolver, rows)
    marks.append(year_marks)
    values: dict[str, CodedColumn] = {}
    for name, parse in parsers.items():
        values[name], value_marks = parse_column(texts[name], parse, rows=rows, name=name, default=DEFAULTS.get(name))
        marks.append(value_marks)
    values["area"], area_marks = place_in_time(texts["area"], values["area"], values["period"], ruleset.areas, rows)
    marks.append(area_marks)
    for name in ("indicator", "area", "period"):
        marks.append(_missing_marks(texts[name], rows, name))
    keys = _resolve_indicators(cells, texts, values, resolver)
    keys.marks = [
        *marks,
        *keys.marks,
        *_compatibility_marks(keys.coded, rows, ruleset, sender=sender, clock=clock),
    ]
    return keys


def _missing_marks(texts: CodedColumn, rows: pl.Series, name: str) -> pl.DataFrame:
    if not texts.ids.has_nulls():
        return no_marks()
    return rows.filter(texts.ids.is_null()).to_frame(ROW).select(
        pl.lit(f"{name}-missing").alias("code"), ROW, pl.lit(name).alias("column"),
        pl.lit(None, pl.String).alias("value"), pl.lit(None, pl.String).alias("detail"),
    )  # fmt: skip


def _resolve_indicators(
    cells: pl.DataFrame, texts: dict[str, CodedColumn], values: dict[str, CodedColumn], resolver: LineResolver
) -> ResolvedKeys:
    """Resolve each distinct (text, period); a line's own breakdown is laid onto its rows."""
    ids, pairs = pair_columns(texts["indicator"], _with_blank(values["period"]))
    targets = resolve_all(resolver, pairs)
    faults = [
        (n, fault.code, "indicator", fault.value or pairs[n][0], fault.detail)
        for n, target in enumerate(targets)
        for fault in target.faults
    ]
    marks = [lay_out_faults(faults, ids, cells[ROW])]
    coded = {"indicator": code_texts([target.indicator for target in targets], ids)} | values
    if any(target.breakdown for target in targets):
        of_lines = spread_values([target.breakdown for target in targets], ids)
        breakdowns = as_enumeration(coded["breakdown"]).cast(pl.String)
        marks.append(_breakdown_clash_marks(cells, texts["breakdown"], breakdowns, of_lines))
        coded["breakdown"] = encode_column(of_lines.fill_null(breakdowns))
    frame = cells.select(ROW).with_columns(
        *(as_enumeration(column).alias(name) for name, column in coded.items()), target=ids
    )
    return ResolvedKeys(frame, targets, {name: coded[name] for name in FIGURE_KEY}, marks)


def _with_blank(column: CodedColumn) -> CodedColumn:
    """A column in which the empty text stands for none."""
    return CodedColumn((column.ids + 1).fill_null(0), ("", *column.texts))


def _breakdown_clash_marks(
    cells: pl.DataFrame, texts: CodedColumn, breakdowns: pl.Series, own: pl.Series
) -> pl.DataFrame:
    """Rows of a line with its ``own`` breakdown that give another."""
    clash = own.is_not_null() & texts.ids.is_not_null() & (breakdowns != own) & (breakdowns != field_parsers.TOTAL)
    return cells.select(
        pl.lit("breakdown-of-line").alias("code"), ROW, pl.lit("breakdown").alias("column"),
        pl.col("breakdown").cast(pl.String).alias("value"), own.alias("detail"),
    ).filter(clash)  # fmt: skip


def _compatibility_marks(
    coded: dict[str, CodedColumn], rows: pl.Series, ruleset: Ruleset, *, sender: SendingAgency | None, clock: Clock
) -> list[pl.DataFrame]:
    """Marks where the fields of a row do not fit together, or do not fit the sender."""
    marks = [
        _pair_marks(coded["indicator"], coded["period"], partial(_period_fault, ruleset), rows, "period"),
        _pair_marks(coded["area"], coded["period"], partial(_area_fault, ruleset), rows, "area"),
        _pair_marks(coded["indicator"], coded["breakdown"], partial(_breakdown_fault, ruleset), rows, "breakdown"),
        _pair_marks(coded["period"], coded["kind"], partial(_future_fault, clock), rows, "period"),
    ]
    if sender is not None:
        marks.append(_value_marks(coded["area"], area_faults(sender, coded["area"].texts, ruleset), rows, "area"))
        suppliers = supplier_faults(sender, coded["breakdown"].texts)
        marks.append(_value_marks(coded["breakdown"], suppliers, rows, "breakdown"))
        marks.append(_agency_of_record_marks(coded, rows, sender=sender, ruleset=ruleset))
    return marks


def _agency_of_record_marks(
    coded: dict[str, CodedColumn], rows: pl.Series, *, sender: SendingAgency, ruleset: Ruleset
) -> pl.DataFrame:
    """A supplier that gives its own part does not claim to be of record: no query for it."""
    marks = agency_of_record_marks(coded, rows, sender=sender, ruleset=ruleset)
    part = f"supplier={sender.code}"
    own = [n for n, words in enumerate(coded["breakdown"].texts) if part in words.split(";")]
    if not own or marks.is_empty():
        return marks
    parts = rows.filter(coded["breakdown"].ids.is_in(own))
    return marks.filter(~(pl.col(ROW).is_in(parts.implode()) & (pl.col("code") == "not-of-record")))


def _pair_marks(
    first: CodedColumn,
    other: CodedColumn,
    find_faults: Callable[[str, str], Iterable[TextFault]],
    rows: pl.Series,
    column: str,
) -> pl.DataFrame:
    ids, text_pairs = pair_columns(first, other)
    faults = [
        (n, fault.code, fault.column or column, fault.value, fault.detail)
        for n, words in enumerate(text_pairs)
        for fault in find_faults(*words)
    ]
    return lay_out_faults(faults, ids, rows)


def _value_marks(column: CodedColumn, faults: dict[str, TextFault], rows: pl.Series, name: str) -> pl.DataFrame:
    numbered = [
        (n, faults[word].code, name, faults[word].value or word, faults[word].detail)
        for n, word in enumerate(column.texts)
        if word in faults
    ]
    return lay_out_faults(numbered, column.ids, rows)


def _period_fault(ruleset: Ruleset, indicator: str, period: str) -> Iterable[TextFault]:
    definition, when = ruleset.catalogue[indicator], parse_period(period)
    if not period_fits(definition, when):
        yield TextFault("period-kind", describe_period_kind(definition), period)


def _area_fault(ruleset: Ruleset, area: str, period: str) -> Iterable[TextFault]:
    definition, when = ruleset.areas.get(area), parse_period(period)
    stood = definition.exists_on(when.start) or definition.exists_on(when.end)
    if not stood or not ruleset.areas.history.stood(area, when.start, when.end):
        advice = ruleset.areas.history.absence(area, when) or ""
        yield TextFault("area-not-then", field_parsers.with_advice(when.label(), advice), f"{area} ({definition.name})")


def _breakdown_fault(ruleset: Ruleset, indicator: str, breakdown: str) -> Iterable[TextFault]:
    if breakdown == field_parsers.TOTAL:
        return
    dimensions = {*ruleset.catalogue[indicator].breakdowns, field_parsers.SUPPLIER}
    named = [piece.partition("=")[0] for piece in breakdown.split(";")]
    if not dimensions.issuperset(named):
        yield TextFault("breakdown-not-here", ", ".join(sorted(set(named) - dimensions)), breakdown)


def _future_fault(clock: Clock, period: str, kind: str) -> Iterable[TextFault]:
    when, now = parse_period(period), today(clock)
    if kind == "actual" and when.start > now:
        yield TextFault("period-future", None, period)
    elif kind == "actual" and when.end > now:
        yield TextFault("period-not-ended", None, period)
