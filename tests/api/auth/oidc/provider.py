"""A council's OpenID Connect provider, made with authlib's server and run as a process of its own.

It is a true one: registered client and address, codes for one use, PKCE, a signed ID token. ``POST /next`` says who
signs in next, and which lie the provider tells about it.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
import sys
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.models import ClientMixin
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "return-once", "the-client-secret"
LIES = (
    "nonce", "no-nonce", "nonce-list", "issuer-list", "subject-list",
    "aud", "several-aud", "azp", "issuer", "expired", "early", "no-subject", "empty-subject",
    "none", "shared-secret", "public-key-as-secret", "other-key", "unknown-key", "no-token", "broken", "changed",
)  # fmt: skip


@dataclass
class Told:
    """What the next person is, and what is wrong about it."""

    subject: str = "nobody"
    lie: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))


@dataclass
class Code:
    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    user: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Client(ClientMixin):
    """The one client, with the one address that people are sent back to."""

    def __init__(self, back: str) -> None:
        self.back = back

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return "openid" if "openid" in scope.split() else ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith(self.back)

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Asked(OAuth2Request):
    """A request as authlib reads it."""

    def __init__(self, method: str, uri: str, headers: Any, told: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload, self.told = BasicOAuth2Payload(told), told

    @property
    def form(self) -> dict[str, str]:
        return self.told

    @property
    def args(self) -> dict[str, str]:
        return self.told


class ProviderServer(AuthorizationServer):
    """authlib's server on Starlette's answers."""

    def query_client(self, client_id: str) -> Client | None:
        return Client("/sign-in/council/back") if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None: ...

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None: ...

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        text = json.dumps(body) if isinstance(body, dict) else body or ""
        return Response(text, status_code=status, headers=dict(headers))


def make(issuer: str) -> FastAPI:
    """The provider at an address."""
    actual_told = Told()

    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            actual_told.codes[code] = Code(
                code, request.payload.redirect_uri, request.scope, data.get("nonce"), data.get("code_challenge"),
                data.get("code_challenge_method"), request.user,
            )  # fmt: skip

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return actual_told.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del actual_told.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.user

    class Signed(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return any(code.nonce == nonce for code in actual_told.codes.values())

        def generate_user_info(self, user: str, scope: str) -> dict[str, Any]:
            return {"sub": user}

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return actual_told.key

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": "RS256", "kid": str(actual_told.key.kid)}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": issuer, "aud": [CLIENT]}

        def encode_id_token(self, token: Any, request: Any) -> str:
            text: str = super().encode_id_token(token, request)
            return lied(text, actual_told) if actual_told.lie else text

    server = ProviderServer()
    server.register_grant(CodeGrant, [CodeChallenge(required=True), Signed(require_nonce=True)])
    server.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(24)))
    app = FastAPI(openapi_url=None)

    @app.get("/.well-known/openid-configuration")
    def describe() -> dict[str, str]:
        if actual_told.lie == "other-provider":
            return {"issuer": "https://elsewhere.example"}
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": issuer} | {name: f"{issuer}/{path}" for name, path in ends.items()}

    @app.get("/keys")
    def keys() -> dict[str, list[Any]]:
        # A key for encryption, and one of a kind that nobody knows yet, stand beside it, as they do in the world.
        others = [{"kty": "NEW", "kid": "of-tomorrow"}, ECKey.generate_key("P-256", {"use": "enc"}).as_dict(False)]
        return {"keys": [*others, actual_told.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(request: Request) -> Response:
        asked = Asked("GET", str(request.url), dict(request.headers), dict(request.query_params))
        grant = server.get_consent_grant(asked, end_user=actual_told.subject)
        return server.create_authorization_response(asked, grant_user=actual_told.subject, grant=grant)

    @app.post("/token")
    async def token(request: Request) -> Response:
        if actual_told.lie == "fails":
            return PlainTextResponse("a stack trace", 500)
        if actual_told.lie == "no-json":
            return PlainTextResponse("<html>")
        fields = dict(parse_qsl((await request.body()).decode()))
        headers = {name.title(): value for name, value in request.headers.items()}
        return server.create_token_response(Asked("POST", str(request.url), headers, fields))

    @app.post("/next")
    async def say_next(request: Request) -> Response:
        said = await request.json()
        actual_told.subject, actual_told.lie = said["subject"], said.get("lie", "")
        if actual_told.lie == "rotated":
            actual_told.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})
        return JSONResponse({})

    return app


def lied(text: str, told: Told) -> str:
    """The token with something wrong in it."""
    claims, now = dict(jwt.decode(text, told.key, algorithms=["RS256"]).claims), int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"}, "no-nonce": {"nonce": None}, "aud": {"aud": ["another"]},
        "several-aud": {"aud": [CLIENT, "another"]}, "azp": {"azp": "another"},
        "issuer": {"iss": "https://elsewhere.example"}, "expired": {"exp": now - 3_600, "iat": now - 7_200},
        "nonce-list": {"nonce": ["another", claims["nonce"]]}, "issuer-list": {"iss": [claims["iss"]]},
        "subject-list": {"sub": [claims["sub"]]}, "early": {"iat": now + 3_600},
        "no-subject": {"sub": None}, "empty-subject": {"sub": ""},
    }  # fmt: skip
    claims = {name: value for name, value in (claims | wrong.get(told.lie, {})).items() if value is not None}
    if told.lie in {"no-token", "broken", "changed"}:
        head, _, rest = text.partition(".")
        return {"no-token": "", "broken": "not.a.token", "changed": f"{head}.{rest[:5]}A{rest[6:]}"}[told.lie]
    return _signed(claims, told)


def _signed(claims: dict[str, Any], told: Told) -> str:
    kid = str(told.key.kid)
    if told.lie == "none":
        return jwt.encode({"alg": "none"}, claims, None, algorithms=["none"])
    if told.lie in {"shared-secret", "public-key-as-secret"}:
        return _by_secret({"alg": "HS256", "kid": kid}, claims, told)
    if told.lie in {"other-key", "unknown-key"}:
        name = kid if told.lie == "other-key" else "of-nobody"
        other = RSAKey.generate_key(2048, {"kid": name})
        return jwt.encode({"alg": "RS256", "kid": name}, claims, other)
    return jwt.encode({"alg": "RS256", "kid": kid}, claims, told.key)


def _by_secret(head: dict[str, str], claims: dict[str, Any], told: Told) -> str:
    """By hand, since the library refuses to take a public key for a secret."""
    secret = told.key.as_pem(private=False) if told.lie == "public-key-as-secret" else SECRET.encode()
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims)]
    signature = urlsafe_b64encode(hmac.digest(secret, b".".join(parts), "sha256")).rstrip(b"=")
    return b".".join([*parts, signature]).decode()


def main() -> None:
    """Serve on a free port; the first line of output is the issuer."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(make(issuer), log_level="error", lifespan="off"))
        listener.listen()
        print(issuer, flush=True)
        server.run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
