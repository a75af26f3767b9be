"""The council's provider: what it says of itself, and the keys that it signs with, each kept for a while."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.auth.hosts import is_loopback
from returnonce.clock import Clock
from returnonce.errors import Unavailable, WrongUsage
from returnonce.settings import Settings

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KEPT, PAUSE = timedelta(hours=1), timedelta(minutes=1)
TIMEOUT = 5.0


@dataclass
class Provider:
    """One provider, as the settings name it. What it said is asked for anew after an hour, or for an unknown key."""

    issuer: str
    client_id: str
    client_secret: str | None
    clock: Clock
    _told: dict[str, tuple[datetime, Mapping[str, Any]]] = field(default_factory=dict, repr=False)
    _renewed: datetime | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def endpoint(self, name: str) -> str:
        """The address that the provider gives for one of ``ENDPOINTS``.

        Raises:
            Unavailable: it does not answer, or what it answers is not its own description.
        """
        told = self._ask(self.issuer.rstrip("/") + WELL_KNOWN, KEPT)
        address = told.get(name)
        if told.get("issuer") != self.issuer or not isinstance(address, str) or not is_safe(address):
            raise unavailable("it does not describe itself as the issuer that is set up")
        return address

    def keys(self, kid: str | None) -> KeySet:
        """Its keys for signing. Where none has that name they are fetched anew, at most once a minute.

        Raises:
            Unavailable: it does not answer, or its keys cannot be read.
        """
        address = self.endpoint("jwks_uri")
        found = _signing(self._ask(address, KEPT))
        if kid is not None and all(key.kid != kid for key in found) and self._may_renew():
            found = _signing(self._ask(address, timedelta()))
        return found

    def _may_renew(self) -> bool:
        now = self.clock.now()
        with self._lock:
            may = self._renewed is None or now - self._renewed >= PAUSE
            self._renewed = now if may else self._renewed
        return may

    def _ask(self, address: str, kept: timedelta) -> Mapping[str, Any]:
        now = self.clock.now()
        with self._lock:
            if address in self._told and now - self._told[address][0] < kept:
                return self._told[address][1]
        told = _fetch(address)
        with self._lock:
            self._told[address] = (now, told)
        return told


def provider_of(settings: Settings, clock: Clock) -> Provider | None:
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
    if not is_safe(settings.oidc_issuer):
        raise WrongUsage(
            "The provider must be reached by https.", where="RETURNONCE_OIDC_ISSUER", mend="Begin it with https://."
        )
    secret = settings.oidc_client_secret
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value() if secret else None, clock)


def is_safe(address: str) -> bool:
    """True for https, and for a provider on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """Whom to trust for https: read once, since that is slow."""
    return httpx2.create_ssl_context()


def unavailable(why: str) -> Unavailable:
    """The provider cannot be used now; people may still have a password."""
    return Unavailable(
        f"The council's sign-in cannot be used now: {why}.",
        mend="Try again in a few minutes, or sign in with a name and password if you have them.",
    )


def _fetch(address: str) -> Mapping[str, Any]:
    try:
        answer = httpx2.get(address, timeout=TIMEOUT, verify=trusted(), headers={"Accept": "application/json"})
        told = answer.raise_for_status().json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise unavailable("it does not answer") from error
    if not isinstance(told, dict):
        raise unavailable("its answer cannot be read")
    return told


def _signing(told: Mapping[str, Any]) -> KeySet:
    given = told.get("keys")
    usable = [
        key for key in (given if isinstance(given, list) else [])
        if isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"
    ]  # fmt: skip
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError) as error:
        raise unavailable("its keys cannot be read") from error
