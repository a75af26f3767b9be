"""Agencies that send on a deadline day: each at its time, to one machine or the other, until it has a receipt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from zlib import crc32

import httpx2

from campaigns.made_up_councils import DeadlineSender

AT_ONCE, PAUSE, PATIENCE = 64, 0.5, 300


@dataclass(frozen=True)
class AcknowledgedUpload:
    """What one agency saw. ``seconds``: from its first try; ``tries``: in all."""

    agency: str
    submission: str
    seconds: float
    tries: int
    in_last_hour: bool


@dataclass(frozen=True)
class DeadlineDay:
    """``machines``: their addresses. Half of the files come in the last hour, the other half in the hours before."""

    machines: Sequence[str]
    keys: dict[str, str]
    hour_seconds: float

    def send_all(self, senders: Sequence[DeadlineSender], rng: Random) -> list[AcknowledgedUpload]:
        """All of them, each at its time; what every one of them got."""
        began = time.monotonic()
        times = [
            rng.uniform(0, 1) * self.hour_seconds + (number % 2) * self.hour_seconds for number in range(len(senders))
        ]
        ordered = sorted(zip(times, senders, strict=True), key=lambda each: each[0])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(
                pool.map(lambda each: self._send(began + each[0], each[1], each[0] >= self.hour_seconds), ordered)
            )

    def _send(self, at: float, sender: DeadlineSender, in_last_hour: bool) -> AcknowledgedUpload:
        time.sleep(max(0, at - time.monotonic()))
        # From when it should have been sent: who waits for a free line waits too.
        first, tries = at, 0
        while time.monotonic() < first + PATIENCE:
            tries += 1
            name = self._try(sender, self.machines[(crc32(sender.agency.encode()) + tries) % len(self.machines)])
            if name:
                return AcknowledgedUpload(sender.agency, name, time.monotonic() - first, tries, in_last_hour)
            time.sleep(PAUSE)
        raise AssertionError(f"{sender.agency} got no receipt in {tries} tries")

    def _try(self, sender: DeadlineSender, machine: str) -> str | None:
        """The submission's name; None where the machine is away or busy, so that it must be sent again."""
        where = f"{machine}/v1/submissions?agency={sender.agency}&file_name=figures.csv"
        headers = {"Authorization": f"Bearer {self.keys[sender.agency]}", "Content-Type": "text/csv"}
        try:
            answer = httpx2.post(where, content=sender.content, headers=headers, timeout=60)
        except httpx2.TransportError:
            return None
        assert answer.status_code in {200, 201, 503}, (answer.status_code, answer.text[:500])
        return None if answer.status_code == 503 else str(answer.json()["submission"])
