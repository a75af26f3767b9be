"""An indicator that is renamed after an edition was published: nothing published changes, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from exports.disclosure.released_table import ReleasedTable
from exports.editions.changes.cell_changes import compare_editions
from exports.editions.changes.impact import find_impacts
from exports.editions.proposals.drift import find_drift
from exports.editions.snapshots.released_tables import ReleasedTables, read_released_tables
from exports.editions.storage.edition_blobs import read_edition_cells, read_edition_file
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.fill.fill import FillRequest, fill
from returnonce.db import reading
from tests.exports.editions.worlds import KEY, YEAR, World, rules
from tests.indicators.small_contexts import figure, indicator
from tests.mappings.small_ruleset import a_return, line

RENAMED = "looked-after"


def rename(world: World) -> None:
    """As though the release of now called ``cla`` otherwise."""
    one = indicator(RENAMED, was=[{"code": "cla", "until": "2026-04-01"}])
    other = indicator("other")
    lines = a_return(line("NI 1", RENAMED), line("NI 2", "other"))
    before = rules()
    world.ruleset = replace(
        before, hash="1" * 64, catalogue={each.code: each for each in (one, other)}, returns={"national": lines}
    )


def files(world: World, edition: object) -> dict[str, bytes]:
    return {each.name: read_edition_file(world.blobs, edition, each.audience, each.name) for each in edition.files}  # type: ignore[attr-defined, arg-type]


def test_figures_and_editions_stay(world: World) -> None:
    first = world.edition()
    bytes_before = files(world, first)
    rename(world)
    with reading(world.engine) as session:
        cells = fill(world.ruleset, session, FillRequest(*KEY)).cells
    assert cells.filter(line="NI 1").select("indicator", "value").rows() == [(RENAMED, 12_700000)]
    assert files(world, first) == bytes_before
    assert read_edition_cells(world.blobs, first, "regulator").filter(line="NI 1")["indicator"].to_list() == ["cla"]


def test_a_draft_from_before_has_not_drifted(world: World) -> None:
    proposal = world.propose()
    rename(world)
    with reading(world.engine) as session:
        assert find_drift(session, world.context, proposal).is_empty()
    world.value(34, 260, of=RENAMED)
    with reading(world.engine) as session:
        drift = find_drift(session, world.context, proposal)
    assert drift.select("line", "indicator", "change").rows() == [("NI 1", RENAMED, "changed")]


def test_the_next_edition_names_one_changed_cell(world: World) -> None:
    first = world.edition()
    rename(world)
    new = figure("COUNTY", YEAR, 34, 260, indicator=RENAMED)
    upload = pl.DataFrame([{name: new[name] for name in FIGURE_SCHEMA}], schema=FIGURE_SCHEMA)
    (impact,) = find_impacts(world.context, upload, agency="county")
    assert impact.cells.select("line", "old_numerator", "new_numerator").rows() == [("NI 1", 33_000000, 34_000000)]
    world.give(new)
    second = world.edition("correction")
    changes = compare_editions(world.blobs, second, first, "regulator", world.ruleset.former_codes)
    assert changes.select("line", "change").rows() == [("NI 1", "changed")]


def test_the_gate_sees_one_figure_and_not_two(world: World) -> None:
    edition = world.edition()
    rename(world)
    names = [(edition.cells["regulator"], edition.content)]
    (table,) = ReleasedTables(world.blobs, names, world.ruleset.former_codes)
    assert isinstance(table, ReleasedTable)
    assert set(table.cells["indicator"]) == set(table.true_cells["indicator"]) == {RENAMED, "other"}
    with reading(world.engine) as session:
        assert list(read_released_tables(session, world.blobs, world.ruleset.former_codes)["regulator"]) == []
