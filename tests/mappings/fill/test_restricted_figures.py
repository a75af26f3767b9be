"""A restricted figure is nowhere in what others see of a return: not in its cell, nor where another rests on it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from sqlalchemy import Engine

from exports.filled_returns.render import render
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from mappings.fill.restricted_figures import WHY, hide_restricted_figures, list_restricted_indicators
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading, transaction
from tests.conftest import NOON
from tests.indicators.small_contexts import count, figure
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset


def world() -> Ruleset:
    lines = (line("NI 1", "cla", unit="count"), line("NI 36", "secret", unit="count"))
    home = place(("national", ("COUNTY",)), agencies=[agency("county", "council", "COUNTY")])
    return ruleset((count("cla"), count("secret", access="restricted")), a_return(*lines), home=home)


def test_what_is_restricted_is_hidden_with_all_that_is_said_of_it(sqlite_engine: Engine) -> None:
    rows = [figure("COUNTY", "FY2009-10", value, indicator=code) for code, value in (("cla", 71), ("secret", 74347134))]
    for number, row in enumerate(rows):
        table = pl.DataFrame([{name: row[name] for name in FIGURE_SCHEMA}], schema=FIGURE_SCHEMA)
        batch = NewBatch("submitted", "county", f"{number:064x}", f"file-{row['indicator']}.csv", "0" * 64, NOON)
        with transaction(sqlite_engine) as session:
            record_batch(session, batch, table)
    rules = world()
    with reading(sqlite_engine) as session:
        whole = fill(rules, session, FillRequest("national", "COUNTY", "FY2009-10"))
    seen = hide_restricted_figures(rules, whole)
    open_cell, hidden = seen.cells.sort("line").rows(named=True)
    assert (open_cell["value"], hidden["value"], hidden["symbol"], hidden["reason"]) == (
        71_000_000, None, "confidential", WHY,
    )  # fmt: skip
    assert seen.cells.schema == whole.cells.schema
    assert seen.sources["file_name"].to_list() == ["file-cla.csv"]
    assert b"74347134" in render(whole, "json")
    for form in ("json", "csv"):
        assert [mark for mark in (b"74347134", b"file-secret") if mark in render(seen, form)] == []
    figures = pl.col("lineage").struct.field("figures")
    of_secret = figures.list.eval(pl.element().struct.with_fields(indicator=pl.lit("secret")))
    rests_on_it = whole.cells.with_columns(pl.col("lineage").struct.with_fields(of_secret))
    assert set(hide_restricted_figures(rules, replace(whole, cells=rests_on_it)).cells["symbol"]) == {"confidential"}


def test_which_indicators_are_restricted() -> None:
    rules = world()
    assert list_restricted_indicators(rules) == {"secret"}
    assert list_restricted_indicators(replace(rules, catalogue={"cla": rules.catalogue["cla"]})) == frozenset()
