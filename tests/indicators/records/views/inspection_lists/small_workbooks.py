"""Small workbooks of inspection lists for tests, and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from indicators.period.arithmetic import day
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.shipped import load_calendar, load_catalogue, load_record_set

#: A Tuesday; half a year before it is 16 September 2020, a year before it 16 March 2020.
DAY = date(2021, 3, 16)
CONTEXT = ViewContext(holidays=frozenset(load_calendar().days))
CHILD, ADOPTER = "Child Unique ID", "Individual adopter identifier"

#: The indicators that the lists give.
CATALOGUE = {
    code: indicator
    for code, indicator in load_catalogue().items()
    if any(derivation.record_set == "inspection-lists" for derivation in indicator.derive)
}

Rows = Iterable[Mapping[str, Any]]


def workbook(lists: Mapping[int, Rows], on: date = DAY, **settings: Any) -> Records:
    """Lists by number; whoever is not named is one person."""
    chosen = {name.replace("_", "-"): value for name, value in settings.items()}
    record_set = load_record_set("inspection-lists", settings=chosen)
    named = {
        f"List {number}": [{(ADOPTER if number == 11 else CHILD): "A1"} | dict(row) for row in rows]
        for number, rows in lists.items()
    }
    return build_records(record_set, day(on), named)


def figures(records: Records) -> dict[str, tuple[int, int | None]]:
    """Numerator and denominator in whole numbers by indicator; a count's value over none."""
    frame = derive_figures(
        prepare_views(records, CONTEXT),
        records.record_set,
        DerivationScope(records.period, "E10000024", "final"),
        catalogue=CATALOGUE,
        breakdowns={},
    )
    rows = frame.select("indicator", "numerator", "denominator", "value").iter_rows()
    return {
        code.removeprefix("annex-a-"): (n // MICRO, d // MICRO) if value is None else (value // MICRO, None)
        for code, n, d, value in rows
    }  # fmt: skip
