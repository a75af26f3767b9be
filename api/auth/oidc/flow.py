"""The OpenID Connect sign-in: where a browser is sent, and the check of what it brings back."""

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

from api.auth.oidc.id_token import ProviderIdentity, read_id_token, sign_in_refused
from api.auth.oidc.provider import LIMITS, OidcProvider, guarded_transport, provider_unavailable
from returnonce.errors import Forbidden

#: How long a sign-in may take.
SIGN_IN_SECONDS = 600


@dataclass(frozen=True)
class SignInFlow:
    """A sign-in that has begun: only the browser that began it can complete it."""

    state: str
    nonce: str
    verifier: str
    next: str
    until: int


def begin_sign_in(provider: OidcProvider, *, redirect_uri: str, next_path: str) -> tuple[str, SignInFlow]:
    """The provider's address for the browser, and the flow that it must bring back to ``redirect_uri``.

    Raises:
        Unavailable: the provider does not answer.
    """
    until = int(provider.clock.now().timestamp()) + SIGN_IN_SECONDS
    flow = SignInFlow(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), next_path, until)
    endpoint = provider.endpoint("authorization_endpoint")
    address, _ = _client(provider, redirect_uri, endpoint).create_authorization_url(
        endpoint, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
    )
    return address, flow


def finish_sign_in(
    provider: OidcProvider, flow: SignInFlow | None, parameters: Mapping[str, str], *, redirect_uri: str
) -> ProviderIdentity:
    """The person whom the provider confirms.

    Raises:
        Unauthenticated: the answer does not belong to this flow, or its token is not valid.
        Forbidden: the provider did not let the person through.
        Unavailable: the provider does not answer.
    """
    if flow is None or not hmac.compare_digest(flow.state.encode(), parameters.get("state", "").encode()):
        raise sign_in_refused()
    if parameters.get("iss", provider.issuer) != provider.issuer or provider.clock.now().timestamp() > flow.until:
        raise sign_in_refused()
    if "error" in parameters or not parameters.get("code"):
        raise Forbidden("The council's sign-in was not completed.", mend="Try again, or ask your administrator.")
    token = _fetch_id_token(provider, flow, parameters["code"], redirect_uri)
    return read_id_token(token, provider, nonce=flow.nonce)


def _fetch_id_token(provider: OidcProvider, flow: SignInFlow, code: str, redirect_uri: str) -> str:
    address = provider.endpoint("token_endpoint")
    try:
        with _client(provider, redirect_uri, address) as client:
            answer = client.fetch_token(
                address, grant_type="authorization_code", code=code, code_verifier=flow.verifier
            )  # fmt: skip
    except OAuthError as error:
        raise sign_in_refused() from error
    except (httpx2.HTTPError, ValueError) as error:
        raise provider_unavailable("it does not answer") from error
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise sign_in_refused()
    return token


def _client(provider: OidcProvider, redirect_uri: str, address: str) -> OAuth2Client:
    return OAuth2Client(
        provider.client_id, provider.client_secret, scope="openid", redirect_uri=redirect_uri,
        code_challenge_method="S256", timeout=LIMITS.step_seconds, transport=guarded_transport(address),
    )  # fmt: skip


def sign_flow(flow: SignInFlow, secret: bytes) -> str:
    """The flow as the signed value of a cookie."""
    body = base64.urlsafe_b64encode(json.dumps(asdict(flow)).encode()).decode()
    return f"{body}.{_signature(body, secret)}"


def verify_flow(text: str, secret: bytes) -> SignInFlow | None:
    """The flow of a cookie that we signed; None for any other text."""
    body, _, signature = text.partition(".")
    if not hmac.compare_digest(_signature(body, secret).encode(), signature.encode()):
        return None
    return SignInFlow(**json.loads(base64.urlsafe_b64decode(body)))


def _signature(body: str, secret: bytes) -> str:
    return hmac.new(secret, b"flow:" + body.encode(), sha256).hexdigest()
