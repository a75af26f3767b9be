"""Reading without a child process, for tests that read many files; the others go through the jail."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest


@pytest.fixture
def unjailed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same functions, called here."""

    @contextmanager
    def run(target: str, source: Path, **_: Any) -> Iterator[Path]:
        with TemporaryDirectory() as folder:
            module, function = target.split(":")
            getattr(importlib.import_module(module), function)(source, Path(folder))
            yield Path(folder)

    monkeypatch.setattr("returnonce.sandbox.run", run)
