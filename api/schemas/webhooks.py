"""What the API says of webhooks."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from returnonce.webhooks.events import EventKind

#: What is taken unless whoever runs the service allows more: plain ASCII, a host by name, no user and no fragment.
ADDRESS = r"^https://([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:(443|8443))?([/?][!\x22$-\[\]-~]*)?$"


class NewWebhook(BaseModel):
    """An address to be told of things."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=500, pattern="^https?://", json_schema_extra={"pattern": ADDRESS}, examples=["https://returns.example.org/hook"],
        description="Where it is told: https, on port 443 or 8443, on the open internet.",
    )  # fmt: skip
    events: list[EventKind] = Field(default=[], max_length=20, description="Only these events; none means all.")


class Webhook(BaseModel):
    """An address that is told of things. ``ended``: why it is told no more."""

    webhook: str = Field(examples=["hook_64e25378a58476ba"])
    url: str
    events: list[EventKind]
    made_at: datetime
    ended: str | None


class WebhookWithSecret(Webhook):
    """With the secret that messages are signed with, which is shown this once."""

    secret: str = Field(examples=["whsec_"])


class Webhooks(BaseModel):
    """The addresses of whoever asks."""

    webhooks: list[Webhook]


class Delivery(BaseModel):
    """What came of telling one event to one address."""

    event: str = Field(examples=["msg_0a1b"], description="The webhook-id that the message bore.")
    kind: str
    attempts: int
    at: datetime
    outcome: str
    detail: str


class Deliveries(BaseModel):
    """The newest hundred, the newest first."""

    deliveries: list[Delivery]
