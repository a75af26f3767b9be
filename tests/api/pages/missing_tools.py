"""What a machine lacks: the test is skipped, or fails where the machine has to have it."""

from __future__ import annotations

import os

import pytest

from api.pages.static_files import ASSETS
from tests.api.pages.chromium import chromium


def missing(what: str) -> None:
    """Skip, or fail where ``RETURNONCE_TEST_BROWSER_REQUIRED`` is set."""
    if os.environ.get("RETURNONCE_TEST_BROWSER_REQUIRED"):
        pytest.fail(what)
    pytest.skip(what)


def need_chromium() -> None:
    """Where pages are looked at in a browser."""
    if chromium() is None:
        missing("there is no Chromium on this machine (apt-get install chromium)")


def need_styled_pages() -> None:
    """Where pages are looked at as people see them: in a browser, with their styles."""
    need_chromium()
    if not ASSETS.is_dir():
        missing("GOV.UK Frontend is not installed (make assets)")
