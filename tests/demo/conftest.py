"""One demonstration for all tests of it, and a second one on another day; each made once in a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.run import DemoOutcome, run
from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.demo.by_hand import rows
from tests.made_once import made_once

DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Making the whole demonstration takes twenty seconds of processor: what looks at it is ``long``."""
    for item in items:
        if {"shown", "shown_again"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.long)


@dataclass(frozen=True)
class Shown:
    """What a demonstration left, and where."""

    out: Path
    outcome: DemoOutcome
    said: tuple[str, ...]

    def cells(self, line: str, area: str, *, year: str = "FY2009-10") -> list[dict[str, str]]:
        """The cells of a line and area in the CSV exports of a round."""
        actual_rows = [row for path in sorted((self.out / "returns" / year).rglob("*.csv")) for row in rows(path)]
        return [row for row in actual_rows if (row["line"], row["area"]) == (line, area)]

    def cell(self, line: str, area: str, period: str = "FY2009-10", *, year: str = "FY2009-10") -> dict[str, str]:
        """The one cell of a line, area and period."""
        actual_rows = [row for row in self.cells(line, area, year=year) if row["period"] == period]
        assert len(actual_rows) == 1, (line, area, period, len(actual_rows))
        return actual_rows[0]


def _shown(factory: pytest.TempPathFactory, name: str, day: datetime) -> Iterator[Shown]:
    out, (outcome, said) = made_once(factory, name, lambda folder: _run(folder / "demo", day))
    engine = open_store(Settings(home=out / "demo" / "home"))
    yield Shown(out / "demo", replace(outcome, engine=engine), said)
    engine.dispose()


def _run(out: Path, day: datetime) -> tuple[DemoOutcome, tuple[str, ...]]:
    said: list[str] = []
    outcome = run(out, clock=FixedClock(day), say=said.append)
    outcome.engine.dispose()
    return replace(outcome, engine=None), tuple(said)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    yield from _shown(tmp_path_factory, "demonstration", DAY)


@pytest.fixture(scope="session")
def shown_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    yield from _shown(tmp_path_factory, "demonstration-elsewhere", datetime(2031, 4, 6, 23, 59, tzinfo=UTC))
