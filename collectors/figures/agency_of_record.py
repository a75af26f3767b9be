"""Marks on rows whose sender is not the agency of record: by role, area and period, then the exceptions."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectors.figures.distinct_texts import (
    CodedColumn,
    NumberedFault,
    TextFault,
    code_texts,
    lay_out_faults,
    pair_columns,
    spread_values,
)
from collectors.readers.raw_table import ROW
from collectors.submissions.sending_agency import SendingAgency
from indicators.catalogue.indicator import Indicator
from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT
from mappings.ruleset.ruleset import Ruleset

CENTRAL = "central"


def agency_of_record_marks(
    coded: Mapping[str, CodedColumn], rows: pl.Series, *, sender: SendingAgency, ruleset: Ruleset
) -> pl.DataFrame:
    """An error for restricted indicators, a query for others; only a note for what a department compiles.

    The agency of record itself is told that, too: of a measure that no return asks anybody to key.
    Rows are many and roles are few, so one indicator is looked up for all that have its role and access;
    an indicator with an exception in ``of_record.tsv`` is looked up by itself.
    """
    catalogue, compiled = ruleset.catalogue, find_compiled_indicators(ruleset)
    exceptional = {row.indicator for place in ruleset.places.values() for row in place.of_record}
    first_of_kind: dict[tuple[object, ...], str] = {}
    representatives = [
        code
        if code in exceptional
        else first_of_kind.setdefault((*_responsibility(catalogue[code]), code in compiled), code)
        for code in coded["indicator"].texts
    ]
    represented = code_texts(representatives, coded["indicator"].ids)
    ids, where = pair_columns(coded["area"], coded["period"])
    keys = CodedColumn(ids, tuple(str(n) for n in range(len(where))))
    both, pairs = pair_columns(represented, keys)
    faults: list[NumberedFault] = []
    for n, (code, place) in enumerate(pairs):
        fault = _fault(catalogue[code], *where[int(place)], sender=sender, ruleset=ruleset)
        if fault is None and code in compiled:
            fault = TextFault("compiled-centrally")
        if fault:
            faults.append((n, fault.code, "indicator", None, fault.detail))
    return _name_indicators(lay_out_faults(faults, both, rows), coded["indicator"], rows)


def find_compiled_indicators(ruleset: Ruleset) -> frozenset[str]:
    """The indicators that are a line of some return, and that a department compiles wherever they are."""

    def find() -> frozenset[str]:
        routes: dict[str, set[str]] = {}
        for line in (line for each in ruleset.returns.values() for line in each.lines if line.predicate_id == EXACT):
            routes.setdefault(line.object_id, set()).add(line.route)
        return frozenset(code for code, ways in routes.items() if ways == {CENTRAL})

    return ruleset.derived("compiled indicators", lambda: ruleset.keep_result("compiled indicators", find))


def _responsibility(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.agency_of_record, indicator.access, indicator.population_base


def _fault(
    indicator: Indicator, area: str, period: str, *, sender: SendingAgency, ruleset: Ruleset
) -> TextFault | None:
    owner = ruleset.of_record(indicator, area, parse_period(period))
    if owner == sender.code:
        return None
    if owner and ruleset.took_over(sender.code, owner):
        before = f"{owner} was of record for it then, before you"
        return TextFault("not-of-record", f"{before}: what it gave stands, and yours counts where it gave nothing.")
    reason = f"{owner} is of record for it there" if owner else "nobody here is of record for it there"
    if indicator.access == "restricted":
        return TextFault("restricted", f"{reason}, not {sender.code}")
    if owner is None:
        return TextFault("compiled-centrally") if indicator.agency_of_record == CENTRAL else None
    return TextFault("not-of-record", f"{owner} is of record for this indicator and area, not {sender.code}.")


def _name_indicators(marks: pl.DataFrame, indicator: CodedColumn, rows: pl.Series) -> pl.DataFrame:
    """The indicator of each row as its value."""
    ids = indicator.ids.gather(rows.search_sorted(marks[ROW]))
    return marks.with_columns(value=spread_values(indicator.texts, ids))
