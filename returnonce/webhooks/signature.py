"""The body and signed headers of a message about an event, by the Standard Webhooks specification."""

from __future__ import annotations

import json

from standardwebhooks import Webhook

from returnonce.clock import Clock
from returnonce.webhooks.events import event_body
from returnonce.webhooks.models import WebhookEventRow


def sign_event(clock: Clock, event: WebhookEventRow, secrets: list[bytes]) -> tuple[bytes, dict[str, str]]:
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
