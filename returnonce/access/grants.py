"""What accounts may do: roles, each with its reach, and statutory offices; who gave them, and when they end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.grant_text import describe_reach
from returnonce.access.models import GrantEndRow, GrantRow, OfficeEndRow, OfficeRow
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import ROLES, Grant, Office, PolicySubject, Principal, Role
from returnonce.clock import Clock
from returnonce.errors import Conflict, Forbidden, NotFound, WrongUsage

if TYPE_CHECKING:
    from returnonce.access.accounts import Account

OFFICES: tuple[Office, ...] = get_args(Office)


@dataclass(frozen=True)
class RecordedGrant:
    """A grant as it was given; ``ended_at`` where it was taken back."""

    number: int
    account: int
    grant: Grant
    given_at: datetime
    given_by: str
    ended_at: datetime | None


def grant_role(session: Session, clock: Clock, account: Account, grant: Grant, *, by: Principal) -> int:
    """Give a role and its reach; the number under which it can be taken back.

    Raises:
        WrongUsage: the role is given without the side that it needs.
        Forbidden: who asks does not keep the account or the place, or would give it to itself.
    """
    _check_giver(account, grant.place, by)
    _check_sides(grant)
    row = GrantRow(
        account=account.id, role=grant.role, place=grant.place, agencies=_join_codes(grant.agencies),
        areas=_join_codes(grant.areas), returns=_join_codes(grant.returns), at=clock.now(), by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {"grant": row.id, "role": grant.role, "reach": describe_reach(grant), "by": by.name}
    audit.record(session, clock, act="grant-role", subject=account.name, details=details)
    return row.id or 0


def end_grant(session: Session, clock: Clock, account: Account, number: int, *, by: Principal) -> None:
    """End a grant; sessions that were begun with it end too.

    Raises:
        NotFound: the account has no such grant.
        Conflict: it has ended already.
        Forbidden: who asks does not keep the account.
    """
    check_manage_accounts(by, PolicySubject(place=account.place))
    row = session.get(GrantRow, number)
    if row is None or row.account != account.id:
        raise NotFound(f"{account.name} has no grant {number}.", mend="See: returnonce user list.")
    if session.get(GrantEndRow, number) is not None:
        raise Conflict(f"Grant {number} has ended already.", mend="Nothing needs to be done.")
    session.add(GrantEndRow(grant=number, at=clock.now(), by=by.name))
    audit.record(session, clock, act="end-grant", subject=account.name, details={"grant": number, "by": by.name})


def give_office(session: Session, clock: Clock, account: Account, office: str, place: str, *, by: Principal) -> int:
    """A statutory office at a place.

    Raises:
        WrongUsage: there is no such office, or a machine would hold it.
        Forbidden: as for a grant.
    """
    _check_giver(account, place, by)
    if office not in OFFICES or account.kind != "person":
        raise WrongUsage("That cannot be held.", where="OFFICE", mend=f"People hold: {', '.join(OFFICES)}.")
    row = OfficeRow(account=account.id, office=office, place=place, at=clock.now(), by=by.name)
    session.add(row)
    session.flush()
    details = {"office": office, "place": place, "by": by.name}
    audit.record(session, clock, act="give-office", subject=account.name, details=details)
    return row.id or 0


def end_office(session: Session, clock: Clock, account: Account, office: str, *, by: Principal) -> None:
    """The account no longer holds the office, at any place.

    Raises:
        NotFound: it does not hold it.
        Forbidden: who asks does not keep the account.
    """
    check_manage_accounts(by, PolicySubject(place=account.place))
    offices = [row for row in _live_offices(session, account.id) if row.office == office]
    if not offices:
        raise NotFound(f"{account.name} does not hold that office.", mend="See: returnonce user list.")
    for row in offices:
        session.add(OfficeEndRow(office=row.id or 0, at=clock.now(), by=by.name))
    audit.record(session, clock, act="end-office", subject=account.name, details={"office": office, "by": by.name})


def list_grants(session: Session) -> list[RecordedGrant]:
    """Every grant that was ever given, oldest first."""
    ends = dict(session.exec(select(GrantEndRow.grant, GrantEndRow.at)).all())
    rows = session.exec(select(GrantRow).order_by(col(GrantRow.id)))
    return [RecordedGrant(row.id or 0, row.account, _grant(row), row.at, row.by, ends.get(row.id or 0)) for row in rows]


def read_live_grants(session: Session, account: int) -> tuple[Grant, ...]:
    """What counts at this moment."""
    live = select(GrantRow).outerjoin(GrantEndRow, col(GrantEndRow.grant) == col(GrantRow.id))
    rows = session.exec(
        live.where(col(GrantRow.account) == account, col(GrantEndRow.grant).is_(None)).order_by(col(GrantRow.id))
    )
    return tuple(_grant(row) for row in rows)


def read_live_offices(session: Session, account: int) -> frozenset[str]:
    """Offices held at this moment, as ``office@place``."""
    return frozenset(f"{row.office}@{row.place}" for row in _live_offices(session, account))


def read_last_grant_end(session: Session, account: int) -> datetime | None:
    """When something was last taken from the account."""
    ends = select(GrantEndRow.at).join(GrantRow, col(GrantRow.id) == col(GrantEndRow.grant))
    offices = select(OfficeEndRow.at).join(OfficeRow, col(OfficeRow.id) == col(OfficeEndRow.office))
    ends_at = [
        *session.exec(ends.where(col(GrantRow.account) == account)),
        *session.exec(offices.where(col(OfficeRow.account) == account)),
    ]
    return max(ends_at, default=None)


def _live_offices(session: Session, account: int) -> list[OfficeRow]:
    live = select(OfficeRow).outerjoin(OfficeEndRow, col(OfficeEndRow.office) == col(OfficeRow.id))
    return list(session.exec(live.where(col(OfficeRow.account) == account, col(OfficeEndRow.office).is_(None))))


def _check_giver(account: Account, place: str | None, by: Principal) -> None:
    check_manage_accounts(by, PolicySubject(place=account.place))
    check_manage_accounts(by, PolicySubject(place=place))
    if by.name == account.name:
        raise Forbidden("Nobody gives a role to themselves.", mend="Ask another administrator.")


def _check_sides(grant: Grant) -> None:
    required = {"agency": grant.agencies, "regulator": grant.returns}
    if grant.role in required and not required[grant.role]:
        side = "agencies" if grant.role == "agency" else "returns"
        raise WrongUsage(f"The role {grant.role} is of named {side}.", where="ROLE", mend=f"Name the {side}.")


def _grant(row: GrantRow) -> Grant:
    role: Role = next(role for role in ROLES if role == row.role)
    return Grant(role, row.place, _split_codes(row.agencies), _split_codes(row.areas), _split_codes(row.returns))


def _join_codes(codes: Iterable[str] | None) -> str | None:
    return None if codes is None else " ".join(sorted(codes))


def _split_codes(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())
