"""Sends by GOV.UK Notify, with Notify's own client; installed with the extra ``notify``."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jobs.transport.mail_sender import DeliveryFailure, Mail, MailServerUnusable, RecipientRefused
from returnonce.errors import WrongUsage
from returnonce.settings import Settings

NOTIFY = "https://api.notifications.service.gov.uk"


class NotifySender:
    """The message's name goes along as Notify's reference, by which a repeat is found out beforehand."""

    def __init__(self, client: Any, template: str) -> None:
        self.client = client
        self.template = template

    def send(self, mail: Mail, *, repeated: bool) -> None:
        """Send it, unless Notify has it already."""
        if repeated and self._has(mail.name):
            return
        self._ask(
            self.client.send_email_notification,
            email_address=mail.address,
            template_id=self.template,
            personalisation={"subject": mail.subject, "body": mail.body},
            reference=mail.name,
        )

    def _has(self, name: str) -> bool:
        return bool(self._ask(self.client.get_all_notifications, reference=name).get("notifications"))

    def _ask(self, call: Any, **about: Any) -> dict[str, Any]:
        from notifications_python_client.errors import APIError

        try:
            answer: dict[str, Any] = call(**about)
        except APIError as error:
            raise _fault(error.status_code, error.response, error.message) from None
        return answer


@contextmanager
def open_notify(settings: Settings, *, patience: float, base_url: str = NOTIFY) -> Iterator[NotifySender]:
    """A sender with its client.

    Raises:
        WrongUsage: the extra is not installed, or no template is set.
    """
    try:
        from notifications_python_client.notifications import NotificationsAPIClient
    except ImportError as error:
        raise WrongUsage(
            "GOV.UK Notify's client is not installed.", where="RETURNONCE_NOTIFY_KEY",
            mend="Install the project with its extra: notify.",
        ) from error  # fmt: skip
    if not settings.notify_template or settings.notify_key is None:
        raise WrongUsage("Notify needs a template.", where="RETURNONCE_NOTIFY_TEMPLATE", mend="Give its number.")
    # The client's warnings repeat Notify's own words, which may hold an address.
    logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
    key = settings.notify_key.get_secret_value()
    client: Any = NotificationsAPIClient(key, base_url=base_url, timeout=patience)  # type: ignore[no-untyped-call]
    try:
        yield NotifySender(client, settings.notify_template)
    finally:
        client.request_session.close()


def _fault(status: int, response: object, message: object) -> DeliveryFailure:
    """What an answer that is no success means for the message."""
    if response is None:
        return MailServerUnusable("no answer")
    if status == 400 and _is_about_the_address(message):
        return RecipientRefused("400")
    return DeliveryFailure(str(status)) if status >= 500 else MailServerUnusable(str(status))


def _is_about_the_address(message: object) -> bool:
    faults = message if isinstance(message, list) else []
    return any(str(fault.get("message", "")).startswith("email_address") for fault in faults if isinstance(fault, dict))
