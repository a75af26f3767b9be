"""Processes on one PostgreSQL take slices of an account's allowance, never more than all of it, and seldom write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from returnonce.access.leased_windows import PARTS, Lease, LeasedWindows, _take
from returnonce.db import counting, open_store
from returnonce.settings import Settings
from tests.stores import PostgresServer

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[3]
LIMIT = 200


@pytest.fixture
def store(postgres: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    postgres.migrated()
    engine = open_store(Settings(home=tmp_path / "var", database_url=postgres.url))
    # Early in a minute that lasts: the test ends before it does.
    yield engine
    engine.dispose()


class Writes:
    """Counts the slices that an engine takes."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.count += statement.startswith("UPDATE request_count")


def test_two_processes_share_one_allowance_and_seldom_write(store: Engine) -> None:
    one, other, writes = LeasedWindows(store), LeasedWindows(store), Writes(store)
    left = [windows.hit("hub", LIMIT)[0] for _ in range(LIMIT) for windows in (one, other)]
    allowed = sum(each >= 0 for each in left)
    # The minute may have changed meanwhile, and lets in what the one before does not take up.
    assert LIMIT - 2 * LIMIT // PARTS <= allowed <= LIMIT + 5
    assert writes.count <= 2 * PARTS
    assert left[0] == LIMIT - 1


def test_an_account_does_not_use_up_anothers_allowance(store: Engine) -> None:
    windows = LeasedWindows(store)
    assert [windows.hit(name, 1)[0] for name in ("hub", "hub", "pct")] == [0, -1, 0]


def test_nothing_is_asked_on_the_event_loop(store: Engine) -> None:
    windows, writes = LeasedWindows(store), Writes(store)
    assert windows.hit_at_once("hub", LIMIT) is None
    windows.hit("hub", LIMIT)
    assert windows.hit_at_once("hub", LIMIT) is not None
    assert writes.count == 1


def test_who_is_refused_does_not_ask_the_table_each_time(store: Engine) -> None:
    windows, writes = LeasedWindows(store), Writes(store)
    assert [windows.hit("hub", 2)[0] for _ in range(50)][:3] == [1, 0, -1]
    # Two slices of one, and a refusal or two, as a second passes.
    assert writes.count <= 5


def test_the_minute_before_counts_by_what_of_it_is_left_and_what_was_not_spent_comes_back(store: Engine) -> None:
    with counting(store) as connection:
        lease, left = _take(connection, "hub", 100, None)
        assert lease.unspent == 100 // PARTS
        connection.execute(text("UPDATE request_count SET minute = minute - 1, taken = 100 WHERE account = 'hub'"))
        old = Lease(lease.minute - 1, 0.0, 40, 0)
        _take(connection, "hub", 100, old)
        [before] = connection.execute(text("SELECT before FROM request_count")).one()
        assert before == 60
    assert 0 <= left <= 60


#: Three hundred requests in a process of its own; says how many were allowed.
REQUESTS = """
import sys
from returnonce.access.leased_windows import LeasedWindows
from returnonce.db import make_engine
windows = LeasedWindows(make_engine(sys.argv[1]))
print(sum(windows.hit("hub", 200)[0] >= 0 for _ in range(300)))
"""


@pytest.mark.long
def test_real_processes_share_one_allowance(store: Engine) -> None:
    run = [sys.executable, "-c", REQUESTS, store.url.render_as_string(hide_password=False)]
    processes = [subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    allowed = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert LIMIT - 2 * LIMIT // PARTS <= sum(allowed) <= LIMIT + 5
