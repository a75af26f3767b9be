"""Former codes: under which code figures of an indicator were stored before it was renamed.

Stored figures are never changed; they are read under the code that the indicator has in the ruleset asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.codes import parse_period

if TYPE_CHECKING:
    from indicators.catalogue.indicator import Indicator


@dataclass(frozen=True)
class FormerCodes:
    """By former code, the day before which a period must begin and the indicator's code; the earliest day first."""

    by_code: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)

    def find_current(self, code: str, period: str) -> str:
        """The code of the indicator that a figure stored under a code, for a period, is of."""
        if code not in self.by_code:
            return code
        start = parse_period(period).start
        return next((current for until, current in self.by_code[code] if start < until), code)

    def find_newest(self, code: str) -> str | None:
        """The indicator that was last called so; None where none was."""
        return self.by_code[code][-1][1] if code in self.by_code else None

    def add_former(self, codes: Iterable[str]) -> set[str]:
        """Those codes, and under which others figures of these indicators may be stored."""
        asked = set(codes)
        return asked | {former for former, spans in self.by_code.items() if any(code in asked for _, code in spans)}

    def rename(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``rows`` with text columns indicator and period (others stay), each under its indicator's current code."""
        concerned = rows.select("indicator", "period").filter(pl.col("indicator").is_in([*self.by_code])).unique()
        if not self.by_code or concerned.is_empty():
            return rows
        current = [self.find_current(code, period) for code, period in concerned.iter_rows()]
        renamed = concerned.with_columns(_current=pl.Series(current, dtype=pl.String))
        joined = rows.join(renamed, on=["indicator", "period"], how="left", nulls_equal=True, maintain_order="left")
        return joined.with_columns(indicator=pl.coalesce("_current", "indicator")).drop("_current")


NO_FORMER_CODES = FormerCodes()


def index_former_codes(catalogue: Mapping[str, Indicator]) -> FormerCodes:
    """The former codes that a catalogue declares."""
    spans: dict[str, list[tuple[date, str]]] = {}
    for indicator in catalogue.values():
        for each in indicator.was:
            spans.setdefault(each.code, []).append((each.until, indicator.code))
    return FormerCodes({code: tuple(sorted(each)) for code, each in sorted(spans.items())})
