"""Access tokens of clients, good for minutes. What a token may do follows the client's grants at each request."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from sqlmodel import Session, col, delete, select

from returnonce import audit
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import Account, account_by_id
from returnonce.access.api_secrets import is_in_force, note_use, prove_secret, refuse_credential
from returnonce.access.models import AccessTokenRow, ApiSecretRow
from returnonce.access.principals import Principal
from returnonce.access.scopes import ALL, narrow_grants
from returnonce.clock import Clock
from returnonce.errors import Forbidden

SHAPE = re.compile(r"rot_[0-9a-f]{64}")
LIFE = timedelta(minutes=15)
#: Expired ones are forgotten after so long.
FORGOTTEN = timedelta(days=1)


def authenticate_client(session: Session, clock: Clock, name: str, secret: str, *, address: str | None) -> ApiSecretRow:
    """The secret of the client of that name.

    Raises:
        Unauthenticated: they do not fit; why is not said.
    """
    row = prove_secret(session, clock, secret, kind="secret", address=address)
    account = account_by_id(session, row.account)
    if account.name != name or account.kind != "client" or account.ended_at is not None:
        raise refuse_credential()
    return row


def issue_token(session: Session, clock: Clock, secret: ApiSecretRow, scope: str | None) -> tuple[str, str]:
    """A token and its scope.

    Raises:
        Forbidden: the scope is none, or the client's grants leave nothing of it.
    """
    account = account_by_id(session, secret.account)
    now, scopes = clock.now(), " ".join(dict.fromkeys((scope or ALL).split())) or ALL
    if not _has_grants(session, account, scopes):
        raise Forbidden("The client's grants leave nothing of that scope.", where="scope", mend="Ask for less.")
    token = f"rot_{secrets.token_hex(32)}"
    session.connection().execute(delete(AccessTokenRow).where(col(AccessTokenRow.expires_at) < now - FORGOTTEN))
    session.add(
        AccessTokenRow(hash=_hash_token(token), secret=secret.id or 0, scope=scopes, at=now, expires_at=now + LIFE)
    )  # fmt: skip
    note_use(session, clock, secret.id or 0)
    details = {"secret": secret.public, "scope": scopes}
    audit.record(session, clock, act="issue-token", subject=account.name, details=details)
    return token, scopes


def authenticate_token(session: Session, clock: Clock, token: str) -> Principal:
    """Who holds the token, with what its scope leaves of the grants now.

    Raises:
        Unauthenticated: it opens nothing.
    """
    row = session.exec(select(AccessTokenRow).where(col(AccessTokenRow.hash) == _hash_token(token))).first()
    secret = session.get(ApiSecretRow, row.secret) if row else None
    if row is None or secret is None or clock.now() >= row.expires_at or not is_in_force(session, clock, secret):
        raise refuse_credential()
    principal = find_principal(session, account_by_id(session, secret.account), how="token", expires_at=row.expires_at)
    if principal is None:
        raise refuse_credential()
    offices = principal.offices if row.scope == ALL else frozenset[str]()
    return replace(principal, grants=narrow_grants(principal.grants, row.scope), offices=offices)


def _has_grants(session: Session, account: Account, scope: str) -> bool:
    principal = find_principal(session, account, how="token")
    return principal is not None and bool(narrow_grants(principal.grants, scope))


def _hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
