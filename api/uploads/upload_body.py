"""The body of an upload: its content type, its bytes on disk, and its digest against the sender's."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from fastapi import Request

from api.app_state import app_state
from api.http.request_body import SpooledBody, spool_body
from returnonce.errors import Unsupported, WrongUsage

#: Content types of bodies that are not the file itself.
_NOT_FILES = ("multipart/", "application/x-www-form-urlencoded", "application/json")
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):")


def check_content_type(request: Request) -> None:
    """The body must be the file itself, not a form.

    Raises:
        Unsupported: another content type, or a content encoding.
    """
    kind = request.headers.get("content-type", "").strip().lower()
    if kind.startswith(_NOT_FILES):
        raise Unsupported(
            "The body is no file as it is.", where="Content-Type",
            mend="Send the file itself as the body, with Content-Type text/csv or application/octet-stream.",
        )  # fmt: skip
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unsupported("The body is packed.", where="Content-Encoding", mend="Send it as it is.")


async def receive_body(request: Request, path: Path, *, limit: int) -> SpooledBody:
    """The body: read already where there is an Idempotency-Key, else written to ``path`` as it arrives.

    Raises:
        TooLarge, TooSlow, NoRoom: as :func:`api.http.request_body.spool_body` does.
    """
    body: SpooledBody | None = request.scope["state"].get("body")
    if body is not None:
        return body
    content_length, timeouts = request.headers.get("content-length", ""), app_state(request).read_timeouts
    return await spool_body(request.receive, path, limit=limit, timeouts=timeouts, content_length=content_length)


def check_digest(request: Request, body: SpooledBody) -> None:
    """``Content-Digest`` (RFC 9530), if there is one, must match the bytes.

    Raises:
        WrongUsage: they were altered on the way, or the field cannot be read.
    """
    header = request.headers.get("content-digest") or request.headers.get("repr-digest")
    if header is None:
        return
    match = _SHA256.search(header)
    if match is not None and _hex(match[1]) != body.sha256:
        raise WrongUsage(
            "The bytes are not those that the sender hashed.", where="Content-Digest", mend="Send the file again."
        )


def _hex(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except binascii.Error:
        return ""
