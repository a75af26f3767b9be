"""Stored responses, encrypted with their idempotency key, of which the store holds only a hash."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def encrypt_response(data: bytes, *, caller: str, key: str) -> bytes:
    """Encrypt so that only the same account with the same key can read it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(caller, key).encrypt(nonce, data, None)


def decrypt_response(data: bytes, *, caller: str, key: str) -> bytes:
    """Reverse :func:`encrypt_response`."""
    return _cipher(caller, key).decrypt(data[:_NONCE], data[_NONCE:], None)


def _cipher(caller: str, key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(f"answer\n{caller}\n{key}".encode()).digest())
