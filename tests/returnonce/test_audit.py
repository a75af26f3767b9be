from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import transaction


@pytest.fixture
def chain(sqlite_engine: Engine, clock: FixedClock) -> Engine:
    with transaction(sqlite_engine) as session:
        for number in range(5):
            audit.record(session, clock, act="collect", subject=f"file {number}", details={"rows": number})
    return sqlite_engine


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET subject = 'other' WHERE id = 3",
        "UPDATE audit SET details = 'none' WHERE id = 3",
        "UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE id = 3",
        "UPDATE audit SET hash = 'f' WHERE id = 3",
        "DELETE FROM audit WHERE id = 3",
    ],
)
def test_each_tampering_is_found_and_placed(chain: Engine, tampering: str) -> None:
    with transaction(chain) as session:
        assert audit.find_first_break(session) is None
        session.execute(text(tampering))
        assert audit.find_first_break(session) in {3, 4}


def test_the_head_is_the_newest_hash(chain: Engine, clock: FixedClock) -> None:
    with transaction(chain) as session:
        row = audit.record(session, clock, act="withdraw", subject="file 1")
        assert audit.read_head(session) == row.hash
