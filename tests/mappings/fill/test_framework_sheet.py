"""A framework's sheet: what is published with England and neighbours, and apart from it what the council gave."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.codes import parse_period
from mappings.definitions.published_sources import Source
from mappings.fill import framework_sheet
from mappings.fill.framework_sheet import FrameworkSheet, compile_framework
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading, transaction
from returnonce.errors import NotFound
from returnonce.numbers import MICRO
from tests.indicators.small_contexts import figure
from tests.shipped import load_ruleset

EPC, LEWISHAM, ENGLAND = "homes-rated-epc-c", "E09000023", "E92000001"
NEAR = load_ruleset().areas.neighbours(LEWISHAM)
DAY, YEAR_BEFORE = "2025-03-31", "2024-03-31"


def give(store: Engine, *rows: dict[str, Any], agency: str = "ons", kind: str = "pulled", number: int = 1) -> None:
    figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
    batch = NewBatch(kind, agency, f"{number:064x}", f"{agency}.csv", "0" * 64, datetime(2026, 11, number, tzinfo=UTC))
    with transaction(store) as session:
        record_batch(session, batch, figures)


def homes(area: str, rated: int, period: str = DAY, **more: Any) -> dict[str, Any]:
    return figure(area, period, rated, 100, indicator=EPC, locator=f"row {rated}", **more)


def compiled(store: Engine, rules: Ruleset | None = None, *, until: str | None = None) -> FrameworkSheet:
    rules = rules or load_ruleset()
    with reading(store) as session:
        period = parse_period(until) if until else None
        return compile_framework(rules, session, "local-outcomes", rules.areas.get(LEWISHAM), until=period)


def of(sheet: FrameworkSheet, metric: str = EPC) -> dict[str, Any]:
    (row,) = sheet.metrics.filter(metric=metric).to_dicts()
    return row


def own(sheet: FrameworkSheet, indicator: str = EPC) -> dict[str, Any]:
    (row,) = sheet.own.filter(indicator=indicator).to_dicts()
    return row


def test_a_metric_has_its_published_figure_and_own_records_stand_apart(engine: Engine) -> None:
    near = [homes(NEAR[0], 40), homes(NEAR[1], 45), homes(NEAR[2], 52), homes(NEAR[3], 47)]
    give(engine, homes(LEWISHAM, 41, YEAR_BEFORE), homes(LEWISHAM, 43), homes(ENGLAND, 46), *near)
    # Nearer to the council than any publisher, and a year later: it never stands for what is published.
    give(engine, homes(LEWISHAM, 60, "2026-03-31"), agency="lewisham-council", kind="submitted", number=2)
    sheet = compiled(engine)
    row = of(sheet)
    assert [row[name] for name in ("value", "period", "england", "england_period")] == [
        43 * MICRO,
        DAY,
        46 * MICRO,
        DAY,
    ]
    spread = [row[f"neighbours_{name}"] for name in ("lowest", "median", "highest", "n", "of", "period")]
    assert spread == [40 * MICRO, 46 * MICRO, 52 * MICRO, 4, 10, DAY]
    assert row["trend"] == "31 March 2024: 41.0; 31 March 2025: 43.0"
    assert [row[name] for name in ("agency", "file_name", "locator", "note")] == ["ons", "ons.csv", "row 43", None]
    given_row = own(sheet)
    assert [given_row[name] for name in ("value", "period", "agency")] == [60 * MICRO, "2026-03-31", "lewisham-council"]
    shown = sheet.trail.group_by("shown_as").len().sort("shown_as").rows()
    assert shown == [("England", 1), ("a neighbour", 4), ("own records", 1), ("the area's earlier figure", 1),
                     ("the area's figure", 1)]  # fmt: skip


def test_own_records_alone_publish_nothing_and_publishers_alone_are_no_own_records(engine: Engine) -> None:
    give(engine, homes(LEWISHAM, 60), agency="lewisham-council", kind="submitted")
    assert of(compiled(engine))["value"] is None
    give(engine, figure(LEWISHAM, DAY, 9, indicator="rough-sleeping-single-night"), agency="mhclg", number=2)
    sheet = compiled(engine)
    assert of(sheet, "rough-sleeping-single-night")["value"] == 9 * MICRO
    assert own(sheet, "rough-sleeping-single-night")["value"] is None


def test_a_related_indicator_is_shown_as_related_and_never_as_the_metric(engine: Engine) -> None:
    households = figure(LEWISHAM, "2010-03-31", 1864, indicator="temporary-accommodation-households")
    give(engine, households, agency="lewisham-council", kind="submitted")
    give(engine, households, agency="mhclg", number=2)
    sheet = compiled(engine)
    assert of(sheet, "children-in-temporary-accommodation")["value"] is None
    row = own(sheet, "temporary-accommodation-households")
    assert (row["value"], row["predicate"], row["period"]) == (1864 * MICRO, "skos:relatedMatch", "2010-03-31")


def test_others_have_the_same_period_or_an_earlier_one_that_is_named(engine: Engine) -> None:
    give(engine, homes(LEWISHAM, 43), homes(NEAR[0], 40, YEAR_BEFORE), homes(NEAR[1], 50, "2026-03-31"))
    row = of(compiled(engine))
    assert (row["neighbours_n"], row["neighbours_median"], row["neighbours_period"]) == (1, 40 * MICRO, YEAR_BEFORE)
    assert (row["england"], row["trend"]) == (None, None)


def test_england_and_neighbours_are_shown_where_the_area_itself_has_no_figure(engine: Engine) -> None:
    others = [homes(NEAR[0], 40), homes(NEAR[1], 50), homes(NEAR[2], 60, YEAR_BEFORE)]
    give(engine, homes(ENGLAND, 46), homes(ENGLAND, 44, YEAR_BEFORE), *others)
    sheet = compiled(engine)
    row = of(sheet)
    assert [row[name] for name in ("value", "period", "england", "england_period")] == [None, None, 46 * MICRO, DAY]
    spread = [row[f"neighbours_{name}"] for name in ("lowest", "median", "highest", "n", "period")]
    assert spread == [40 * MICRO, 45 * MICRO, 50 * MICRO, 2, DAY]
    assert row["note"] == "A published file of it was collected, and has no figure for Lewisham."
    assert sorted(sheet.trail["shown_as"]) == ["England", "a neighbour", "a neighbour"]


@pytest.mark.parametrize(("held", "words"), [(12, "each of the 12 areas"), (11, "11 of the 12 areas")])
def test_a_county_whose_districts_alone_are_published_is_told_of_them(engine: Engine, held: int, words: str) -> None:
    rules, code = load_ruleset(), "rough-sleeping-single-night"
    kent = rules.areas.get("E10000016")
    districts = [area.code for area in rules.areas.children(kent.code)][:held]
    give(engine, figure(ENGLAND, DAY, 4503, indicator=code), agency="mhclg")
    rows = [figure(district, DAY, 5, indicator=code) for district in districts]
    give(engine, *rows, agency="mhclg", number=2)
    with reading(engine) as session:
        row = of(compile_framework(rules, session, "local-outcomes", kent), code)
    assert (row["value"], row["england"]) == (None, 4503 * MICRO)
    assert words in row["note"]


def test_until_leaves_later_periods_out(engine: Engine) -> None:
    give(engine, homes(LEWISHAM, 41, YEAR_BEFORE), homes(LEWISHAM, 43))
    assert of(compiled(engine, until="FY2023-24"))["period"] == YEAR_BEFORE
    assert of(compiled(engine, until="FY2022-23"))["period"] is None


def test_a_withheld_figure_is_told_with_its_symbol(engine: Engine) -> None:
    give(engine, homes(LEWISHAM, 41, YEAR_BEFORE), figure(LEWISHAM, DAY, symbol="confidential", indicator=EPC))
    row = of(compiled(engine))
    assert (row["value"], row["symbol"], row["period"]) == (None, "confidential", DAY)


def test_another_publisher_than_the_framework_names_is_told(engine: Engine) -> None:
    give(engine, homes(LEWISHAM, 43), agency="mhclg")
    assert of(compiled(engine))["note"] == "Published by mhclg; the framework names ons."


def test_what_to_collect_is_said_of_every_metric_without_a_figure(engine: Engine) -> None:
    give(engine, homes(NEAR[0], 40))
    rules = load_ruleset()
    column = {"period": {"kind": "day", "year": "starts", "day": "03-31"}, "where": {}, "value": {"column": "a"}}
    a_source = {
        "source": "rough", "title": "t", "publisher": "mhclg", "publication": "p", "licence": "l", "columns": ["a"],
        "symbols": {},
        "levels": [{"area": "a"}], "figures": [column | {"indicator": "rough-sleeping-single-night"}],
    }  # fmt: skip
    sheet = compiled(engine, replace(rules, sources={"rough": Source.model_validate(a_source)}))
    notes = {row["metric"]: row["note"] for row in sheet.metrics.to_dicts()}
    assert notes[EPC] == "A published file of it was collected, and has no figure for Lewisham."
    assert notes["rough-sleeping-single-night"] == "Collect it: returnonce collect FILE --source rough"
    assert "publisher: MHCLG; publication: not established" in notes["families-in-bed-and-breakfast"]
    assert "placeholder" in notes["private-rented-enforcement"]
    assert "to be confirmed" in notes["housing-supply-contribution"]
    assert sheet.metrics["outcome"].to_list()[-1] == "10 further outcomes"
    assert sheet.metrics["note"].null_count() == 0


def test_there_is_no_such_framework(engine: Engine) -> None:
    rules = load_ruleset()
    with reading(engine) as session, pytest.raises(NotFound, match="no-such"):
        compile_framework(rules, session, "no-such", rules.areas.get(LEWISHAM))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=10), st.integers(0, 3))
def test_the_median_is_that_of_statistics_rounded_half_up(values: list[int], decimals: int) -> None:
    step = 10 ** (6 - decimals)
    micros = sorted(value * step for value in values)
    exact = Fraction(statistics.median([Fraction(each, step) for each in micros]))
    assert framework_sheet._median(micros, decimals) == int(exact + Fraction(1, 2)) * step
