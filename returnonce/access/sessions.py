"""Sessions of people in browsers: they end by signing out, by rest, and when a grant or password changes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.account_principals import find_principal as principal_of_account
from returnonce.access.accounts import account_by_id, find_live_account
from returnonce.access.api_secrets import refuse_credential
from returnonce.access.grants import read_last_grant_end
from returnonce.access.models import SessionEndRow, SessionRow, SessionUseRow
from returnonce.access.passwords import read_password_time
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.db import reading, transaction

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
#: For so long after a session ended by rest, what comes with it is put aside.
PUT_ASIDE = timedelta(hours=12)
#: Seeing somebody is written down once in so long.
GLANCE = timedelta(minutes=1)


def begin_session(engine: Engine, clock: Clock, account: str, *, how: str = "password") -> str:
    """The token of a new session of an account, by its name; only the browser keeps it.

    Raises:
        NotFound, Conflict: no such account, or it has ended.
    """
    token = secrets.token_urlsafe(32)
    with transaction(engine) as session:
        live = find_live_account(session, account)
        now = clock.now()
        row = SessionRow(hash=_hash_token(token), account=live.id, how=how, at=now)
        session.add(row)
        session.flush()
        session.add(SessionUseRow(session=row.id or 0, seen_at=now))
        audit.record(session, clock, act="sign-in", subject=account, details={"how": how})
    return token


def authenticate_session(session: Session, clock: Clock, token: str) -> Principal:
    """Who holds the session.

    Raises:
        Unauthenticated: it is none, it rested too long, or something was taken from its account since.
    """
    row = _row(session, token)
    if row is None or not _holds(session, clock, row):
        raise refuse_credential()
    account = account_by_id(session, row.account)
    principal = principal_of_account(session, account, how=row.how, expires_at=_end(session, row))
    if principal is None:
        raise refuse_credential()
    return principal


def find_rested_account(session: Session, clock: Clock, token: str) -> str | None:
    """The name of the account whose session ended by rest alone, not long ago; None of any other session.

    It lets nobody in: what came with such a session is put aside until the account signs in again.
    """
    row = _row(session, token)
    if row is None or session.get(SessionEndRow, row.id) is not None or clock.now() > _end(session, row) + PUT_ASIDE:
        return None
    changes = [read_last_grant_end(session, row.account), read_password_time(session, row.account)]
    account = account_by_id(session, row.account)
    is_same = all(when is None or when <= row.at for when in changes)
    return account.name if is_same and principal_of_account(session, account, how=row.how) is not None else None


def record_session_use(engine: Engine, clock: Clock, token: str) -> bool:
    """Put the end by rest off; writes at most once a minute. True where it was put off."""
    with reading(engine) as session:
        row = _row(session, token)
        if row is None or clock.now() - _seen_at(session, row) < GLANCE:
            return False
    with transaction(engine) as session:
        use = session.get(SessionUseRow, row.id)
        if use is not None and use.seen_at < clock.now():
            use.seen_at = clock.now()
            session.add(use)
    return True


def end_session(engine: Engine, clock: Clock, token: str) -> None:
    """Sign out; a session that is none or has ended stays so."""
    with transaction(engine) as session:
        row = _row(session, token)
        if row is None or session.get(SessionEndRow, row.id) is not None:
            return
        session.add(SessionEndRow(session=row.id or 0, at=clock.now()))
        name = account_by_id(session, row.account).name
        audit.record(session, clock, act="sign-out", subject=name, details={})


def _row(session: Session, token: str) -> SessionRow | None:
    return session.exec(select(SessionRow).where(col(SessionRow.hash) == _hash_token(token))).first()


def _holds(session: Session, clock: Clock, row: SessionRow) -> bool:
    now = clock.now()
    if now >= _end(session, row) or session.get(SessionEndRow, row.id) is not None:
        return False
    changes = [read_last_grant_end(session, row.account), read_password_time(session, row.account)]
    return all(when is None or when <= row.at for when in changes)


def _end(session: Session, row: SessionRow) -> datetime:
    return min(_seen_at(session, row) + IDLE, row.at + ABSOLUTE)


def _seen_at(session: Session, row: SessionRow) -> datetime:
    use = session.get(SessionUseRow, row.id)
    return row.at if use is None else use.seen_at


def _hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
