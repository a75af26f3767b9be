"""The council's OpenID Connect provider: its endpoints and signing keys, cached for an hour."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from returnonce.clock import Clock
from returnonce.errors import Unavailable, WrongUsage
from returnonce.http.addresses import is_loopback
from returnonce.http.client import GuardedTransport, HttpLimits
from returnonce.settings import Settings

WELL_KNOWN = "/.well-known/openid-configuration"
CACHE_TIME, RENEWAL_PAUSE = timedelta(hours=1), timedelta(minutes=1)
LIMITS = HttpLimits(step_seconds=5, seconds=15, size=1 << 20)


@dataclass
class OidcProvider:
    """One provider, as the settings name it. Its description is fetched again after an hour, or for an unknown key."""

    issuer: str
    client_id: str
    client_secret: str | None
    clock: Clock
    _answers: dict[str, tuple[datetime, Mapping[str, Any]]] = field(default_factory=dict, repr=False)
    _renewed_at: datetime | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def endpoint(self, name: str) -> str:
        """The address that the provider gives for ``authorization_endpoint``, ``token_endpoint`` or ``jwks_uri``.

        Raises:
            Unavailable: it does not answer, or what it answers is not its own description.
        """
        description = self._fetch_cached(self.issuer.rstrip("/") + WELL_KNOWN, CACHE_TIME)
        address = description.get(name)
        if description.get("issuer") != self.issuer or not isinstance(address, str) or not is_https_or_local(address):
            raise provider_unavailable("it does not describe itself as the issuer that is set up")
        return address

    def keys(self, kid: str | None) -> KeySet:
        """Its keys for signing. Where none has that name they are fetched anew, at most once a minute.

        Raises:
            Unavailable: it does not answer, or its keys cannot be read.
        """
        address = self.endpoint("jwks_uri")
        keys = _signing_keys(self._fetch_cached(address, CACHE_TIME))
        if kid is not None and all(key.kid != kid for key in keys) and self._may_renew():
            keys = _signing_keys(self._fetch_cached(address, timedelta()))
        return keys

    def _may_renew(self) -> bool:
        now = self.clock.now()
        with self._lock:
            may = self._renewed_at is None or now - self._renewed_at >= RENEWAL_PAUSE
            self._renewed_at = now if may else self._renewed_at
        return may

    def _fetch_cached(self, address: str, max_age: timedelta) -> Mapping[str, Any]:
        now = self.clock.now()
        with self._lock:
            if address in self._answers and now - self._answers[address][0] < max_age:
                return self._answers[address][1]
        answer = _fetch(address)
        with self._lock:
            self._answers[address] = (now, answer)
        return answer


def configured_provider(settings: Settings, clock: Clock) -> OidcProvider | None:
    """The provider that is set up; None where none is.

    Raises:
        WrongUsage: half of it is set up, or it is not reached by https.
    """
    if settings.oidc_issuer is None and settings.oidc_client_id is None and settings.oidc_client_secret is None:
        return None
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        raise WrongUsage(
            "Signing in with the council's accounts is only half set up.", where="RETURNONCE_OIDC_…",
            mend="Set RETURNONCE_OIDC_ISSUER and RETURNONCE_OIDC_CLIENT_ID, or neither.",
        )  # fmt: skip
    if not is_https_or_local(settings.oidc_issuer):
        raise WrongUsage(
            "The provider must be reached by https.", where="RETURNONCE_OIDC_ISSUER", mend="Begin it with https://."
        )
    secret = settings.oidc_client_secret
    return OidcProvider(
        settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value() if secret else None, clock
    )


def is_https_or_local(address: str) -> bool:
    """True for https, and for a provider on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def guarded_transport(address: str) -> GuardedTransport:
    """How the provider is reached: by name, as the settings have it, since it may stand in the council's own network.

    A proxy of the environment is used, as many councils reach their provider through one.
    """
    parts, proxies = urlsplit(address), getproxies()
    proxy = None if proxy_bypass(parts.hostname or "") else proxies.get(parts.scheme, proxies.get("all"))
    return GuardedTransport(LIMITS, proxy=f"http://{proxy}" if proxy and "://" not in proxy else proxy)


def provider_unavailable(why: str) -> Unavailable:
    """The provider cannot be used now; people may still have a password."""
    return Unavailable(
        f"The council's sign-in cannot be used now: {why}.",
        mend="Try again in a few minutes, or sign in with a name and password if you have them.",
    )


def _fetch(address: str) -> Mapping[str, Any]:
    try:
        with httpx2.Client(transport=guarded_transport(address), timeout=LIMITS.step_seconds) as client:
            content = client.get(address, headers={"Accept": "application/json"}).raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise provider_unavailable("it does not answer") from error
    if not isinstance(content, dict):
        raise provider_unavailable("its answer cannot be read")
    return content


def _signing_keys(content: Mapping[str, Any]) -> KeySet:
    keys = content.get("keys")
    usable = [
        key for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"
    ]  # fmt: skip
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError) as error:
        raise provider_unavailable("its keys cannot be read") from error
