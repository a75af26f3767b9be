"""API keys and clients' secrets: shown once, kept as a hash, with an end; two at once while one replaces another."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import Account, account_by_id
from returnonce.access.models import AccountRow, ApiSecretEndRow, ApiSecretRow, ApiSecretUseRow
from returnonce.access.policy import check_manage_accounts
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import Clock
from returnonce.errors import Conflict, NotFound, Unauthenticated, WrongUsage

SecretKind = Literal["key", "secret"]
PREFIX: dict[SecretKind, str] = {"key": "ro", "secret": "ros"}
SHAPE = re.compile(r"(ro|ros)_([a-z0-9]{12})_([0-9a-f]{64})")
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
LIVE_AT_ONCE = 2
DAYS, MOST_DAYS = 90, 365


@dataclass(frozen=True)
class Secret:
    """One key or secret, without itself. ``public``: the middle part, by which it is named."""

    public: str
    kind: SecretKind
    account: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    ended_at: datetime | None
    last_used: date | None
    addresses: tuple[str, ...]

    def live(self, now: datetime) -> bool:
        """True while it opens anything."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True)
class SecretTerms:
    """What a new key or secret is: for how many days, and from which networks it opens anything (none: from all)."""

    kind: SecretKind
    days: int = DAYS
    addresses: Sequence[str] = ()


