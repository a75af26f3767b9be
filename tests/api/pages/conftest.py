"""One furnished house for the tests that only look; a fresh one for those that send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.pages.sample_publication import Publishing, open_publishing
from tests.api.pages.sample_service import House, build, furnish

BASE = "http://127.0.0.1:8765"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    """Lewisham in June 2010, with what had come by then; the names of the submissions by agency."""
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    names = furnish(house)
    yield house, names
    house.engine.dispose()


@pytest.fixture
def client(furnished: tuple[House, dict[str, str]]) -> Iterator[TestClient]:
    """A browser's requests, without a browser."""
    with TestClient(furnished[0].app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Lewisham in June 2010 with two editions and a proposal; tests that write come last in their file."""
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    furnish(house)
    yield open_publishing(house)
    house.engine.dispose()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An empty store with a limit of 1 MB, for tests after which it is still empty."""
    house = build(tmp_path_factory.mktemp("empty"), places=("lewisham",), upload_limit=1)
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as client:
        yield client
    house.engine.dispose()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[TestClient]:
    """An empty store of one's own."""
    house = build(tmp_path, places=("lewisham",))
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as client:
        yield client
    house.engine.dispose()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Two editions of a return and a proposal of a third, for tests that only look."""
    house = build(tmp_path_factory.mktemp("published"), places=("lewisham",))
    furnish(house)
    yield open_publishing(house)
    house.engine.dispose()
