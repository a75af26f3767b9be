"""The ID token, which says who signed in: signature, issuer, audience, time and nonce are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, KeySet
from joserfc.jwt import JWTClaimsRegistry

from api.auth.oidc.provider import OidcProvider
from returnonce.errors import Unauthenticated

#: Signatures by a private key alone. ``none`` and those by a shared secret are not among them.
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY = 60


@dataclass(frozen=True)
class ProviderIdentity:
    """A person as the provider names them: the subject never changes and is never another's."""

    issuer: str
    subject: str


def read_id_token(token: str, provider: OidcProvider, *, nonce: str) -> ProviderIdentity:
    """The person of a token, checked for issuer, audience, time, nonce and signature.

    Raises:
        Unauthenticated: anything of it is wrong; only the log says what.
        Unavailable: the provider's keys cannot be fetched.
    """

    def key(guest: GuestProtocol) -> KeySet:
        kid = guest.headers().get("kid")
        return provider.keys(kid if isinstance(kid, str) else None)

    try:
        claims = jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
        _claim_rules(provider, nonce).validate(claims)
        _check_texts(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise sign_in_refused() from error
    _check_authorised_party(claims, provider.client_id)
    return ProviderIdentity(provider.issuer, claims["sub"])


def _claim_rules(provider: OidcProvider, nonce: str) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=int(provider.clock.now().timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _check_texts(claims: dict[str, Any]) -> None:
    """The rules take a list that has the right value in it; but for the audience each claim is one text.

    Raises:
        ValueError: one of them is not.
    """
    if not all(isinstance(claims[name], str) for name in ("iss", "nonce", "sub")):
        raise ValueError("a claim that is one text is something else")


def _check_authorised_party(claims: dict[str, Any], client_id: str) -> None:
    """Of several audiences the authorised party must be us; a name is some text of 255 characters at most."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", None if several else client_id)
    if party != client_id or not 0 < len(claims["sub"]) <= 255:
        raise sign_in_refused()


def sign_in_refused() -> Unauthenticated:
    """The one error for every sign-in at the provider that is not valid."""
    return Unauthenticated(
        "The council's sign-in could not be confirmed.", mend="Begin again from this page, in the same browser."
    )
