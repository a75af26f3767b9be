"""Posts to an address on the open internet and to no other: checked, connected to as checked, not redirected."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from jobs.transport.mail_sender import DeliveryFailure
from returnonce.errors import Refused
from returnonce.webhooks.addresses import Resolver, resolve_target

GONE = 410


@dataclass(frozen=True)
class HttpClient:
    """How addresses are called. ``inner``: services of our own network that an administrator allows.

    ``patience``: seconds for each step; a receiver that is slow step by step is cut off by the lease.
    """

    inside: frozenset[str]
    timeout_seconds: int
    resolve: Resolver | None = None
    trust: ssl.SSLContext | bool = True

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send it; the status that came back. Its body is never read, and a redirection is not followed.

        Raises:
            TryAgain: nobody answered, or its name leads, for now, where nothing may be called.
        """
        try:
            target = resolve_target(url, inner=self.inside, resolve=self.resolve)
        except Refused as refused:
            raise DeliveryFailure("its name has no address that may be called") from refused
        pinned = httpx.URL(url).copy_with(host=target.address)
        host = httpx.URL(url).netloc.decode("ascii")
        request = httpx.Request(
            "POST", pinned, content=body, headers={**headers, "Host": host}, extensions={"sni_hostname": target.host}
        )
        return self._send(request)

    def _send(self, request: httpx.Request) -> int:
        # Nothing of the environment: a proxy would look the name up anew, and a netrc has passwords.
        with httpx.Client(
            verify=self.trust, trust_env=False, timeout=self.timeout_seconds, follow_redirects=False
        ) as client:
            try:
                response = client.send(request, stream=True)
                response.close()
            except httpx.HTTPError as error:
                raise DeliveryFailure(type(error).__name__) from error
            return response.status_code
