"""However many try at the same moment, in however many processes, they get as many tries as are allowed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from returnonce.access import passwords
from returnonce.access.attempts import QUARTER_OF_AN_HOUR, AttemptCounter, AttemptLimit, ProcessAttempts
from returnonce.access.rate_limits import RateLimits, open_rate_limits
from returnonce.access.shared_attempts import SharedAttempts
from returnonce.access.sign_in import sign_in_with_password
from returnonce.clock import FixedClock
from returnonce.errors import TooMany, Unauthenticated
from tests.returnonce.access.people import OFFICER, account
from tests.stores import PostgresServer

BOTH = (AttemptLimit("both", 2), AttemptLimit("account", 3))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def counter(engine: Engine) -> AttemptCounter:
    return open_rate_limits(engine, requests=1, failures=1).attempts


def test_all_limits_count_or_none_does(counter: AttemptCounter) -> None:
    first = counter.count(BOTH)
    assert first.at is not None
    assert counter.count(BOTH).at is not None
    refused = counter.count(BOTH)
    assert refused.at is None
    assert 0 < refused.wait <= QUARTER_OF_AN_HOUR
    # What was refused under one name was counted under no other.
    assert counter.count([BOTH[1]]).at is not None
    assert counter.count([BOTH[1]], only_look=True).wait > 0


def test_what_succeeded_counts_no_more(counter: AttemptCounter) -> None:
    for _ in range(5):
        at = counter.count(BOTH).at
        assert at is not None
        counter.give_back(BOTH, at)
    assert counter.count(BOTH, only_look=True) == (None, 0)


def test_what_is_long_ago_counts_no_more_and_is_forgotten() -> None:
    now = [1_000_000.0]
    counter = ProcessAttempts(tick=lambda: now[0])
    assert [counter.count(BOTH).at is None for _ in range(3)] == [False, False, True]
    now[0] += QUARTER_OF_AN_HOUR
    assert counter.count(BOTH).at is not None
    for n in range(10_001):
        counter.count([AttemptLimit(str(n), 1)])
    now[0] += QUARTER_OF_AN_HOUR
    for n in range(10_001):
        counter.count([AttemptLimit(f"later {n}", 1)])
    assert len(counter._instants) <= 20_002


@pytest.mark.postgres
def test_the_table_forgets_what_counts_no_more(postgres: PostgresServer, settings_of_postgres: Engine) -> None:
    counter = SharedAttempts(settings_of_postgres)
    assert [counter.count(BOTH).at is None for _ in range(3)] == [False, False, True]
    with settings_of_postgres.begin() as connection:
        connection.execute(text("UPDATE attempt_count SET instants = '1.5', forget_at = 2"))
    assert counter.count([AttemptLimit("another", 1)]).at is not None
    with settings_of_postgres.begin() as connection:
        [[name]] = connection.execute(text("SELECT name FROM attempt_count")).all()
    assert len(name) == 64
    assert counter.count(BOTH).at is not None


@pytest.fixture
def settings_of_postgres(postgres: PostgresServer, tmp_path: Path):  # type: ignore[no-untyped-def]
    from returnonce.db import open_store
    from returnonce.settings import Settings

    postgres.migrated()
    engine = open_store(Settings(home=tmp_path / "var", database_url=postgres.url))
    yield engine
    engine.dispose()


def test_forty_passwords_at_once_get_as_many_tries_as_are_allowed(
    engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(engine, clock, "amira", OFFICER)
    tries: list[str] = []
    monkeypatch.setattr(passwords, "HASHER", _Counting(tries))
    limits = open_rate_limits(engine, requests=600, failures=5)
    with ThreadPoolExecutor(40) as pool:
        ends = sorted(pool.map(lambda n: _end_of_try(engine, clock, f"wrong password {n}", limits), range(40)))
    assert (ends, len(tries)) == (["refused"] * 35 + ["wrong"] * 5, 5)


@pytest.mark.long
@pytest.mark.postgres
def test_two_processes_together_allow_no_more_tries_than_one(settings_of_postgres: Engine) -> None:
    url = settings_of_postgres.url.render_as_string(hide_password=False)
    run = [sys.executable, "-c", TRIES, url]
    processes = [subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    allowed = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(allowed) == 5


#: Forty tries at once, in a process of its own; says how many were allowed.
TRIES = """
import sys
from concurrent.futures import ThreadPoolExecutor
from returnonce.access.rate_limits import open_rate_limits
from returnonce.db import make_engine
from returnonce.errors import TooMany
limits = open_rate_limits(make_engine(sys.argv[1]), requests=1, failures=5)
def is_allowed(_):
    try:
        limits.sign_in_attempt("amira", "192.0.2.1").count()
    except TooMany:
        return 0
    return 1
with ThreadPoolExecutor(10) as pool:
    print(sum(pool.map(is_allowed, range(40))))
"""


class _Counting:
    """Says of every password that it does not fit, and how often it was asked."""

    def __init__(self, tries: list[str]) -> None:
        self.tries = tries

    def hash(self, _password: str) -> str:
        return "nobody's"

    def verify(self, _kept: str, password: str) -> None:
        from argon2.exceptions import VerifyMismatchError

        self.tries.append(password)
        raise VerifyMismatchError


def _end_of_try(engine: Engine, clock: FixedClock, password: str, limits: RateLimits) -> str:
    try:
        sign_in_with_password(engine, clock, "amira", password, "192.0.2.1", limits=limits)
    except Unauthenticated:
        return "wrong"
    except TooMany as error:
        return "refused" if "Too many sign-ins failed" in str(error) else str(error)
    return "let in"
