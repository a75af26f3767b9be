"""There and back: the address that people are sent to, and what comes of their return."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from api.auth.oidc.id_token import Identity, read_id_token, refused
from api.auth.oidc.provider import TIMEOUT, Provider, trusted, unavailable
from returnonce.errors import Forbidden

#: So long a sign-in may take, in seconds.
PATIENCE = 600


@dataclass(frozen=True)
class Flow:
    """One sign-in under way: only the browser that began it can end it."""

    state: str
    nonce: str
    verifier: str
    next: str
    until: int


def begin(provider: Provider, *, back: str, following: str) -> tuple[str, Flow]:
    """Where to send the browser, and what it must bring back. ``back``: the address that the provider sends it to.

    Raises:
        Unavailable: the provider does not answer.
    """
    until = int(provider.clock.now().timestamp()) + PATIENCE
    flow = Flow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), following, until)
    address, _ = _client(provider, back).create_authorization_url(
        provider.endpoint("authorization_endpoint"), state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
    )
    return address, flow


def finish(provider: Provider, flow: Flow | None, answer: Mapping[str, str], *, back: str) -> Identity:
    """Who came back.

    Raises:
        Unauthenticated: it is not the answer to this flow, or it cannot be believed.
        Forbidden: the provider did not let the person through.
        Unavailable: the provider does not answer.
    """
    if flow is None or not hmac.compare_digest(flow.state.encode(), answer.get("state", "").encode()):
        raise refused()
    if answer.get("iss", provider.issuer) != provider.issuer or provider.clock.now().timestamp() > flow.until:
        raise refused()
    if "error" in answer or not answer.get("code"):
        raise Forbidden("The council's sign-in was not completed.", mend="Try again, or ask your administrator.")
    token = _fetch(provider, flow, answer["code"], back)
    return read_id_token(token, provider, nonce=flow.nonce)


def _fetch(provider: Provider, flow: Flow, code: str, back: str) -> str:
    address = provider.endpoint("token_endpoint")
    try:
        with _client(provider, back) as client:
            told = client.fetch_token(
                address, grant_type="authorization_code", code=code, code_verifier=flow.verifier
            )  # fmt: skip
    except OAuthError as error:
        raise refused() from error
    except (httpx2.HTTPError, ValueError) as error:
        raise unavailable("it does not answer") from error
    token = told.get("id_token")
    if not isinstance(token, str):
        raise refused()
    return token


def _client(provider: Provider, back: str) -> OAuth2Client:
    return OAuth2Client(
        provider.client_id, provider.client_secret, scope="openid", redirect_uri=back, code_challenge_method="S256",
        timeout=TIMEOUT, verify=trusted(),
    )  # fmt: skip


def sealed(flow: Flow, secret: bytes) -> str:
    """A flow as a cookie's value, signed."""
    body = base64.urlsafe_b64encode(json.dumps(asdict(flow)).encode()).decode()
    return f"{body}.{_signature(body, secret)}"


def unsealed(text: str, secret: bytes) -> Flow | None:
    """The flow of a cookie that we signed; None for any other text."""
    body, _, signature = text.partition(".")
    if not hmac.compare_digest(_signature(body, secret).encode(), signature.encode()):
        return None
    return Flow(**json.loads(base64.urlsafe_b64decode(body)))


def _signature(body: str, secret: bytes) -> str:
    return hmac.new(secret, b"flow:" + body.encode(), sha256).hexdigest()
