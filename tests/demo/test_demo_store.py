"""A demonstration names the port at which it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.demo_store import DemoStore
from demo.publication import tell_fetching
from returnonce.clock import FixedClock
from tests.demo.conftest import DAY


@pytest.mark.parametrize(
    ("port", "address", "started"),
    [
        (None, "http://127.0.0.1:8765", "home .venv/bin/returnonce serve"),
        (8917, "http://127.0.0.1:8917", "home RETURNONCE_PORT=8917 .venv/bin/returnonce serve"),
    ],
)
def test_what_is_to_be_typed_names_the_port(tmp_path: Path, port: int | None, address: str, started: str) -> None:
    store = DemoStore(tmp_path, FixedClock(DAY), port=port)
    told = list(tell_fetching(tmp_path / "regulator.key", store))
    assert store.address == address
    assert any(line.endswith(started) for line in told)
    assert any(f"EDITIONS={address}/v1" in line for line in told)
