"""Sign-in with a password: the same answer, after the same time, whatever does not fit; or with a link, once."""

from __future__ import annotations

from sqlalchemy import Engine

from returnonce.access import passwords
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import Account, find_account
from returnonce.access.principals import Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.access.sign_in_links import find_public_part, prove_link, use_link
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


def sign_in_with_link(
    engine: Engine, clock: Clock, token: str, password: str, address: str, *, limits: RateLimits
) -> str:
    """The account that a link opened, which has this password from now on. Slow by intent, as the other.

    Raises:
        Unauthenticated: the link opens nothing, or was used meanwhile.
        WrongUsage: it is no safe password; the link stays good.
        TooMany: too many failed from the address, or too many are being worked.
    """
    attempt = limits.sign_in_attempt(f"link {find_public_part(token)}", address)
    attempt.count()
    with reading(engine) as session:
        name = prove_link(session, clock, token).name
    attempt.give_back()
    hashed = passwords.hash_password(password, name)
    with transaction(engine) as session:
        return use_link(session, clock, token, hashed).name


def _read_account(engine: Engine, name: str) -> tuple[Account | None, str | None, Principal | None]:
    with reading(engine) as session:
        try:
            account = find_account(session, name)
        except NotFound:
            return None, None, None
        password_hash = passwords.read_password_hash(session, account.id)
        return account, password_hash, find_principal(session, account, how="password")
