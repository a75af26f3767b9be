"""Accounts: people and clients (machines). An account that ended never comes back under its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.models import AccountEndRow, AccountRow
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import Clock
from returnonce.errors import Conflict, NotFound, WrongUsage

AccountKind = Literal["person", "client"]
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")
#: Names that the audit trail gives to who has no account.
RESERVED_NAMES = frozenset({"operator", "anonymous", "public", "scheduler"})


@dataclass(frozen=True)
class Account:
    """A person or a client; ``place``: whose administrators keep it, None where only who keeps all accounts does."""

    id: int
    name: str
    title: str
    kind: AccountKind
    place: str | None
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class NewAccount:
    """An account to be made, before it has a number; without a title it is called by its name."""

    name: str
    title: str = ""
    kind: AccountKind = "person"
    place: str | None = None


def add_account(session: Session, clock: Clock, new: NewAccount, *, by: Principal) -> Account:
    """A new account, which may do nothing yet.

    Raises:
        WrongUsage: the name is none.
        Conflict: the name is or was another's.
        Unauthenticated, Forbidden: who asks keeps no accounts there.
    """
    check_manage_accounts(by, PolicySubject(place=new.place))
    if not NAME.fullmatch(new.name) or new.name in RESERVED_NAMES:
        raise WrongUsage(
            "That is no name for an account.", where="NAME", mend="Use 2 to 80 of a-z, 0-9, dot, @, hyphen, underscore."
        )
    if session.exec(select(AccountRow.id).where(col(AccountRow.name) == new.name)).first() is not None:
        raise Conflict("There is or was an account of that name.", where="NAME", mend="Choose another name.")
    title = new.title.strip() or new.name
    row = AccountRow(name=new.name, title=title, kind=new.kind, place=new.place, at=clock.now(), by=by.name)
    session.add(row)
    session.flush()
    details = {"kind": new.kind, "place": new.place, "by": by.name}
    audit.record(session, clock, act="add-account", subject=new.name, details=details)
    return _account(row, None)


def end_account(session: Session, clock: Clock, name: str, *, by: Principal) -> None:
    """End it for ever: its keys, tokens and sessions hold no more from this moment.

    Raises:
        NotFound: no such account.
        Conflict: it has ended already.
        Forbidden: who asks does not keep it.
    """
    account = find_account(session, name)
    check_manage_accounts(by, PolicySubject(place=account.place))
    if account.ended_at is not None:
        raise Conflict(f"The account {name} has ended already.", mend="Nothing needs to be done.")
    session.add(AccountEndRow(account=account.id, at=clock.now(), by=by.name))
    audit.record(session, clock, act="end-account", subject=name, details={"by": by.name})


def list_accounts(session: Session) -> list[Account]:
    """Every account there is or was, by name."""
    ends = dict(session.exec(select(AccountEndRow.account, AccountEndRow.at)).all())
    rows = session.exec(select(AccountRow).order_by(col(AccountRow.name)))
    return [_account(row, ends.get(row.id or 0)) for row in rows]


def find_account(session: Session, name: str) -> Account:
    """An account by name, ended or not.

    Raises:
        NotFound: there is none.
    """
    row = session.exec(select(AccountRow).where(col(AccountRow.name) == name)).first()
    if row is None:
        raise NotFound("There is no account of that name.", mend="See: returnonce user list, returnonce client list.")
    return account_of(session, row)


def find_live_account(session: Session, name: str) -> Account:
    """As :func:`find_account`, of one that has not ended.

    Raises:
        NotFound: there is none.
        Conflict: it has ended.
    """
    account = find_account(session, name)
    if account.ended_at is not None:
        raise Conflict(f"The account {name} has ended.", mend="Make another one under another name.")
    return account


def account_of(session: Session, row: AccountRow) -> Account:
    """A row with its end, if any."""
    end = session.get(AccountEndRow, row.id)
    return _account(row, end.at if end else None)


def account_by_id(session: Session, number: int) -> Account:
    """An account that something else names."""
    row = session.get(AccountRow, number)
    assert row is not None
    return account_of(session, row)


def _account(row: AccountRow, ended: datetime | None) -> Account:
    kind: AccountKind = "client" if row.kind == "client" else "person"
    return Account(row.id or 0, row.name, row.title, kind, row.place, row.at, ended)
