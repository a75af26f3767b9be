"""Sign-in with a password: the same answer, after the same time, whatever does not fit."""

from __future__ import annotations

from sqlalchemy import Engine

from returnonce.access import passwords
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import Account, find_account
from returnonce.access.principals import Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import NotFound, Unauthenticated


def sign_in_with_password(
    engine: Engine, clock: Clock, name: str, password: str, address: str, *, limits: RateLimits
) -> Principal:
    """Who it is. Slow by intent: call it off the event loop.

    Raises:
        Unauthenticated: name and password do not fit, or the account has ended; which is not said.
        TooMany: too many failed for the name or from the address, or too many are being worked.
    """
    attempt = limits.sign_in_attempt(name, address)
    attempt.check()
    account, password_hash, principal = _read_account(engine, name)
    if (
        not passwords.verify_password(password[: passwords.MOST + 1], password_hash, before=attempt.count)
        or account is None
        or password_hash is None
        or principal is None
    ):
        raise Unauthenticated("Name and password do not fit.", mend="Try again, or ask your administrator.")
    attempt.give_back()
    if passwords.HASHER.check_needs_rehash(password_hash):
        with transaction(engine) as session:
            passwords.rehash(session, clock, account, password, password_hash)
    return principal


def _read_account(engine: Engine, name: str) -> tuple[Account | None, str | None, Principal | None]:
    with reading(engine) as session:
        try:
            account = find_account(session, name)
        except NotFound:
            return None, None, None
        password_hash = passwords.read_password_hash(session, account.id)
        return account, password_hash, find_principal(session, account, how="password")
