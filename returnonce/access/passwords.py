"""Passwords of people: kept as argon2id has them; few are worked at once, since each takes its memory."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.accounts import Account
from returnonce.access.models import PasswordRow
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import Clock
from returnonce.errors import TooMany, WrongUsage

#: RFC 9106, section 4, second choice: 64 MiB, three passes.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
LEAST, MOST = 12, 200
AT_ONCE, PATIENCE = 2, 5.0
_turns = threading.BoundedSemaphore(AT_ONCE)


def set_password(session: Session, clock: Clock, account: Account, hashed: str, *, by: Principal) -> None:
    """Give an account a password, as :func:`hash_password` made it; sessions that were begun before it end.

    Raises:
        WrongUsage: the account is a machine's.
        Forbidden: who asks does not keep the account, and is not the account.
    """
    if by.name != account.name:
        check_manage_accounts(by, PolicySubject(place=account.place))
    if account.kind != "person":
        raise WrongUsage("Machines have keys and secrets.", where="NAME", mend="See: returnonce key add.")
    session.add(PasswordRow(account=account.id, hash=hashed, rehashed=False, at=clock.now(), by=by.name))
    audit.record(session, clock, act="set-password", subject=account.name, details={"by": by.name})


def hash_password(password: str, account: str) -> str:
    """What is kept of a password; slow, so work it before the transaction.

    Raises:
        WrongUsage: it is too short, too long, or holds the account's name.
        TooMany: too many are being worked.
    """
    if not LEAST <= len(password) <= MOST or account.casefold() in password.casefold() or len(set(password)) < 5:
        raise WrongUsage(
            "That is no safe password.",
            where="the password",
            mend=f"Take {LEAST} characters or more, such as three random words, without the account's name.",
        )
    with _turn():
        return HASHER.hash(password)


def read_password_hash(session: Session, account: int) -> str | None:
    """The newest hash of an account, if it has any."""
    own_hash = select(PasswordRow.hash).where(col(PasswordRow.account) == account)
    return session.exec(own_hash.order_by(col(PasswordRow.id).desc()).limit(1)).first()


def read_password_time(session: Session, account: int) -> datetime | None:
    """When an account was last given a password; the same one by newer parameters is none."""
    given = (col(PasswordRow.account) == account, col(PasswordRow.rehashed).is_(False))
    return session.exec(select(PasswordRow.at).where(*given).order_by(col(PasswordRow.id).desc()).limit(1)).first()


def verify_password(password: str, kept_hash: str | None, *, before: Callable[[], None]) -> bool:
    """Whether it is the password; takes the same time where there is none. ``before`` counts the try once it has its
    turn, so that whoever waits for one holds nobody up.

    Raises:
        TooMany: too many are being worked, or ``before`` says so.
    """
    with _turn():
        before()
        nobodys = _nobodys()
        try:
            HASHER.verify(kept_hash or nobodys, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return kept_hash is not None


def rehash(session: Session, clock: Clock, account: Account, password: str, kept_hash: str) -> None:
    """Keep the same password by today's parameters, where they have changed since."""
    if HASHER.check_needs_rehash(kept_hash):
        with _turn():
            new_hash = HASHER.hash(password)
        session.add(PasswordRow(account=account.id, hash=new_hash, rehashed=True, at=clock.now(), by="operator"))
        audit.record(session, clock, act="rehash-password", subject=account.name, details={})


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TooMany("Too many people sign in at this moment.", mend="Try again in a few seconds.", after=5)
    try:
        yield
    finally:
        _turns.release()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return HASHER.hash(secrets.token_urlsafe(32))
