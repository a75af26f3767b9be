"""One provider's process for all tests of signing in with the council's own account."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from tests.repository import ROOT


@dataclass(frozen=True)
class Running:
    """The provider's address, and what tests tell it."""

    issuer: str

    def next(self, subject: str, lie: str = "") -> None:
        """Who signs in next, and what is wrong about it."""
        httpx2.post(f"{self.issuer}/next", json={"subject": subject, "lie": lie}).raise_for_status()

    def visit(self, address: str) -> dict[str, str]:
        """What the provider sends the browser back with."""
        answer = httpx2.get(address)
        assert answer.status_code == 302, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.fixture(scope="session")
def provider() -> Iterator[Running]:
    """A process of its own, ended afterwards."""
    command = [sys.executable, "-m", "tests.api.auth.oidc.provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        running = Running(process.stdout.readline().strip())
        running.next("nobody")
        yield running
        process.terminate()
