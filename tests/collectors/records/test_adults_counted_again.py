"""Every figure of adults against a second count from the same CSV files, made without the first one's code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from demo.synthetic import adults
from exports.records.table_csv import table_files
from indicators.period.arithmetic import financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records
from indicators.records.view_context import ViewContext
from indicators.records.views import prepare_views
from returnonce.numbers import MICRO
from tests.collectors.records.reading import SETS, judge
from tests.indicators.records.views.client_level_data.count_again import Counts, count_again
from tests.indicators.records.views.client_level_data.count_again_events import read_file
from tests.indicators.records.views.client_level_data.edge_files import write_edge_files
from tests.shipped import load_ruleset

pytestmark = pytest.mark.usefixtures("unjailed")

SET, YEAR, AREA = "client-level-data", financial_year(2025), "E10000024"
MEASURES = {
    "2A": "short-term-support-no-further-request", "2B": "care-home-admissions-18-64",
    "2C": "care-home-admissions-65-and-over", "2E 18-64": "home-or-family-18-64",
    "2E 65+": "home-or-family-65-and-over", "2E LD": "home-or-family-learning-disability",
    "3D 1a": "self-directed-support-clients", "3D 2a": "direct-payments-clients",
    "3D 1b": "self-directed-support-carers", "3D 2b": "direct-payments-carers",
}  # fmt: skip


def read(path: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> Records:
    """A file as the product reads it."""
    monkeypatch.setitem(SETS, SET, (version, YEAR.code))
    return judge(path, SET)[1]


def derive(files: list[Records]) -> Counts:
    """The product's figures of the year from all files, the oldest first."""
    views = prepare_views(replace(files[-1], period=YEAR), ViewContext(), tuple(reversed(files[:-1])))
    ruleset = load_ruleset()
    scope = DerivationScope(YEAR, AREA, "final")
    derived = derive_figures(
        views, files[-1].record_set, scope, catalogue=ruleset.catalogue, breakdowns=ruleset.breakdowns
    )
    totals = derived.filter(pl.col("breakdown") == "total")
    parts = {
        code: (numerator or value or 0, denominator or numerator or value or 0)
        for code, numerator, denominator, value in totals.select(
            "indicator", "numerator", "denominator", "value"
        ).iter_rows()
    }
    counts = {name: parts.get(code, (0, 0)) for name, code in MEASURES.items()}
    return {name: (top // MICRO, bottom // MICRO) for name, (top, bottom) in counts.items()}


def compare(paths: list[Path], monkeypatch: pytest.MonkeyPatch, older: int = 0) -> Counts:
    """The figures of both counts, which are the same. ``older``: so many files are of Release 1."""
    files = [read(path, "1" if at < older else "2", monkeypatch) for at, path in enumerate(paths)]
    again = count_again([read_file(path) for path in paths], date(2025, 4, 1), date(2026, 3, 31))
    first = derive(files)
    assert first == {name: again.get(name, (0, 0)) for name in MEASURES}
    return first


@pytest.mark.parametrize("seed", [11, 12])
def test_the_demonstrations_adults_are_counted_the_same(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = adults(300, load_ruleset(), seed=seed, year=YEAR)
    paths = []
    for at, records in enumerate(made.submissions):
        [data] = table_files(records).values()
        paths.append(tmp_path / f"{at}.csv")
        paths[-1].write_bytes(data)
    counts = compare(paths, monkeypatch, older=1)
    assert all(of > 0 for _, of in counts.values())


@pytest.mark.parametrize("seed", range(3))
def test_adults_at_the_limits_of_every_rule_are_counted_the_same(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(write_edge_files(tmp_path, seed), monkeypatch, older=seed % 3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 112))
def test_more_adults_at_the_limits(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(write_edge_files(tmp_path, seed, people=400), monkeypatch, older=seed % 4)
