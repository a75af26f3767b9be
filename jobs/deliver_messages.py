"""Job: send the messages that wait in the outbox, each once, whichever process comes first.

A message is claimed and the claim committed before it is sent. A process that dies after sending
and before saying so leaves the claim without an outcome: the message is then sent once more, with the
same Message-ID, by which a mailbox can tell the repeat. GOV.UK Notify is asked first, and sends none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlmodel import Session

from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused, Sender
from jobs.transport.notify import open_notify
from jobs.transport.smtp import open_smtp, read_mail_server
from mappings.definitions.job_definitions import DeliveryPolicy
from mappings.place.contacts import Contact
from mappings.place.places import Place
from mappings.reminders.reminders import find_quiet_hours
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.outbox import GIVEN_UP, HELD, REFUSED, SENT, NewMessage, OutboxRow
from returnonce.claims.outbox_delivery import OutboxAttempt
from returnonce.db import reading, transaction
from returnonce.logs import get_logger
from returnonce.settings import Settings

log = get_logger()
NOTICE = "undelivered/"


def deliver_messages(context: AppContext, _slot: datetime) -> str:
    """The job: one round. Without a server set, messages wait."""
    return deliver_messages_now(context, choose_sender(context.settings, context.ruleset.jobs.delivery))


def choose_sender(settings: Settings, policy: DeliveryPolicy) -> AbstractContextManager[Sender] | None:
    """Notify where its key is set, else the mail server, else None.

    Raises:
        WrongUsage: a setting is malformed or missing.
    """
    patience = policy.patience
    if settings.notify_key is not None:
        return open_notify(settings, patience=patience)
    server = read_mail_server(settings, patience=patience)
    return open_smtp(server) if server else None


def deliver_messages_now(context: AppContext, sender: AbstractContextManager[Sender] | None) -> str:
    """Send what may go out now; what came of it in words."""
    with reading(context.engine) as session:
        rows = [row for row in outbox_delivery.read_sendable(session, context.clock) if _may_go(context, row)]
    if not rows:
        return "nothing to send"
    if sender is None:
        return f"{len(rows)} waiting; no mail server is set"
    outcomes: Counter[str] = Counter()
    try:
        with sender as way:
            for outcome in _send_each(context, rows, way):
                outcomes[outcome] += 1
    except MailServerUnusable as fault:
        log.warning("messages cannot be sent", action="mail_server_unusable", detail=fault.detail)
        return f"{_count_in_words(outcomes)}the server cannot be used ({fault.detail}); the rest waits"
    return _count_in_words(outcomes).removesuffix("; ") or "nothing to send"


def find_recipient(ruleset: Ruleset, recipient: str) -> tuple[Place, Contact] | None:
    """The place and contact that a message is for; None where one of them is no more."""
    place_name, _, code = recipient.partition("/")
    place = ruleset.places.get(place_name)
    matches = (contact for contact in place.contacts if contact.code == code) if place else iter(())
    contact = next(matches, None)
    return (place, contact) if place and contact else None


def _may_go(context: AppContext, row: OutboxRow) -> bool:
    """Not in the contact's quiet hours, however late an attempt is tried again."""
    whom = find_recipient(context.ruleset, row.recipient)
    return whom is None or not find_quiet_hours(context.ruleset, *whom).is_quiet(context.clock.now())


def _send_each(context: AppContext, rows: list[OutboxRow], way: Sender) -> Iterator[str]:
    policy = context.ruleset.jobs.delivery.retry_policy
    for row in rows:
        with transaction(context.engine) as session:
            attempt = outbox_delivery.claim(session, context.clock, row, policy)
        if attempt is not None:
            # Attempts of which nothing was heard again end too, or such a message would be sent for ever.
            is_spent = attempt.claim.is_spent
            yield (
                _record_failure(context, attempt, DeliveryFailure("no answer"))
                if is_spent
                else _send(context, attempt, way)
            )


def _send(context: AppContext, attempt: OutboxAttempt, way: Sender) -> str:
    """Try it once, and say in the store what came of it.

    Raises:
        NotOurs: the server is at fault, and the round is over; the message rests without being counted.
    """
    row = attempt.message
    try:
        whom = find_recipient(context.ruleset, row.recipient)
        if whom is None:
            raise RecipientRefused("no such contact any more")
        mail = Mail(row.key, whom[1].address, row.subject, row.body, row.made_at)
        way.send(mail, repeated=attempt.claim.attempt > 1)
    except MailServerUnusable as fault:
        with transaction(context.engine) as session:
            pause = timedelta(minutes=context.ruleset.jobs.delivery.hold)
            outbox_delivery.hold(session, context.clock, attempt, fault.detail, pause=pause)
        raise
    except DeliveryFailure as fault:
        return _record_failure(context, attempt, fault)
    with transaction(context.engine) as session:
        outbox_delivery.settle(session, context.clock, attempt, SENT)
    return SENT


def _record_failure(context: AppContext, attempt: OutboxAttempt, fault: DeliveryFailure) -> str:
    row = attempt.message
    with transaction(context.engine) as session:
        if isinstance(fault, RecipientRefused):
            outbox_delivery.settle(session, context.clock, attempt, REFUSED, fault.detail)
            outcome = REFUSED
        else:
            outcome = outbox_delivery.try_again(session, context.clock, attempt, fault.detail)
        if outcome in {REFUSED, GIVEN_UP}:
            log.warning("a message was not delivered", action="mail_undelivered", to=row.recipient, detail=fault.detail)
            _tell_officers(session, context, row, fault.detail)
    return outcome


def _tell_officers(session: Session, context: AppContext, row: OutboxRow, reason: str) -> None:
    """A message to the place's officers; none about such a message, so that it never goes round."""
    place = context.ruleset.places.get(row.recipient.partition("/")[0])
    if place is None or any(key.startswith(NOTICE) for key in outbox.read_keys(session, row)):
        return
    words = context.ruleset.reminders.undelivered
    for contact in place.contacts:
        recipient = f"{place.name}/{contact.code}"
        if contact.kind != "officer" or recipient == row.recipient:
            continue
        notice = NewMessage(
            recipient=recipient,
            keys=(f"{NOTICE}{recipient}/{row.key}",),
            subject=words["subject"],
            body=words["body"].format(contact=row.recipient, reason=reason, subject=row.subject) + "\n",
            not_before=find_quiet_hours(context.ruleset, place, contact).find_next_moment(context.clock.now()),
        )
        outbox.put(session, context.clock, notice)


def _count_in_words(outcomes: Counter[str]) -> str:
    words_by_outcome = {
        SENT: "sent",
        "again": "to be tried again",
        REFUSED: "refused",
        GIVEN_UP: "given up",
        HELD: "held",
    }
    return "".join(f"{outcomes[each]} {words}; " for each, words in words_by_outcome.items() if outcomes[each])
