"""Job: send each event to the endpoints that asked for it, signed by the Standard Webhooks specification.

As with mail, an attempt is claimed and the claim committed before anything is sent. A process that dies after sending
leaves the claim without an outcome: the event is then sent again under the same ``webhook-id``, by which the receiver
knows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from jobs.transport.mail_sender import DeliveryFailure
from jobs.transport.webhook_client import GONE, WebhookClient
from mappings.ruleset.app_context import AppContext
from returnonce.access.account_principals import find_principal
from returnonce.access.accounts import find_account
from returnonce.access.policy import can_read_edition
from returnonce.access.principals import PolicySubject
from returnonce.db import reading, transaction
from returnonce.logs import get_logger
from returnonce.webhooks import delivery_attempts
from returnonce.webhooks.addresses import read_allowed_inside
from returnonce.webhooks.endpoints import Endpoint, end_endpoint, find_endpoint, list_endpoints, signing_secrets
from returnonce.webhooks.models import WebhookEventRow
from returnonce.webhooks.signature import sign_event

log = get_logger()
#: Whether an account may know of the thing that an event is about, as its grants are now.
MayKnow = Callable[[Session, str, WebhookEventRow], bool]


def deliver_webhooks(context: AppContext, _slot: datetime) -> str:
    """The job: one round."""
    client = WebhookClient(read_allowed_inside(context.settings.webhook_inside), context.ruleset.jobs.delivery.patience)
    return deliver_webhooks_now(context, client, may_account_know)


def deliver_webhooks_now(context: AppContext, client: WebhookClient, may_know: MayKnow) -> str:
    """Send what waits; what came of it in words."""
    with reading(context.engine) as session:
        live = [endpoint for endpoint in list_endpoints(session) if endpoint.ended is None]
        waiting = [
            (one, event) for one in live for event in delivery_attempts.read_waiting_events(session, context.clock, one)
        ]
        session.expunge_all()
    outcomes: Counter[str] = Counter()
    silent: set[str] = set()
    for one, event in waiting:
        if one.name not in silent:
            outcome = _send(context, client, may_know, one, event)
            outcomes[outcome] += 1
            # Who does not answer once is not asked again in this round, or the others would wait for it.
            silent |= set() if outcome in {"", delivery_attempts.DELIVERED} else {one.name}
    counts = (f"{count} {outcome}" for outcome, count in sorted(outcomes.items()) if outcome)
    return "; ".join(counts) or "nothing to tell"


def may_account_know(session: Session, account: str, event: WebhookEventRow) -> bool:
    """True where the account still is one, and may read the edition that the event is of."""
    principal = find_principal(session, find_account(session, account), how="webhook")
    about = PolicySubject(place=event.place, area=event.area, return_code=event.return_code)
    return principal is not None and can_read_edition(principal, about)


def _send(
    context: AppContext, client: WebhookClient, may_know: MayKnow, endpoint: Endpoint, event: WebhookEventRow
) -> str:
    """One event to one address; empty where another process has it."""
    # Opened before the transaction: a store may have to adopt its key first.
    vault = context.vault
    with transaction(context.engine) as session:
        attempt = delivery_attempts.claim(
            session, context.clock, endpoint, event, context.ruleset.jobs.delivery.retry_policy
        )
        if attempt is None:
            return ""
        if not may_know(session, endpoint.account, event):
            delivery_attempts.settle(session, context.clock, attempt, delivery_attempts.NOT_THEIRS)
            return ""
        secrets = signing_secrets(session, context.clock, vault, endpoint)
    if attempt.claim.is_spent:
        return _record_failure(context, endpoint, attempt, "no answer")
    try:
        status = client.post(endpoint.url, *sign_event(context.clock, event, secrets))
    except DeliveryFailure as fault:
        return _record_failure(context, endpoint, attempt, fault.detail)
    return _settle(context, endpoint, attempt, status)


def _settle(context: AppContext, endpoint: Endpoint, attempt: delivery_attempts.WebhookAttempt, status: int) -> str:
    if status == GONE:
        return _end_endpoint(context, endpoint, attempt)
    if not 200 <= status < 300:
        return _record_failure(context, endpoint, attempt, f"status {status}")
    with transaction(context.engine) as session:
        delivery_attempts.settle(session, context.clock, attempt, delivery_attempts.DELIVERED, f"status {status}")
    return delivery_attempts.DELIVERED


def _record_failure(
    context: AppContext, endpoint: Endpoint, attempt: delivery_attempts.WebhookAttempt, detail: str
) -> str:
    with transaction(context.engine) as session:
        outcome = delivery_attempts.try_again(session, context.clock, attempt, detail)
    if outcome == delivery_attempts.GIVEN_UP:
        log.warning("an event was not delivered", action="webhook_given_up", webhook=endpoint.name, detail=detail)
    return "to be tried again" if outcome == delivery_attempts.AGAIN else outcome


def _end_endpoint(context: AppContext, endpoint: Endpoint, attempt: delivery_attempts.WebhookAttempt) -> str:
    """The receiver says that it wants to hear nothing more."""
    reason = f"it answered {GONE} Gone"
    with transaction(context.engine) as session:
        delivery_attempts.settle(session, context.clock, attempt, delivery_attempts.GONE, reason)
        if find_endpoint(session, endpoint.name).ended is None:
            end_endpoint(session, context.clock, endpoint.name, reason=reason, by="returnonce")
    log.warning("an address is told no more", action="webhook_ended", webhook=endpoint.name)
    return delivery_attempts.GONE
