"""What sends a message, and how each way of sending says that a message did not go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One message to one address. ``name``: the message's own, the same however often it is sent."""

    name: str
    address: str
    subject: str
    body: str
    made_at: datetime


class DeliveryFailure(Exception):
    """It was not sent, or perhaps not, and may be later. ``detail`` is a code or a kind of error."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class RecipientRefused(DeliveryFailure):
    """The address or the message will not be taken."""


class MailServerUnusable(DeliveryFailure):
    """The server, or how it is set up, is at fault: no message goes out until that is mended."""


class Sender(Protocol):
    """One round of sending, over one connection."""

    def send(self, mail: Mail, *, repeated: bool) -> None:
        """Send it. ``repeated``: an earlier attempt may have gone through.

        Raises:
            TryAgain: or one of its kinds.
        """
