"""Renews a lease for as long as its work takes, so that nobody takes it over."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Engine

from returnonce.claims import leases
from returnonce.claims.leases import Lease
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Unavailable

log = structlog.get_logger()
#: How often in a lease: twice may fail before the work is lost.
BEATS = 3


@contextmanager
def keep_alive(engine: Engine, clock: Clock, lease: Lease) -> Iterator[None]:
    """Renew a lease for as long as the block runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(lease.span.total_seconds() / BEATS):
            if not _renewed(engine, clock, lease):
                return

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _renewed(engine: Engine, clock: Clock, lease: Lease) -> bool:
    try:
        with transaction(engine) as session:
            return leases.renew(session, clock, lease)
    except Unavailable:
        log.warning("a heartbeat was missed", action="heartbeat_missed")
        return True
