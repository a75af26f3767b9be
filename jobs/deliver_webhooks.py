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

from jobs.deliver_messages import Policy, load_policy
from jobs.runner.job_context import Work
from jobs.transport.http_client import GONE, Caller
from jobs.transport.mail_sender import TryAgain
from returnonce.access.accounts import account_named, principal_of
from returnonce.access.policy import can_read_edition
from returnonce.access.principals import Subject
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.vault import Vault
from returnonce.webhooks import delivery
from returnonce.webhooks.addresses import allowed_inside
from returnonce.webhooks.endpoints import Endpoint, end, endpoint, endpoints, signing_secrets
from returnonce.webhooks.events import body_of
from returnonce.webhooks.models import EventRow

log = structlog.get_logger()
#: Whether an account may know of the thing that an event is about, as its grants are now.
MayKnow = Callable[[Session, str, EventRow], bool]


@dataclass(frozen=True)
class Round:
    """What one round of telling works with."""

    engine: Engine
    vault: Vault
    clock: Clock
    caller: Caller
    may_know: MayKnow
    policy: Policy


def tell_addresses(work: Work) -> str:
    """The duty: one round."""
    policy = load_policy()
    caller = Caller(allowed_inside(work.settings.webhook_inside), policy.patience)
    return tell_now(Round(work.engine, work.vault, work.clock, caller, may_know, policy))


def tell_now(round_: Round) -> str:
    """Send what waits; what came of it in words."""
    with reading(round_.engine) as session:
        live = [one for one in endpoints(session) if one.ended is None]
        waiting = [(one, event) for one in live for event in delivery.waiting(session, round_.clock, one)]
        session.expunge_all()
    outcomes: Counter[str] = Counter()
    silent: set[str] = set()
    for one, event in waiting:
        if one.name not in silent:
            outcome = _tell(round_, one, event)
            outcomes[outcome] += 1
            # Who does not answer once is not asked again in this round, or the others would wait for it.
            silent |= set() if outcome in {"", delivery.DELIVERED} else {one.name}
    told = (f"{count} {outcome}" for outcome, count in sorted(outcomes.items()) if outcome)
    return "; ".join(told) or "nothing to tell"


def may_know(session: Session, account: str, event: EventRow) -> bool:
    """True where the account still is one, and may read the edition that the event is of."""
    who = principal_of(session, account_named(session, account), how="webhook")
    about = Subject(place=event.place, area=event.area, return_code=event.return_code)
    return who is not None and can_read_edition(who, about)


def _tell(round_: Round, one: Endpoint, event: EventRow) -> str:
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
        status = round_.caller.post(one.url, *_signed(round_.clock, event, secrets))
    except TryAgain as fault:
        return _failed(round_, one, attempt, fault.detail)
    return _answered(round_, one, attempt, status)


def _signed(clock: Clock, event: EventRow, secrets: list[bytes]) -> tuple[bytes, dict[str, str]]:
    """The body, and the headers by which the receiver knows whose it is; a signature for each live secret."""
    body = json.dumps(body_of(event), separators=(",", ":"))
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


def _answered(round_: Round, one: Endpoint, attempt: delivery.Attempt, status: int) -> str:
    if status == GONE:
        return _gone(round_, one, attempt)
    if not 200 <= status < 300:
        return _failed(round_, one, attempt, f"status {status}")
    with transaction(round_.engine) as session:
        delivery.settle(session, round_.clock, attempt, delivery.DELIVERED, f"status {status}")
    return delivery.DELIVERED


def _failed(round_: Round, one: Endpoint, attempt: delivery.Attempt, detail: str) -> str:
    with transaction(round_.engine) as session:
        outcome = delivery.try_again(session, round_.clock, attempt, detail, pauses=round_.policy.pauses)
    if outcome == delivery.GIVEN_UP:
        log.warning("an event was not delivered", action="webhook_given_up", webhook=one.name, detail=detail)
    return "to be tried again" if outcome == delivery.AGAIN else outcome


def _gone(round_: Round, one: Endpoint, attempt: delivery.Attempt) -> str:
    """The receiver says that it wants to hear nothing more."""
    reason = f"it answered {GONE} Gone"
    with transaction(round_.engine) as session:
        delivery.settle(session, round_.clock, attempt, delivery.GONE, reason)
        if endpoint(session, one.name).ended is None:
            end(session, round_.clock, one.name, reason=reason, by="returnonce")
    log.warning("an address is told no more", action="webhook_ended", webhook=one.name)
    return delivery.GONE
