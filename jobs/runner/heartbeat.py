"""Renews a claim for as long as its work takes, so that nobody takes it over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from returnonce.claims import claims
from returnonce.claims.claims import Claim
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Unavailable
from returnonce.logs import get_logger

log = get_logger()
#: How often in a lease: twice may fail before the work is lost.
BEATS = 3


@contextmanager
def keep_alive(engine: Engine, clock: Clock, claim: Claim) -> Iterator[None]:
    """Renew a claim for as long as the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(claim.policy.lease.total_seconds() / BEATS):
            if not _renew(engine, clock, claim):
                return

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renew(engine: Engine, clock: Clock, claim: Claim) -> bool:
    try:
        with transaction(engine) as session:
            return claims.renew(session, clock, claim)
    except Unavailable:
        log.warning("a heartbeat was missed", action="heartbeat_missed")
        return True
