from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from returnonce.access import passwords
from returnonce.access.accounts import end_account
from returnonce.access.principals import OPERATOR
from returnonce.access.rate_limits import RateLimits
from returnonce.access.sign_in import sign_in_with_password
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import TooMany, Unauthenticated, WrongUsage
from tests.conftest import SHIPPED_HASHER
from tests.returnonce.access.people import OFFICER, account

WORDS = "three random words"


def signs_in(engine: Engine, clock: FixedClock, password: str, limits: RateLimits, address: str = "192.0.2.1") -> bool:
    try:
        return sign_in_with_password(engine, clock, "amira", password, address, limits=limits).name == "amira"
    except Unauthenticated:
        return False


def test_a_password_opens_is_rehashed_and_ends_with_the_account(
    engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    who, limits = account(engine, clock, "amira", OFFICER), RateLimits()
    assert not signs_in(engine, clock, WORDS, limits)
    kept = passwords.hash_password(WORDS, "amira")
    with transaction(engine) as session:
        passwords.set_password(session, clock, who, kept, by=OPERATOR)
    assert [signs_in(engine, clock, word, limits) for word in (WORDS, WORDS + "!", "")] == [True, False, False]
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert signs_in(engine, clock, WORDS, limits)
    with reading(engine) as session:
        assert "t=2" in (passwords.read_password_hash(session, who.id) or "")
    with transaction(engine) as session:
        end_account(session, clock, "amira", by=OPERATOR)
    assert not signs_in(engine, clock, WORDS, limits)


def test_who_fails_too_often_waits_and_others_do_not(
    sqlite_engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "verify_password", lambda _password, _kept, before: before())
    account(sqlite_engine, clock, "amira", OFFICER)
    limits = RateLimits(failures=3)
    for _ in range(3):
        assert not signs_in(sqlite_engine, clock, WORDS, limits)
    with pytest.raises(TooMany) as refused:
        signs_in(sqlite_engine, clock, WORDS, limits)
    assert 0 < refused.value.after <= 15 * 60
    assert not signs_in(sqlite_engine, clock, WORDS, limits, address="192.0.2.2")


def test_parameters_are_those_of_rfc_9106() -> None:
    hasher = SHIPPED_HASHER
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism, hasher.type.name) == (3, 65_536, 4, "ID")


@pytest.mark.parametrize("password", ["", "short", "Amira is my name", "aaaaaaaaaaaaaaaa", "x" * 201])
def test_what_is_no_safe_password(password: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        passwords.hash_password(password, "amira")
    assert not password or password not in str(refused.value)


def test_few_are_worked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    taken = [passwords._turns.acquire() for _ in range(passwords.AT_ONCE)]
    try:
        with pytest.raises(TooMany):
            passwords.verify_password(WORDS, None, before=lambda: None)
    finally:
        for _ in taken:
            passwords._turns.release()
