"""Which account a subject of the council's OpenID Connect provider is: issuer and subject, never an address."""

from __future__ import annotations

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.accounts import Account, account_by_id
from returnonce.access.models import OidcSubjectRow
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import Clock
from returnonce.errors import Conflict, WrongUsage


def link_subject(session: Session, clock: Clock, account: Account, *, issuer: str, sub: str, by: Principal) -> None:
    """From now on who signs in there as that subject is this account.

    Raises:
        WrongUsage: a machine would sign in so.
        Conflict: the subject is another account's.
        Forbidden: who asks does not keep the account.
    """
    check_manage_accounts(by, PolicySubject(place=account.place))
    if account.kind != "person" or not sub.strip():
        raise WrongUsage("Only people sign in there.", where="NAME", mend="Name a person's account and its subject.")
    if find_account_of_subject(session, issuer, sub) is not None:
        raise Conflict("That subject is linked already.", mend="Each subject is one account's.")
    session.add(OidcSubjectRow(account=account.id, issuer=issuer, sub=sub, at=clock.now(), by=by.name))
    audit.record(session, clock, act="link-subject", subject=account.name, details={"by": by.name})


def find_account_of_subject(session: Session, issuer: str, sub: str) -> Account | None:
    """The account that a subject of that issuer was linked to, ended or not; None where there is none."""
    own_account = select(OidcSubjectRow.account).where(
        col(OidcSubjectRow.issuer) == issuer, col(OidcSubjectRow.sub) == sub
    )
    number = session.exec(own_account).first()
    return None if number is None else account_by_id(session, number)
