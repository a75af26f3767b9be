"""Who an account is at this moment: its grants and offices as they stand, as one principal."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from returnonce.access.accounts import Account, find_account
from returnonce.access.grants import read_live_grants, read_live_offices
from returnonce.access.principals import Principal
from returnonce.errors import Conflict


def find_principal(
    session: Session, account: Account, *, how: str, expires_at: datetime | None = None
) -> Principal | None:
    """Who the account is and what it may do at this moment; None where it has ended."""
    if account.ended_at is not None:
        return None
    return Principal(
        account.name,
        account.kind,
        read_live_grants(session, account.id),
        read_live_offices(session, account.id),
        how,
        expires_at,
    )


def find_console_principal(session: Session, name: str) -> Principal:
    """For verbs with ``--by``: the console vouches for who it is; what the account may do still counts.

    Raises:
        NotFound, Conflict: no such account, or it has ended.
    """
    principal = find_principal(session, find_account(session, name), how="console")
    if principal is None:
        raise Conflict(f"The account {name} has ended.", mend="Act as another: returnonce user list.")
    return principal
