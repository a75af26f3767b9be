"""When boards and plans are made again."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from api.pages.page_data import newest_change
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import transaction


@pytest.mark.parametrize(
    ("act", "makes_anew"), [("sign-in", False), ("sign-out", False), ("receive-file", False), ("collect", True)]
)
def test_what_boards_do_not_show_makes_none_anew(
    sqlite_engine: Engine, clock: FixedClock, act: str, makes_anew: bool
) -> None:
    with transaction(sqlite_engine) as session:
        before = newest_change(session)
        audit.record(session, clock, act=act, subject="one")
        assert (newest_change(session) != before) == makes_anew
