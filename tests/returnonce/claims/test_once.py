from __future__ import annotations

from sqlalchemy import Engine

from returnonce.claims.once import record_once
from returnonce.clock import FixedClock
from returnonce.db import transaction


def test_each_key_is_new_once(engine: Engine, clock: FixedClock) -> None:
    with transaction(engine) as session:
        assert record_once(session, clock, []) == frozenset()
        assert record_once(session, clock, ["overdue/a", "overdue/b", "overdue/a"]) == {"overdue/a", "overdue/b"}
        assert record_once(session, clock, ["overdue/b", "overdue/c"]) == {"overdue/c"}


def test_thousands_at_once(engine: Engine, clock: FixedClock) -> None:
    keys = [f"overdue/{n}" for n in range(1201)]
    with transaction(engine) as session:
        assert record_once(session, clock, keys) == frozenset(keys)
        assert record_once(session, clock, keys) == frozenset()
