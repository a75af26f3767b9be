from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from returnonce import audit
from returnonce.audit_heads import check_head
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.returnonce.audit_heads import are_in_order


def heads(engine: Engine, clock: FixedClock, count: int = 5) -> list[str]:
    """The head after each of some acts."""
    found = []
    for number in range(count):
        with transaction(engine) as session:
            found.append(audit.record(session, clock, act="try", subject=str(number)).hash)
    return found


def test_each_head_that_was_ever_given_out_is_in_the_chain(engine: Engine, clock: FixedClock) -> None:
    given = heads(engine, clock)
    with reading(engine) as session:
        assert all(check_head(session, head).holds for head in (audit.GENESIS, *given))
        assert are_in_order(session, given)
        assert not are_in_order(session, given[::-1])
        assert not are_in_order(session, [*given, "f" * 64])
        assert [check_head(session, head).row for head in given] == [1, 2, 3, 4, 5]
        for none in ("f" * 64, "", "x", given[0][:12], given[0].upper(), "' OR 1"):
            assert not check_head(session, none).holds


REWRITTEN = ("UPDATE audit SET subject = 'other' WHERE id = 2", "UPDATE audit SET details = '{\"n\":1}' WHERE id = 1",
             "DELETE FROM audit WHERE id = 3", "DELETE FROM audit WHERE id = 1")  # fmt: skip


@pytest.mark.parametrize("statement", REWRITTEN)
def test_after_history_was_rewritten_no_head_holds(sqlite_engine: Engine, clock: FixedClock, statement: str) -> None:
    given = heads(sqlite_engine, clock)
    with sqlite_engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with reading(sqlite_engine) as session:
        assert not check_head(session, given[-1]).holds
        assert not are_in_order(session, given)
        assert check_head(session, given[-1]).broken_at is not None


def test_a_chain_that_was_made_anew_does_not_hold_the_old_heads(sqlite_engine: Engine, clock: FixedClock) -> None:
    given = heads(sqlite_engine, clock)
    with sqlite_engine.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE id >= 3"))
    heads(sqlite_engine, clock)
    with reading(sqlite_engine) as session:
        assert audit.find_first_break(session) is None
        assert [check_head(session, head).holds for head in given] == [True, True, False, False, False]
        assert not are_in_order(session, given)
