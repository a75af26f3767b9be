"""Sign-in links: each opens an account once, within an hour, for a person who sets a password of their own.

Only a hash of a link's token is kept, beside those of keys and secrets.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from returnonce import audit
from returnonce.access.accounts import Account, account_by_id
from returnonce.access.api_secrets import hash_secret, is_in_force, make_public_part
from returnonce.access.models import ApiSecretEndRow, ApiSecretRow
from returnonce.access.passwords import read_password_time, set_password
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import PolicySubject, Principal
from returnonce.claims.once import record_once
from returnonce.clock import Clock
from returnonce.errors import Conflict, Unauthenticated, WrongUsage

KIND = "link"
LIFE = timedelta(hours=1)
#: Where a link leads. Its token stands after a ``#``, which no browser sends and so no log holds.
PATH = "/sign-in/link"
SHAPE = re.compile(r"rol_([a-z0-9]{12})_[0-9a-f]{40}")


class LiveLink(NamedTuple):
    """A link that opens its account still, without its token; ``public`` names it."""

    public: str
    made_at: datetime
    expires_at: datetime


class SignInLink(NamedTuple):
    """``token`` is not kept and cannot be shown again."""

    token: str
    expires_at: datetime

    def address(self, pages: str) -> str:
        """The whole address. ``pages``: where the pages are, such as ``https://returns.council.example``."""
        return f"{pages.rstrip('/')}{PATH}#{self.token}"


def issue_link(session: Session, clock: Clock, account: Account, *, by: Principal) -> SignInLink:
    """A new link of a person's account; those that it had before end.

    Raises:
        WrongUsage: the account is a machine's.
        Conflict: the account has ended.
        Forbidden: who asks does not keep the account.
    """
    check_manage_accounts(by, PolicySubject(place=account.place))
    if account.kind != "person":
        raise WrongUsage("Machines have keys and secrets.", where="NAME", mend="See: returnonce key add.")
    if account_by_id(session, account.id).ended_at is not None:
        raise Conflict(f"The account {account.name} has ended.", mend="Make another: returnonce user add.")
    _end_links(session, clock, account, by)
    public, now = make_public_part(), clock.now()
    token = f"rol_{public}_{secrets.token_hex(20)}"
    row = ApiSecretRow(
        account=account.id, kind=KIND, public=public, hash=hash_secret(token), addresses=None,
        expires_at=now + LIFE, at=now, by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, clock, act="issue-sign-in-link", subject=account.name, details={"link": public, "by": by.name}
    )
    return SignInLink(token, row.expires_at)


def had_link(session: Session, account: Account) -> bool:
    """Whether the account was ever given a link."""
    return session.exec(_select_links(account)).first() is not None


def find_live_link(session: Session, clock: Clock, account: Account) -> LiveLink | None:
    """The link that opens the account now; there is one at most."""
    rows = session.exec(_select_links(account)).all()
    return next(
        (LiveLink(row.public, row.at, row.expires_at) for row in rows if is_in_force(session, clock, row)), None
    )


def find_public_part(token: str) -> str:
    """The part by which a token is named; empty where it is none."""
    fits = SHAPE.fullmatch(token)
    return fits[1] if fits else ""


def prove_link(session: Session, clock: Clock, token: str) -> Account:
    """Whose account a link opens now; nothing of it is used yet.

    Raises:
        Unauthenticated: it opens nothing; why is not said.
    """
    return account_by_id(session, _prove(session, clock, token).account)


def use_link(session: Session, clock: Clock, token: str, hashed_password: str) -> Account:
    """Give the account a password and use the link up: of two at once, one does.

    Raises:
        Unauthenticated: it opens nothing, or was used meanwhile.
    """
    row = _prove(session, clock, token)
    if not record_once(session, clock, [f"sign-in-link/{row.public}"]):
        raise _refuse_link()
    account = account_by_id(session, row.account)
    session.add(ApiSecretEndRow(secret=row.id or 0, at=clock.now(), by=account.name))
    audit.record(session, clock, act="use-sign-in-link", subject=account.name, details={"link": row.public})
    set_password(session, clock, account, hashed_password, by=Principal(account.name, "person", by=KIND))
    return account


def _prove(session: Session, clock: Clock, token: str) -> ApiSecretRow:
    row = session.exec(select(ApiSecretRow).where(col(ApiSecretRow.public) == find_public_part(token))).first()
    same = hmac.compare_digest(row.hash if row else "0" * 64, hash_secret(token))
    if row is None or not same or row.kind != KIND or not is_in_force(session, clock, row):
        raise _refuse_link()
    changed = read_password_time(session, row.account)
    if account_by_id(session, row.account).ended_at is not None or (changed is not None and changed > row.at):
        raise _refuse_link()
    return row


def _end_links(session: Session, clock: Clock, account: Account, by: Principal) -> None:
    for row in session.exec(_select_links(account)).all():
        if is_in_force(session, clock, row):
            session.add(ApiSecretEndRow(secret=row.id or 0, at=clock.now(), by=by.name))
            details = {"link": row.public, "by": by.name}
            audit.record(session, clock, act="end-sign-in-link", subject=account.name, details=details)


def _select_links(account: Account) -> SelectOfScalar[ApiSecretRow]:
    return select(ApiSecretRow).where(col(ApiSecretRow.account) == account.id, col(ApiSecretRow.kind) == KIND)


def _refuse_link() -> Unauthenticated:
    return Unauthenticated(
        "This link does not open anything, or not any more.",
        mend="A link is good once and for an hour. Ask for another: returnonce user password NAME --link.",
    )
