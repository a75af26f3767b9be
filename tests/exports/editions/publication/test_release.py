"""What the council and the public get: a choice of its own, through the gate, judged by all that went out before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl
import pytest

from exports.disclosure.gate import HIDDEN_SCHEMA, GatedReturn
from exports.editions.changes.cell_changes import compare_editions
from exports.editions.snapshots import snapshot
from exports.editions.storage.edition_blobs import read_edition_cells, read_edition_file
from mappings.fill.cells import FilledReturn
from returnonce.errors import Conflict, NotFound, Refused
from returnonce.numbers import MICRO
from tests.exports.editions.worlds import OFFICER, YEAR, World
from tests.indicators.small_contexts import figure

pytestmark = pytest.mark.long

Gate = Callable[..., GatedReturn]


def fewer_than_five(
    filled: FilledReturn, audience: str, *, history: Sequence[pl.DataFrame], **_: object
) -> GatedReturn:
    """True figures for the recipient; small counts hidden for the council; and all of them, beside others, for all."""
    no_rows = pl.DataFrame(schema=HIDDEN_SCHEMA)
    if audience == "regulator":
        return GatedReturn(filled, no_rows, "true", "1")
    least = 1_000_000 * MICRO if audience == "public" and history else 5 * MICRO
    few = pl.col("numerator") < least
    gone = [pl.when(~few).then(pl.col(n)).alias(n) for n in ("value", "numerator", "denominator")]
    cells = filled.cells.with_columns(*gone, symbol=pl.when(few).then(pl.lit("confidential")).otherwise("symbol"))
    return GatedReturn(replace(filled, cells=cells), no_rows, "few", "1")


def no_public(filled: FilledReturn, audience: str, **more: object) -> GatedReturn:
    if audience == "public":
        raise Refused("NI 1 could be worked out.")
    return fewer_than_five(filled, audience, **more)  # type: ignore[arg-type]


@pytest.fixture
def world(bare: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(snapshot, "apply_gate", fewer_than_five)
    bare.give(figure("COUNTY", YEAR, 3, 100), figure("COUNTY", YEAR, 50, 100, indicator="other"),
               figure("UNI", YEAR, 60, 100))  # fmt: skip
    return bare


def shown(world: World, done: object, audience: str) -> list[object]:
    cells = read_edition_cells(world.blobs, done, audience)  # type: ignore[arg-type]
    return [row["symbol"] or row["value"] // MICRO for row in cells.to_dicts()]


def test_each_audience_has_its_own_cells_files_and_changes(world: World) -> None:
    one = world.approve(world.propose())
    assert [(each.audience, each.rule) for each in one.audiences] == [
        ("regulator", "true"), ("council", "few"), ("public", "few"),
    ]  # fmt: skip
    done = world.publish(one)
    assert done.audiences == ("regulator", "council")
    assert shown(world, done, "regulator") == [3, 50]
    assert shown(world, done, "council") == ["confidential", 50]
    with pytest.raises(NotFound):
        read_edition_cells(world.blobs, done, "public")
    text = read_edition_file(world.blobs, done, "council", "national_COUNTY_FY2009-10.data.csv").decode()
    assert ("NI 1" in text, "confidential" in text) == (True, True)
    world.value(30, 100)
    second = world.edition("late-figures")
    kinds = {each: compare_editions(world.blobs, second, done, each)["change"].to_list() for each in done.audiences}
    assert kinds == {"regulator": ["changed"], "council": ["no_longer_suppressed"]}


def test_the_public_gets_what_is_released_to_it(world: World) -> None:
    done = world.publish(world.approve(world.propose()), public=True)
    assert shown(world, done, "public") == ["confidential", 50]
    assert done.rules["public"] == ("few", "1")
    names = {file.name for file in done.files if file.audience == "public"}
    assert "changes.json" in names


def test_what_the_gate_stops_is_not_released(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "apply_gate", no_public)
    one = world.approve(world.propose())
    assert one.audience("public").refusal == "NI 1 could be worked out."
    with pytest.raises(Refused, match="NI 1 could be worked out"):
        world.publish(one, public=True)
    assert world.publish(one).audiences == ("regulator", "council")


def test_what_went_out_meanwhile_is_reckoned_with(world: World) -> None:
    mine, other = world.propose(), world.propose(OFFICER, area="UNI")
    world.publish(world.approve(other), public=True)
    one = world.approve(mine)
    with pytest.raises(Conflict, match="other tables went out to the audience 'public'"):
        world.publish(one, public=True)
    assert world.publish(one).number == 1
