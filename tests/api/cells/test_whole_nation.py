"""The returns of 152 councils in one call, compared cell by cell with each edition's own file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from returnonce.access.principals import ANONYMOUS
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.api.cells.services import asking, cells, pages
from tests.api.cells.test_cells import own_cells, without_instant
from tests.exports.cells.nations import furnish, upper_tier
from tests.exports.editions.worlds import REGULATOR

pytestmark = pytest.mark.long


def test_one_call_has_every_cell_of_152_councils(tmp_path: Path) -> None:
    areas = upper_tier(152)
    assert len(areas) > 140
    world = furnish(open_store(Settings(home=tmp_path)), tmp_path, areas)
    ask = asking(world)
    for who in (REGULATOR, ANONYMOUS):
        whole = cells(ask("/v1/cells", who))
        assert without_instant(whole) == own_cells(ask, who)
        assert [row for page in pages(ask, "/v1/cells?limit=50", who) for row in page] == whole
        nation = pl.read_parquet(ask("/v1/returns/national/FY2009-10.parquet", who).content)
        assert nation["value"].to_list() == [row["value"] for row in whole]
    world.engine.dispose()
