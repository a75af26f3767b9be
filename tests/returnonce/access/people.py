"""Accounts to test with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from returnonce.access.accounts import Account, AccountKind, NewAccount, add_account
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.clock import Clock, FixedClock
from returnonce.db import transaction

OFFICER = Grant("officer", "lewisham")


def account(
    engine: Engine,
    clock: Clock,
    name: str = "amira",
    *grants: Grant,
    kind: AccountKind = "person",
    place: str | None = "lewisham",
) -> Account:
    """A new account with grants, made at the console."""
    with transaction(engine) as session:
        made = add_account(session, clock, NewAccount(name, name.title(), kind, place), by=OPERATOR)
        for grant in grants:
            grant_role(session, clock, made, grant, by=OPERATOR)
    return made


def later(clock: FixedClock, **span: float) -> FixedClock:
    """The clock after a while."""
    return FixedClock(clock.instant + timedelta(**span))
