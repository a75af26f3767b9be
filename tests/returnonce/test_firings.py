from __future__ import annotations

import threading
from datetime import date

from sqlalchemy import Engine

from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.firings import FiringRow, claim, finish

DAY = date(2026, 11, 20)


def test_of_many_at_once_one_claims(engine: Engine, clock: FixedClock) -> None:
    won: list[bool] = []

    def try_it() -> None:
        with transaction(engine) as session:
            won.append(claim(session, clock, duty="audit-chain", slot=DAY))

    threads = [threading.Thread(target=try_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 9 + [True]


def test_the_history_tells_what_came_of_it(engine: Engine, clock: FixedClock) -> None:
    with transaction(engine) as session:
        claim(session, clock, duty="audit-chain", slot=DAY)
        finish(session, clock, duty="audit-chain", slot=DAY, outcome="unbroken")
    with reading(engine) as session:
        row = session.get_one(FiringRow, ("audit-chain", DAY))
        assert (row.outcome, row.finished_at) == ("unbroken", clock.now())
