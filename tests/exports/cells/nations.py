"""A nation: real councils, each with an edition of one small return; some restated, one withdrawn, some public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from exports.cells.gathered_files import gather_cells
from exports.cells.released_cells import read_released_cells
from exports.editions.published_editions import PublishedEdition
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading
from returnonce.settings import Settings
from tests.exports.editions.worlds import YEAR, World
from tests.indicators.small_contexts import figure, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset
from tests.shipped import load_ruleset

#: Upper tier: those that make most returns.
KINDS = ("county", "unitary", "metropolitan_borough", "london_borough")
PUBLIC = {"says": "as the rule says", "rule": "dfe-children", "version": 1}
LINES = (
    line("NI 1", "cla", subject_label='Label with "quotes", a comma and é'),
    line("NI 2", "other", decimals=2),
    line("NI 3", "cla", breakdown="sex=F"),
)


def upper_tier(number: int) -> list[str]:
    """So many councils that stood in 2010, of every region and kind."""
    book, year = load_ruleset().areas, parse_period(YEAR)
    codes = [
        area.code for kind in KINDS for area in book.all(kind) if book.history.stood(area.code, year.start, year.end)
    ]  # fmt: skip
    step = max(1, len(codes) // number)
    return codes[::step][:number]


def nation_rules(areas: Sequence[str]) -> Ruleset:
    """One return that all of them make, which the public may have too."""
    shipped = load_ruleset()
    form = a_return(
        *LINES,
        disclosure={"regulator": "true figures", "public": PUBLIC},
        area_kinds=["county", "unitary", "metropolitan-borough", "london-borough"],
    )
    home = place(("national", tuple(areas)), agencies=[agency("all", "council", "|".join(areas))])
    rules = ruleset((indicator(), indicator("other")), form, home=home)
    return replace(
        rules, areas=shipped.areas, disclosure=shipped.disclosure,
        places={"home": replace(home, areas=tuple(areas), area_book=shipped.areas)},
    )  # fmt: skip


def furnish(engine: Engine, home: Path, areas: Sequence[str], settings: Settings | None = None) -> World:
    """Every third council is restated, every fifth is public, and of two in seven the newest is withdrawn."""
    world = World(engine, home, ruleset=nation_rules(areas), settings=settings)
    world.give(*(row for number, area in enumerate(areas) for row in figures(area, number)), by="all")
    for number, area in enumerate(areas):
        first = release(world, area, public=number % 5 == 0)
        if number % 3 == 0:
            world.give(figure(area, YEAR, number + 1, 977, agency="all"), by="all")
            first = release(world, area, reason="correction")
        if number % 7 in (4, 6):
            world.withdraw(first)
    return world


def figures(area: str, number: int) -> list[dict[str, object]]:
    """Shares with many places, zeros, a symbol, and nothing at all."""
    rows = [figure(area, YEAR, number, 7 + number, agency="all"),
            figure(area, YEAR, number // 2, 1000, agency="all", breakdown="sex=F")]  # fmt: skip
    if number % 4 == 0:
        return [*rows, figure(area, YEAR, agency="all", indicator="other", symbol="not_applicable")]
    return rows if number % 4 == 1 else [*rows, figure(area, YEAR, 1, 3 + number, agency="all", indicator="other")]


def release(world: World, area: str, *, public: bool = False, reason: str | None = None) -> PublishedEdition:
    return world.publish(world.approve(world.propose(area=area, reason=reason)), public=public)


def gather(world: World) -> int:
    """Have the cells of groups gathered, as the job does; how many files were made."""
    with reading(world.engine) as session:
        return gather_cells(world.home, world.blobs, read_released_cells(session))
