"""A folder of a person's own, with an empty store that the verbs work on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stores import copied


@pytest.fixture
def home(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    return tmp_path
