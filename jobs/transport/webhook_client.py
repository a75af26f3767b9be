"""Posts to an address on the open internet and to no other: checked, connected to as checked, not redirected."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from jobs.transport.mail_sender import DeliveryFailure
from returnonce.errors import Refused
from returnonce.http.client import HttpLimits, open_client
from returnonce.webhooks.addresses import Resolver, resolve_target

GONE = 410


@dataclass(frozen=True)
class WebhookClient:
    """How addresses are called. ``inside``: services of our own network that an administrator allows.

    ``timeout_seconds``: for each step, and three times that for all of them: connecting, sending, hearing the answer.
    """

    inside: frozenset[str]
    timeout_seconds: int
    resolve: Resolver | None = None
    trust: ssl.SSLContext | None = None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send it; the status that came back. Its body is never read, and a redirection is not followed.

        Raises:
            DeliveryFailure: nobody answered, or its name leads, for now, where nothing may be called.
        """

        def find_address(_url: httpx2.URL) -> str:
            return resolve_target(url, inner=self.inside, resolve=self.resolve).address

        limits = HttpLimits(self.timeout_seconds, 3 * self.timeout_seconds, 0)
        try:
            with (
                open_client(limits, find_address=find_address, trust=self.trust) as client,
                client.stream("POST", url, content=body, headers=headers) as response,
            ):
                return response.status_code
        except Refused as refused:
            raise DeliveryFailure("its name has no address that may be called") from refused
        except httpx2.HTTPError as error:
            raise DeliveryFailure(type(error).__name__) from error