def issue_secret(
    session: Session, clock: Clock, account: Account, terms: SecretTerms, *, by: Principal
) -> tuple[str, Secret]:
    """A new one, which is not kept and cannot be shown again; and what is kept of it.

    Raises:
        WrongUsage: too many days, or an address that is no network.
        Conflict: two are live already, or the account has ended.
        Forbidden: who asks does not keep the account.
    """
    check_manage_accounts(by, PolicySubject(place=account.place))
    kind, days = terms.kind, terms.days
    if not 1 <= days <= MOST_DAYS:
        raise WrongUsage(f"It cannot hold for {days} days.", where="--days", mend=f"Choose from 1 to {MOST_DAYS}.")
    now, account = clock.now(), account_by_id(session, account.id)
    live = [secret for secret in list_secrets(session, account) if secret.kind == kind and secret.live(now)]
    if account.ended_at is not None:
        raise Conflict(f"The account {account.name} has ended.", mend="Make another one under another name.")
    if len(live) >= LIVE_AT_ONCE:
        raise Conflict(f"{account.name} has {len(live)} already.", mend="Revoke one that is no longer used first.")
    public = make_public_part()
    plain_text = f"{PREFIX[kind]}_{public}_{secrets.token_hex(32)}"
    row = ApiSecretRow(
        account=account.id, kind=kind, public=public, hash=hash_secret(plain_text), at=now,
        addresses=_networks(terms.addresses), expires_at=now + timedelta(days=days), by=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    details = {kind: public, "days": days, "by": by.name}
    audit.record(session, clock, act=f"issue-{kind}", subject=account.name, details=details)
    return plain_text, _make_secret(session, row, account.name)


def make_public_part() -> str:
    """The part by which a secret is named, told and logged."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def revoke_secret(session: Session, clock: Clock, public: str, *, by: Principal) -> None:
    """It opens nothing from this moment, in any process.

    Raises:
        NotFound: there is none of that public part.
        Conflict: it was revoked already.
        Forbidden: who asks does not keep its account.
    """
    row = _row(session, public)
    account = account_by_id(session, row.account)
    check_manage_accounts(by, PolicySubject(place=account.place))
    if session.get(ApiSecretEndRow, row.id) is not None:
        raise Conflict(f"{public} was revoked already.", mend="Nothing needs to be done.")
    session.add(ApiSecretEndRow(secret=row.id or 0, at=clock.now(), by=by.name))
    details = {row.kind: public, "by": by.name}
    audit.record(session, clock, act=f"revoke-{row.kind}", subject=account.name, details=details)


def list_secrets(session: Session, account: Account | None = None) -> list[Secret]:
    """Those of one account or of all, oldest first."""
    rows = select(ApiSecretRow, AccountRow.name).join(AccountRow, col(AccountRow.id) == col(ApiSecretRow.account))
    rows = rows.where(col(ApiSecretRow.kind).in_(PREFIX))
    if account is not None:
        rows = rows.where(col(ApiSecretRow.account) == account.id)
    return [_make_secret(session, row, name) for row, name in session.exec(rows.order_by(col(ApiSecretRow.id)))]


def find_secret(session: Session, public: str) -> Secret:
    """By its public part.

    Raises:
        NotFound: there is none.
    """
    row = _row(session, public)
    return _make_secret(session, row, account_by_id(session, row.account).name)


def prove_secret(
    session: Session, clock: Clock, plain_text: str, *, kind: SecretKind, address: str | None
) -> ApiSecretRow:
    """The row of a secret that holds now and from that address.

    Raises:
        Unauthenticated: it does not; why is not said.
    """
    fits = SHAPE.fullmatch(plain_text)
    row = session.exec(select(ApiSecretRow).where(col(ApiSecretRow.public) == (fits[2] if fits else ""))).first()
    hashed = hash_secret(plain_text)
    same = hmac.compare_digest(row.hash if row else "0" * 64, hashed)
    if (
        row is None
        or not same
        or row.kind != kind
        or not is_in_force(session, clock, row)
        or not _reaches(row, address)
    ):
        raise refuse_credential()
    return row


def is_in_force(session: Session, clock: Clock, row: ApiSecretRow) -> bool:
    """True where it has neither ended nor expired."""
    return clock.now() < row.expires_at and session.get(ApiSecretEndRow, row.id) is None


def authenticate_key(session: Session, clock: Clock, plain_text: str, *, address: str | None) -> tuple[Principal, int]:
    """Who holds the key, and the key's number, for noting its use.

    Raises:
        Unauthenticated: it opens nothing.
    """
    row = prove_secret(session, clock, plain_text, kind="key", address=address)
    principal = find_principal(session, account_by_id(session, row.account), how="key", expires_at=row.expires_at)
    if principal is None:
        raise refuse_credential()
    return principal, row.id or 0


def note_use(session: Session, clock: Clock, secret: int) -> None:
    """That it was used today; once a day is enough to tell which keys nobody needs."""
    now = clock.now()
    if session.get(ApiSecretUseRow, (secret, now.date())) is None:
        session.add(ApiSecretUseRow(secret=secret, day=now.date(), at=now.replace(second=0, microsecond=0)))


def refuse_credential() -> Unauthenticated:
    """The one answer to every credential that does not hold."""
    return Unauthenticated(
        "This key, token or session does not hold, or not from here.",
        mend="Check that it is whole, has not expired and was not revoked; else ask your administrator for another.",
    )


def _row(session: Session, public: str) -> ApiSecretRow:
    row = session.exec(select(ApiSecretRow).where(col(ApiSecretRow.public) == public)).first()
    if row is None or row.kind not in PREFIX:
        raise NotFound("There is no key or secret of that name.", mend="See: returnonce key list, client list.")
    return row


def _make_secret(session: Session, row: ApiSecretRow, account: str) -> Secret:
    end = session.get(ApiSecretEndRow, row.id)
    uses = (
        select(col(ApiSecretUseRow.day))
        .where(col(ApiSecretUseRow.secret) == row.id)
        .order_by(col(ApiSecretUseRow.day).desc())
    )
    kind: SecretKind = "key" if row.kind == "key" else "secret"
    return Secret(
        row.public, kind, account, row.at, row.by, row.expires_at, end.at if end else None,
        session.exec(uses.limit(1)).first(), tuple((row.addresses or "").split()),
    )  # fmt: skip


def _networks(addresses: Sequence[str]) -> str | None:
    try:
        return " ".join(str(ipaddress.ip_network(address, strict=False)) for address in addresses) or None
    except ValueError as error:
        raise WrongUsage(
            "That is no network.", where="--address", mend="Write it like 192.0.2.0/24 or 2001:db8::/32."
        ) from error


def _reaches(row: ApiSecretRow, address: str | None) -> bool:
    if row.addresses is None:
        return True
    try:
        caller = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = caller.ipv4_mapped if isinstance(caller, ipaddress.IPv6Address) else None
    return any((mapped or caller) in ipaddress.ip_network(network) for network in row.addresses.split())


def hash_secret(plain_text: str) -> str:
    """What is kept of a secret: SHA-256 (hex) of the whole."""
    return sha256(plain_text.encode()).hexdigest()
