"""What is sealed with the master key: the keys of sealed cases, and the secrets that webhooks are signed with."""

from __future__ import annotations

from itertools import islice

from sqlmodel import Session, col, select

from returnonce.errors import Unavailable
from returnonce.vault import Vault
from returnonce.webhooks.endpoints import secret_label
from returnonce.webhooks.models import EndpointRow, WebhookSecretRow

#: A key is tried on so many; some may have been altered.
TRIED = 20


def opens_what_is_sealed(session: Session, vault: Vault) -> bool | None:
    """Whether the vault's master key opens something that is sealed here; None where nothing is."""
    tried = [*(_opens_case(vault, name) for name in islice(vault.names(), TRIED)), *_opens_secrets(session, vault)]
    return any(tried) if tried else None


def read_webhook_secrets(session: Session) -> list[tuple[WebhookSecretRow, str]]:
    """Every sealed secret, with the label that it is sealed under."""
    rows = session.exec(
        select(WebhookSecretRow, EndpointRow.name)
        .join(EndpointRow, col(EndpointRow.id) == WebhookSecretRow.webhook)
        .order_by(col(WebhookSecretRow.webhook), col(WebhookSecretRow.number))
    )
    return [(row, secret_label(name, row.number)) for row, name in rows]


def _opens_case(vault: Vault, name: str) -> bool:
    try:
        vault.prove_key(name)
    except Unavailable:
        return False
    return True


def _opens_secrets(session: Session, vault: Vault) -> list[bool]:
    opened = []
    for row, label in read_webhook_secrets(session)[:TRIED]:
        try:
            vault.unwrap(label, row.sealed)
        except Unavailable:
            opened.append(False)
        else:
            opened.append(True)
    return opened
