"""Whatever is done to a store past the program is found, and the place is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.db import open_store
from returnonce.settings import Settings
from tests.upkeep.tampering import campaign, proofs
from tests.upkeep.world import RULES, grow

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "trials", [range(18), pytest.param(range(1_000, 2_000), marks=pytest.mark.soak)], ids=["18", "1000"]
)
def test_every_tampering_is_found(tmp_path: Path, trials: range) -> None:
    settings = Settings(home=tmp_path / "var")
    engine = open_store(settings)
    clock = grow(engine, settings)
    assert proofs(settings.home, clock, RULES) == []
    assert campaign(settings.home, tmp_path, clock, RULES, seeds=trials) == []
