"""Job: send each event to the endpoints that asked for it, signed by the Standard Webhooks specification.

As with mail, an attempt is claimed and the claim committed before anything is sent. A process that dies after sending
leaves the claim without an outcome: the event is then sent again under the same ``webhook-id``, by which the receiver
knows it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlmodel import Session
from standardwebhooks import Webhook

from jobs.runner.job_context import JobContext
from jobs.transport.http_client import GONE, HttpClient
from jobs.transport.mail_sender import DeliveryFailure
from mappings.definitions.job_definitions import DeliveryPolicy
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import find_account
from returnonce.access.policy import can_read_edition
from returnonce.access.principals import PolicySubject
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.vault import Vault
from returnonce.webhooks import delivery
from returnonce.webhooks.addresses import read_allowed_inside
from returnonce.webhooks.endpoints import Endpoint, end_endpoint, find_endpoint, list_endpoints, signing_secrets
from returnonce.webhooks.events import event_body
from returnonce.webhooks.models import WebhookEventRow

log = structlog.get_logger()
#: Whether an account may know of the thing that an event is about, as its grants are now.
MayKnow = Callable[[Session, str, WebhookEventRow], bool]


@dataclass(frozen=True)
class WebhookRound:
    """What one round of telling works with."""

    engine: Engine
    vault: Vault
    clock: Clock
    client: HttpClient
    may_know: MayKnow
    policy: DeliveryPolicy


def deliver_webhooks(work: JobContext) -> str:
    """The duty: one round."""
    policy = work.ruleset().jobs.delivery
    caller = HttpClient(read_allowed_inside(work.settings.webhook_inside), policy.patience)
    return deliver_webhooks_now(WebhookRound(work.engine, work.vault, work.clock, caller, may_account_know, policy))


def deliver_webhooks_now(round_: WebhookRound) -> str:
    """Send what waits; what came of it in words."""
    with reading(round_.engine) as session:
        live = [one for one in list_endpoints(session) if one.ended is None]
        waiting = [(one, event) for one in live for event in delivery.read_waiting_events(session, round_.clock, one)]
        session.expunge_all()
    outcomes: Counter[str] = Counter()
    silent: set[str] = set()
    for one, event in waiting:
        if one.name not in silent:
            outcome = _send(round_, one, event)
            outcomes[outcome] += 1
            # Who does not answer once is not asked again in this round, or the others would wait for it.
            silent |= set() if outcome in {"", delivery.DELIVERED} else {one.name}
    counts = (f"{count} {outcome}" for outcome, count in sorted(outcomes.items()) if outcome)
    return "; ".join(counts) or "nothing to tell"


def may_account_know(session: Session, account: str, event: WebhookEventRow) -> bool:
    """True where the account still is one, and may read the edition that the event is of."""
    who = find_principal(session, find_account(session, account), how="webhook")
    about = PolicySubject(place=event.place, area=event.area, return_code=event.return_code)
    return who is not None and can_read_edition(who, about)


def _send(round_: WebhookRound, one: Endpoint, event: WebhookEventRow) -> str:
    """One event to one address; empty where another process has it."""
    with transaction(round_.engine) as session:
        lease = timedelta(minutes=round_.policy.lease)
        attempt = delivery.claim(session, round_.clock, one, event, lease=lease)
        if attempt is None:
            return ""
        if not round_.may_know(session, one.account, event):
            delivery.settle(session, round_.clock, attempt, delivery.NOT_THEIRS)
            return ""
        secrets = signing_secrets(session, round_.clock, round_.vault, one)
    try:
        status = round_.client.post(one.url, *_sign(round_.clock, event, secrets))
    except DeliveryFailure as fault:
        return _failed(round_, one, attempt, fault.detail)
    return _settle(round_, one, attempt, status)


def _sign(clock: Clock, event: WebhookEventRow, secrets: list[bytes]) -> tuple[bytes, dict[str, str]]:
    """The body, and the headers by which the receiver knows whose it is; a signature for each live secret."""
    body = json.dumps(event_body(event), separators=(",", ":"))
    now = clock.now()
    signatures = " ".join(Webhook(secret).sign(event.name, now, body) for secret in secrets)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "returnonce-webhooks/1",
        "webhook-id": event.name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures,
    }
    return body.encode(), headers


def _settle(round_: WebhookRound, one: Endpoint, attempt: delivery.WebhookAttempt, status: int) -> str:
    if status == GONE:
        return _gone(round_, one, attempt)
    if not 200 <= status < 300:
        return _failed(round_, one, attempt, f"status {status}")
    with transaction(round_.engine) as session:
        delivery.settle(session, round_.clock, attempt, delivery.DELIVERED, f"status {status}")
    return delivery.DELIVERED


def _failed(round_: WebhookRound, one: Endpoint, attempt: delivery.WebhookAttempt, detail: str) -> str:
    with transaction(round_.engine) as session:
        outcome = delivery.try_again(session, round_.clock, attempt, detail, pauses=round_.policy.pauses)
    if outcome == delivery.GIVEN_UP:
        log.warning("an event was not delivered", action="webhook_given_up", webhook=one.name, detail=detail)
    return "to be tried again" if outcome == delivery.AGAIN else outcome


def _gone(round_: WebhookRound, one: Endpoint, attempt: delivery.WebhookAttempt) -> str:
    """The receiver says that it wants to hear nothing more."""
    reason = f"it answered {GONE} Gone"
    with transaction(round_.engine) as session:
        delivery.settle(session, round_.clock, attempt, delivery.GONE, reason)
        if find_endpoint(session, one.name).ended is None:
            end_endpoint(session, round_.clock, one.name, reason=reason, by="returnonce")
    log.warning("an address is told no more", action="webhook_ended", webhook=one.name)
    return delivery.GONE
