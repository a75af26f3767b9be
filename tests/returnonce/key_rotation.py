"""The signing key of a home folder that has no store, rotated."""

from __future__ import annotations

from pathlib import Path

from returnonce.blobs import FolderObjects
from returnonce.signing_keys import NEXT_SIGNING_KEY, SIGNING_KEY, PublicKey, finish_signer, open_signer, prepare_signer


def rotate_key(home: Path) -> tuple[PublicKey | None, PublicKey]:
    """The key before it, where it is there, and the new one."""
    before = open_signer(home).public if (home / SIGNING_KEY).exists() else None
    now = prepare_signer(FolderObjects(home), home / NEXT_SIGNING_KEY).public
    finish_signer(home)
    return before, now
