"""Stores to publish from: ``world`` on each database, ``small`` on SQLite alone, copied from one that is empty."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from returnonce.db import make_engine, open_store
from returnonce.settings import Settings
from tests.exports.editions.worlds import World


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a migrated store that nothing was done with."""
    home = tmp_path_factory.mktemp("empty")
    open_store(Settings(home=home)).dispose()
    return home


@pytest.fixture
def bare(empty_store: Path, tmp_path: Path) -> Iterator[World]:
    """A store of one's own without a figure."""
    settings = Settings(home=tmp_path / "var")
    shutil.copytree(empty_store, settings.home)
    engine = make_engine(settings.url)
    yield World(engine, settings.home)
    engine.dispose()


@pytest.fixture
def small(bare: World) -> World:
    """With one figure."""
    bare.value(33, 260)
    return bare


@pytest.fixture
def world(engine: Engine, settings: Settings) -> World:
    """The same on each database."""
    actual_world = World(engine, settings.home)
    actual_world.value(33, 260)
    return actual_world
