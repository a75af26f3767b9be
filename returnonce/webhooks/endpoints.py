"""Webhook endpoints of accounts, and the secrets that messages to them are signed with."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.clock import Clock
from returnonce.errors import Conflict, NotFound, Refused
from returnonce.vault import Vault
from returnonce.webhooks.addresses import parse_address
from returnonce.webhooks.events import KINDS
from returnonce.webhooks.models import EndpointEndRow, EndpointRow, WebhookSecretRow

SECRET_BYTES = 32
#: As the Standard Webhooks specification has it.
PREFIX = "whsec_"
#: While a receiver changes over, messages are signed with the secret before the newest as well.
OVERLAP = timedelta(hours=24)
MOST = 10
MEND = "See what there is: returnonce webhook list."


@dataclass(frozen=True)
class Endpoint:
    """One address; ``ended``: why nothing is sent there any more."""

    id: int
    name: str
    account: str
    url: str
    kinds: tuple[str, ...]
    made_at: datetime
    ended: str | None


@dataclass(frozen=True)
class NewEndpoint:
    """An address of an account; without ``kinds`` it is told of every kind of event."""

    account: str
    url: str
    kinds: Sequence[str] = ()


def add_endpoint(
    session: Session, clock: Clock, vault: Vault, new: NewEndpoint, *, inner: frozenset[str] = frozenset(), by: str
) -> tuple[Endpoint, str]:
    """A new address and its secret, which is shown this once.

    Raises:
        Refused: no address that may be called, or a kind of event that there is not.
        Conflict: the account has as many as it may, or this address already.
    """
    account, url = new.account, new.url
    parse_address(url, inner=inner)
    event_kinds = _check_kinds(new.kinds)
    live_endpoints = [endpoint for endpoint in list_endpoints(session, account=account) if endpoint.ended is None]
    if len(live_endpoints) >= MOST or any(endpoint.url == url for endpoint in live_endpoints):
        raise Conflict("The account has this address, or as many as it may.", mend="Remove one first.")
    row = EndpointRow(
        name=f"hook_{secrets.token_hex(8)}",
        account=account,
        url=url,
        kinds=json.dumps(event_kinds),
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    secret = _new_secret(session, clock, vault, row, number=1)
    audit.record(session, clock, act="add-webhook", subject=row.name, details={"account": account, "by": by})
    return _endpoint(row, None), secret


def list_endpoints(session: Session, *, account: str | None = None) -> list[Endpoint]:
    """Every address that was ever given, of one account or of all, the oldest first."""
    query = select(EndpointRow, EndpointEndRow.reason).join(
        EndpointEndRow, col(EndpointEndRow.webhook) == EndpointRow.id, isouter=True
    )
    if account is not None:
        query = query.where(EndpointRow.account == account)
    return [_endpoint(row, reason) for row, reason in session.exec(query.order_by(col(EndpointRow.id)))]


def find_endpoint(session: Session, name: str, *, account: str | None = None) -> Endpoint:
    """One by its name; with ``account``, one of another account is not there.

    Raises:
        NotFound: there is none.
    """
    for endpoint in list_endpoints(session, account=account):
        if endpoint.name == name:
            return endpoint
    raise NotFound("There is no such webhook.", mend=MEND)


def rotate_secret(
    session: Session, clock: Clock, vault: Vault, name: str, *, account: str | None = None, by: str
) -> str:
    """A new secret, shown this once; the one before it signs too for a day.

    Raises:
        NotFound: there is no such address.
        Conflict: it ended.
    """
    live = _check_live(find_endpoint(session, name, account=account))
    row = session.get_one(EndpointRow, live.id)
    number = len(_secrets(session, live.id)) + 1
    audit.record(session, clock, act="rotate-webhook", subject=name, details={"by": by, "secret": number})
    return _new_secret(session, clock, vault, row, number=number)


def end_endpoint(
    session: Session, clock: Clock, name: str, *, account: str | None = None, reason: str, by: str
) -> None:
    """From now on nothing is sent there.

    Raises:
        NotFound: there is no such address.
        Conflict: it ended before.
    """
    live = _check_live(find_endpoint(session, name, account=account))
    session.add(EndpointEndRow(webhook=live.id, at=clock.now(), reason=reason))
    audit.record(session, clock, act="end-webhook", subject=name, details={"by": by, "reason": reason})


def signing_secrets(session: Session, clock: Clock, vault: Vault, endpoint: Endpoint) -> list[bytes]:
    """Those that a message is signed with now, the newest first."""
    rows = _secrets(session, endpoint.id)
    newer = [*rows[1:], None]
    live = [
        row for row, next_ in zip(rows, newer, strict=True) if next_ is None or clock.now() < next_.made_at + OVERLAP
    ]
    return [vault.unwrap(secret_label(endpoint.name, row.number), row.sealed) for row in reversed(live)]


def _new_secret(session: Session, clock: Clock, vault: Vault, row: EndpointRow, *, number: int) -> str:
    secret = os.urandom(SECRET_BYTES)
    assert row.id is not None
    sealed = vault.wrap(secret_label(row.name, number), secret)
    session.add(WebhookSecretRow(webhook=row.id, number=number, sealed=sealed, made_at=clock.now()))
    return PREFIX + base64.b64encode(secret).decode()


def _secrets(session: Session, webhook: int) -> list[WebhookSecretRow]:
    return list(
        session.exec(
            select(WebhookSecretRow).where(WebhookSecretRow.webhook == webhook).order_by(col(WebhookSecretRow.number))
        )
    )


def secret_label(name: str, number: int) -> str:
    """What an address's secret is sealed under."""
    return f"{name}/{number}"


def _check_live(endpoint: Endpoint) -> Endpoint:
    if endpoint.ended is not None:
        raise Conflict(f"This webhook has ended: {endpoint.ended}.", mend="Add it anew.")
    return endpoint


def _check_kinds(kinds: Iterable[str]) -> list[str]:
    event_kinds = sorted(set(kinds)) or sorted(KINDS)
    wrong = [kind for kind in event_kinds if kind not in KINDS]
    if wrong:
        raise Refused(f"There is no event {wrong[0]!r}.", where="events", mend=f"Events are: {', '.join(KINDS)}.")
    return event_kinds


def _endpoint(row: EndpointRow, ended: str | None) -> Endpoint:
    assert row.id is not None
    return Endpoint(row.id, row.name, row.account, row.url, tuple(json.loads(row.kinds)), row.made_at, ended)
