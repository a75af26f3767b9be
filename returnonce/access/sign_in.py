"""Sign-in with a password: the same answer, after the same time, whatever does not fit."""

from __future__ import annotations

from sqlalchemy import Engine

from returnonce.access import passwords
from returnonce.access.accounts import account_named, principal_of
from returnonce.access.principals import Principal
from returnonce.access.rate_limits import Limits
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import NotFound, Unauthenticated


def sign_in_password(
    engine: Engine, clock: Clock, name: str, password: str, address: str, *, limits: Limits
) -> Principal:
    """Who it is. Slow by intent: call it off the event loop.

    Raises:
        Unauthenticated: name and password do not fit, or the account has ended; which is not said.
        TooMany: too many failed for the name or from the address, or too many are being worked.
    """
    limits.check_sign_in(name, address)
    number, kept, found = _known(engine, name)
    if not passwords.fits(password[: passwords.MOST + 1], kept) or kept is None or found is None:
        limits.failed(name, address)
        raise Unauthenticated("Name and password do not fit.", mend="Try again, or ask your administrator.")
    if passwords.HASHER.check_needs_rehash(kept):
        with transaction(engine) as session:
            passwords.rehash(session, clock, number, password, kept)
    return found


def _known(engine: Engine, name: str) -> tuple[int, str | None, Principal | None]:
    with reading(engine) as session:
        try:
            account = account_named(session, name)
        except NotFound:
            return 0, None, None
        kept = passwords.kept(session, account.id)
        return account.id, kept, principal_of(session, account, how="password")
