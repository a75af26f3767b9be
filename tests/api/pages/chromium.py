"""Debian's Chromium, driven by Playwright, which downloads nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> Path | None:
    """Where the machine's own browser is; None where there is none."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(executable) if executable else None


@contextmanager
def browser() -> Iterator[Browser]:
    """One headless browser."""
    path = chromium()
    assert path is not None, "there is no Chromium on this machine"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()
