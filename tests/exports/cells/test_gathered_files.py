from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.cells.frames import CellReader
from exports.cells.gathered_files import FOLDER
from exports.cells.released_cells import read_released_cells
from exports.cells.snapshot import SnapshotEdition
from returnonce.db import open_store, reading
from returnonce.settings import Settings
from tests.exports.cells.nations import furnish, gather, release, upper_tier
from tests.exports.editions.worlds import YEAR, World
from tests.indicators.small_contexts import figure


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("gathered")
    engine = open_store(Settings(home=home))
    yield furnish(engine, home, upper_tier(9))
    engine.dispose()


def editions(world: World) -> list[SnapshotEdition]:
    """Every edition for every audience, as if all were meant, each under a key of its own."""
    with reading(world.engine) as session:
        return [SnapshotEdition(one, "published") for one in read_released_cells(session)]


def one_of_each(found: list[SnapshotEdition], pick: list[int]) -> list[SnapshotEdition]:
    """Of each area one, as a snapshot has; ``pick``: which."""
    by_area: dict[str, list[SnapshotEdition]] = {}
    for one in found:
        by_area.setdefault(one.released.key.area, []).append(one)
    return [each[number % len(each)] for each, number in zip(by_area.values(), pick, strict=False)]


def read(world: World, chosen: list[SnapshotEdition], *, home: Path, rows: pl.Expr | None = None) -> pl.DataFrame:
    frames = [*CellReader(home, world.blobs, lambda one: one.sha256, rows, {"decimals": "decimals"}).read(chosen)]
    return pl.concat(frames) if frames else pl.DataFrame()


@given(pick=st.lists(st.integers(0, 5), max_size=9), line=st.sampled_from([None, "NI 1", "NI 3"]))
def test_gathered_cells_are_those_of_the_editions_own_files(world: World, pick: list[int], line: str | None) -> None:
    gather(world)
    chosen = one_of_each(editions(world), pick)
    rows = None if line is None else pl.col("line") == line
    assert read(world, chosen, home=world.home, rows=rows).equals(
        read(world, chosen, home=world.home / "nowhere", rows=rows)
    )


def test_gathered_cells_need_no_other_file(world: World) -> None:
    gather(world)
    chosen = one_of_each([one for one in editions(world) if one.released.audience == "regulator"], [0] * 9)
    whole = read(world, chosen, home=world.home)
    (world.home / "files").rename(world.home / "aside")
    try:
        assert read(world, chosen, home=world.home).equals(whole)
    finally:
        (world.home / "aside").rename(world.home / "files")


@pytest.mark.long
def test_what_was_published_since_is_read_from_its_own_file(tmp_path: Path) -> None:
    engine, areas = open_store(Settings(home=tmp_path)), upper_tier(8)
    world = furnish(engine, tmp_path, areas)
    assert gather(world) == gather(world) + 1
    before = sorted((tmp_path / FOLDER).rglob("*.parquet"))
    world.give(figure(areas[3], YEAR, 3, 911, agency="all"), by="all")
    release(world, areas[3], reason="correction")
    latest = [5] * 8
    for _ in range(2):  # With the file of before, and with the one that is made anew.
        chosen = one_of_each([one for one in editions(world) if one.released.audience == "regulator"], latest)
        cells = read(world, chosen, home=tmp_path)
        assert cells.equals(read(world, chosen, home=tmp_path / "nowhere"))
        assert 911 in cells["denominator"].cast(int).to_list()
        gather(world)
    after = sorted((tmp_path / FOLDER).rglob("*.parquet"))
    assert (len(before), len(after), {*before} & {*after}) == (1, 1, set())
    assert {path.stat().st_mode & 0o777 for path in after} == {0o600}
    engine.dispose()


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"PAR1"), lambda path: _cut(path)])
def test_a_damaged_file_is_not_read(world: World, damage: object) -> None:
    gather(world)
    chosen = one_of_each(editions(world), [0] * 9)
    whole = read(world, chosen, home=world.home)
    for path in (world.home / FOLDER).rglob("*.parquet"):
        damage(path)  # type: ignore[operator]
    assert read(world, chosen, home=world.home).equals(whole)
    for path in (world.home / FOLDER).rglob("*.parquet"):
        path.unlink()


def _cut(path: Path) -> None:
    """Zeros where the cells are; the file's own account of itself stays."""
    data = path.read_bytes()
    path.write_bytes(data[:4] + bytes(len(data) // 2) + data[4 + len(data) // 2 :])


def test_the_same_bytes_of_two_editions_are_gathered_once(world: World) -> None:
    gather(world)
    one = editions(world)[0]
    twin = replace(one, released=replace(one.released, id=99_999, number=9))
    assert read(world, [twin], home=world.home)["edition"].unique().to_list() == [9]
