from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from jobs.look_ahead import look_ahead
from jobs.prove_audit_chain import prove_audit_chain
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import transaction
from tests.contexts import make_context
from tests.shipped import load_ruleset

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def work(engine: Engine) -> AppContext:
    return make_context(engine, ruleset=load_ruleset(), clock=FixedClock(NOON))


def test_a_broken_audit_trail_is_found(sqlite_engine: Engine, clock: FixedClock) -> None:
    with transaction(sqlite_engine) as session:
        audit.record(session, clock, act="collect", subject="x")
        audit.record(session, clock, act="collect", subject="y")
    assert prove_audit_chain(work(sqlite_engine), NOON) == "unbroken"
    with transaction(sqlite_engine) as session:
        session.execute(text("UPDATE audit SET subject = 'z' WHERE id = 2"))
    assert prove_audit_chain(work(sqlite_engine), NOON) == "broken at row 2"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Vital Signs' last quarter is sent by 23 April 2010, and then nothing before June.
        ((2010, 3, 20), "0 figures of 0 agencies"),
        ((2010, 3, 26), "66 figures of 7 agencies"),
        ((2010, 4, 24), "0 figures of 0 agencies"),
    ],
)
def test_what_falls_due_within_four_weeks_is_counted(
    sqlite_engine: Engine, day: tuple[int, int, int], expected: str
) -> None:
    assert look_ahead(work(sqlite_engine), datetime(*day, 6, tzinfo=UTC)) == expected
