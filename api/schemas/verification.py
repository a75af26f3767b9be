"""What the API says for verifying editions: public keys, and whether an audit head still holds."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PublicKeyShown(BaseModel):
    """An Ed25519 public key as JWKS has it (RFC 8037)."""

    kty: str
    crv: str
    use: str
    alg: str
    kid: str = Field(description="The first 16 hex digits of the SHA-256 of the key's 32 bytes.")
    x: str = Field(description="The key's 32 bytes in base64url.")


class PublicKeys(BaseModel):
    """Every key that ever signed a bundle here, also those in use no more."""

    keys: list[PublicKeyShown]


class HeadStanding(BaseModel):
    """How a head of the audit trail stands in today's chain."""

    head: str
    in_chain: bool = Field(description="True where it is in the chain and the whole chain is sound.")
    chain_is_sound: bool = Field(description="True where every row follows from the one before it.")
