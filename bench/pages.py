"""Every page of an officer on a large store: processor milliseconds of the server, the first time and once it is warm.

Run as ``python -m bench.pages WORK OUT COUNT AREAS PERIODS``. WORK is emptied. COUNT: authorities that are places, each
with some dozen agencies and returns; AREAS and PERIODS: of the figures, each of which every indicator of the catalogue
has.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from api.pages.static_files import find_assets
from bench.stages import Stages, processor_seconds
from bench.synthetic_country import make_country
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.arithmetic import financial_year
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.access import sessions
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.clock import FixedClock
from returnonce.db import open_store, transaction
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from tests.exports.editions.worlds import World

NOW = FixedClock(datetime(2010, 6, 8, 9, 30, tzinfo=UTC))
#: The newest year of figures begins in this one.
LAST_YEAR = 2009
RETURN, PERIOD = "national-indicators", "FY2009-10"
EDITIONS, WARM = 4, 9
KINDS = ("county", "unitary", "metropolitan_borough", "london_borough", "district")


def main(work: Path, out: Path, count: int, areas: int, periods: int) -> None:
    """Leaves ``result.json``."""
    shutil.rmtree(work, ignore_errors=True)
    stages = Stages()
    with stages.stage("make"):
        make_country(work / "root", work / "places", count=count, on=date(2010, 3, 31))
        ruleset = load_ruleset(work / "places", folders=[work / "root"])
        world = World(open_store(Settings(home=work / "home")), work / "home", ruleset=ruleset)
        figures = sum(give_year(world, codes, year) for codes, year in _years(ruleset, areas, periods))
        publish_editions(world)
    pages = measure(world)
    agencies = sum(len(place.agencies) for place in ruleset.places.values())
    returns = len({(entry.return_code, area) for place in ruleset.places.values()
                   for entry in place.returns for area in entry.areas})  # fmt: skip
    stages.save(out / "result.json", pages=pages, figures=figures, agencies=agencies, returns=returns)


def _years(ruleset: Ruleset, areas: int, periods: int) -> Iterator[tuple[list[str], int]]:
    """The areas of places first, so that every page has its figures; then as many others as are wanted."""
    own = [area for place in ruleset.places.values() for area in place.areas if area in ruleset.areas]
    others = [area.code for area in ruleset.areas.all() if area.kind in KINDS]
    codes = list(dict.fromkeys([*own, *others]))[:areas]
    return ((codes, LAST_YEAR - number) for number in range(periods))


def give_year(world: World, areas: Sequence[str], year: int) -> int:
    """Every indicator's figure of a year in all areas, as one batch; how many there are."""
    codes = sorted(world.ruleset.catalogue)
    period = financial_year(year).code
    table = pl.DataFrame({"indicator": codes}).join(pl.DataFrame({"area": list(areas)}), how="cross")
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    rows = table.with_columns(
        period=pl.lit(period), breakdown=pl.lit("total"), kind=pl.lit("actual"), status=pl.lit("final"),
        value=(number * 37 % 1_000) * MICRO, locator=pl.format("row {}", number + 2),
    )  # fmt: skip
    empty = [pl.lit(None, kind).alias(name) for name, kind in FIGURE_SCHEMA.items() if name not in rows.columns]
    batch = NewBatch("submitted", "a0-council", f"{year:064x}", f"{year}.csv", "0" * 64, NOW.now() - timedelta(days=9))
    with transaction(world.engine) as session:
        record_batch(session, batch, rows.with_columns(empty).select(list(FIGURE_SCHEMA)))
    return rows.height


def publish_editions(world: World) -> None:
    """Editions of one return, one for each of some areas."""
    world.now = NOW.now() - timedelta(days=5)
    for area in _councils(world.ruleset)[:EDITIONS]:
        proposal = world.propose(return_code=RETURN, area=area, period=PERIOD)
        world.publish(world.approve(proposal))


def _councils(ruleset: Ruleset) -> list[str]:
    own = (area for place in ruleset.places.values() for area in place.areas)
    return [area for area in own if area in ruleset.areas and ruleset.areas.get(area).kind in KINDS]


def measure(world: World) -> list[dict[str, Any]]:
    """Each page's milliseconds of processor, first and median when warm, and its bytes."""
    client = _sign_in(world)
    return [_measure_page(client, name, path) for name, path in list_pages(world.ruleset).items()]


def list_pages(ruleset: Ruleset) -> dict[str, str]:
    """Path of each page by what it is called in the table."""
    area, code = _councils(ruleset)[0], "cla-three-or-more-placements"
    agency = next(iter(next(iter(ruleset.places.values())).agencies))
    return {
        "schedule": f"/schedule?span={PERIOD}", "schedule of an agency": f"/schedule?span={PERIOD}&agency={agency}",
        "months": f"/schedule?span={PERIOD}&view=months", "returns": f"/returns?span={PERIOD}",
        "a return": f"/returns/{RETURN}/{area}/{PERIOD}",
        "the same, searched": f"/returns/{RETURN}/{area}/{PERIOD}?q=children",
        "approvals": "/approvals", "editions": "/editions", "an edition": f"/editions/{RETURN}/{area}/{PERIOD}/1",
        "states of a return": f"/states/{RETURN}/{PERIOD}", "a figure": f"/figures/{code}/{area}/{PERIOD}",
        "catalogue": "/catalogue", "catalogue, searched": "/catalogue?q=children", "an indicator": f"/catalogue/{code}",
        "burden": f"/burden?span={PERIOD}", "burden by agency": f"/burden/parts?span={PERIOD}&table=steps&by=agency",
        "account": "/account",
    }  # fmt: skip


def _sign_in(world: World) -> TestClient:
    with transaction(world.engine) as session:
        officer = add_account(session, NOW, NewAccount("bench-officer"), by=OPERATOR)
        grant_role(session, NOW, officer, Grant("officer"), by=OPERATOR)
    settings = Settings(home=world.home, requests_per_minute=1_000_000)
    context = world.context.replace(clock=NOW)
    context.settings = settings
    app = create_app(context, pages=PageState(find_assets(settings)))
    client = TestClient(app, base_url="http://127.0.0.1:8765", headers={"Accept": "text/html"})
    client.cookies.set("returnonce_session", sessions.begin_session(world.engine, NOW, "bench-officer"))
    return client


def _measure_page(client: TestClient, name: str, path: str) -> dict[str, Any]:
    first = _milliseconds(client, path)
    warm = [_milliseconds(client, path) for _ in range(WARM)]
    return {"page": name, "first": first, "warm": statistics.median(warm), "bytes": len(client.get(path).content)}


def _milliseconds(client: TestClient, path: str) -> float:
    worked = processor_seconds()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (processor_seconds() - worked) * 1000


if __name__ == "__main__":
    start = time.perf_counter()
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:6]))
    print(f"{time.perf_counter() - start:.0f} s")
