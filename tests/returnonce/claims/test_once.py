from __future__ import annotations

from sqlalchemy import Engine

from returnonce.claims.once import mark, marked
from returnonce.clock import FixedClock
from returnonce.db import transaction


def test_each_key_is_new_once(engine: Engine, clock: FixedClock) -> None:
    with transaction(engine) as session:
        assert mark(session, clock, []) == frozenset()
        assert mark(session, clock, ["overdue/a", "overdue/b", "overdue/a"]) == {"overdue/a", "overdue/b"}
        assert mark(session, clock, ["overdue/b", "overdue/c"]) == {"overdue/c"}
        assert marked(session, "overdue/") == {"overdue/a", "overdue/b", "overdue/c"}
        assert marked(session, "over_ue/") == frozenset()


def test_thousands_at_once(engine: Engine, clock: FixedClock) -> None:
    keys = [f"overdue/{n}" for n in range(1201)]
    with transaction(engine) as session:
        assert mark(session, clock, keys) == frozenset(keys)
        assert mark(session, clock, keys) == frozenset()
