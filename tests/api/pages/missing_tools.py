"""What a machine lacks: the test is skipped, or fails where the machine has to have it."""

from __future__ import annotations

import os

import pytest


def missing(what: str) -> None:
    """Skip, or fail where ``RETURNONCE_TEST_BROWSER_REQUIRED`` is set."""
    if os.environ.get("RETURNONCE_TEST_BROWSER_REQUIRED"):
        pytest.fail(what)
    pytest.skip(what)
