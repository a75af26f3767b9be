"""What is written here is read back without a child process, which tests of the collectors go through."""

from __future__ import annotations

import pytest

from tests.collectors.conftest import unjailed

__all__ = ["unjailed"]


@pytest.fixture(autouse=True)
def read_here(unjailed: None) -> None:
    """For every test of this folder."""
