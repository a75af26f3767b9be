"""Bytes sealed under a key, piece by piece (AES-256-GCM), and opened again: never held whole, altered never unseen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from returnonce.blobs.object_store import cut_pieces
from returnonce.errors import Unavailable

NONCE_BYTES, TAG_BYTES = 12, 16
#: What is encrypted at once; each piece says which it is and whether it is the last.
PIECE = 4 << 20
MEND = "Set RETURNONCE_MASTER_KEY to the key that it was sealed with, or put keys/master.key back."


def seal(key: bytes, label: str, data: bytes) -> bytes:
    """What is sealed, of little data; ``label`` is needed to open it, and not in it."""
    return b"".join(seal_pieces(key, label, data))


def seal_pieces(key: bytes, label: str, data: bytes | Path) -> Iterator[bytes]:
    """Bytes or a file sealed piece by piece; each piece says which it is and of how many."""
    cipher, size = AESGCM(key), data.stat().st_size if isinstance(data, Path) else len(data)
    count = max(1, -(-size // PIECE))
    with data.open("rb") if isinstance(data, Path) else BytesIO(data) as stream:
        for at in range(count):
            nonce = os.urandom(NONCE_BYTES)
            yield nonce + cipher.encrypt(nonce, stream.read(PIECE), _about(label, at, count))


def open_sealed(key: bytes, label: str, sealed: bytes) -> bytes:
    """What :func:`seal` sealed.

    Raises:
        Unavailable: the key or the label is another, or it was altered.
    """
    return b"".join(open_pieces(key, label, [sealed], len(sealed)))


def open_pieces(key: bytes, label: str, sealed: Iterable[bytes], size: int) -> Iterator[bytes]:
    """What :func:`seal_pieces` sealed. ``size``: of all that is sealed, in bytes.

    Raises:
        Unavailable: the key or the label is another, or it was altered, cut short or put in another order.
    """
    cipher, count, opened = AESGCM(key), _count_pieces(size), 0
    try:
        for at, piece in enumerate(cut_pieces(sealed, PIECE + NONCE_BYTES + TAG_BYTES)):
            yield cipher.decrypt(piece[:NONCE_BYTES], piece[NONCE_BYTES:], _about(label, at, count))
            opened += 1
    except (InvalidTag, ValueError, FileNotFoundError) as error:
        raise _make_unopened() from error
    if opened != count:
        raise _make_unopened()


def measure_opened(sealed: int) -> int:
    """Bytes that a sealed file holds, by its own size in bytes."""
    return sealed - _count_pieces(sealed) * (NONCE_BYTES + TAG_BYTES)


def _count_pieces(sealed: int) -> int:
    return max(1, -(-sealed // (PIECE + NONCE_BYTES + TAG_BYTES)))


def _make_unopened() -> Unavailable:
    return Unavailable("These records cannot be opened: the key does not fit, or they were altered.", mend=MEND)


def _about(label: str, at: int, count: int) -> bytes:
    return f"{label}\n{at}\n{count}".encode()
