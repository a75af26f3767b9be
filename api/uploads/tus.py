"""The words of tus 1.0, the protocol for uploads that can be resumed: its version, headers, metadata and checksums."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header

from returnonce.errors import PreconditionFailed, ReturnOnceError, Unsupported, WrongUsage

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
PART_TYPE = "application/offset+octet-stream"
#: With every answer.
VERSION_HEADER = {"Tus-Resumable": VERSION}
#: Longer metadata is none of ours.
METADATA_BYTES = 4_096


class ChecksumMismatch(ReturnOnceError):
    """The bytes of a part are not those that its sender hashed. The status is the protocol's own."""

    status = 460
    title = "Checksum mismatch"


async def _check_version(
    tus_resumable: Annotated[
        str,
        Header(
            description="The version of tus that the client speaks.",
            json_schema_extra={"enum": [VERSION]},
            examples=[VERSION],
        ),
    ],
) -> None:
    if tus_resumable != VERSION:
        raise PreconditionFailed("Only tus 1.0.0 is spoken here.", where="Tus-Resumable", mend=f"Send {VERSION}.")


SpeaksTus = Depends(_check_version)


def option_headers(limit: int) -> dict[str, str]:
    """What is said to a client that asks what is spoken here; ``limit``: bytes of the largest file."""
    return {
        **VERSION_HEADER, "Tus-Version": VERSION, "Tus-Max-Size": str(limit), "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }  # fmt: skip


def progress_headers(offset: int, length: int, expires_at: datetime | None) -> dict[str, str]:
    """How much of an upload is here, of how much, and until when the rest is taken."""
    headers = {**VERSION_HEADER, "Upload-Offset": str(offset), "Upload-Length": str(length)}
    return headers | ({} if expires_at is None else {"Upload-Expires": format_datetime(expires_at, usegmt=True)})


def read_metadata(header: str) -> Mapping[str, str]:
    """``Upload-Metadata``: words and their values in base64.

    Raises:
        WrongUsage: it cannot be read.
    """
    pairs = [pair.strip().partition(" ") for pair in header[:METADATA_BYTES].split(",") if pair.strip()]
    try:
        return {word: base64.b64decode(value, validate=True).decode("utf-8") for word, _, value in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise WrongUsage(
            "The metadata cannot be read.", where="Upload-Metadata", mend="Send filename and its value in base64."
        ) from error


def check_part_type(content_type: str) -> None:
    """A part has a content type of its own.

    Raises:
        Unsupported: another.
    """
    if content_type.split(";")[0].strip().lower() != PART_TYPE:
        raise Unsupported("The body is no part of an upload.", where="Content-Type", mend=f"Send it as {PART_TYPE}.")


def check_checksum(path: Path, header: str) -> None:
    """``Upload-Checksum`` must match the bytes of a file.

    Raises:
        WrongUsage: it cannot be read, or names another algorithm.
        ChecksumMismatch: the bytes were altered on the way.
    """
    algorithm, _, value = header.partition(" ")
    try:
        expected = base64.b64decode(value, validate=True)
    except binascii.Error:
        expected = b""
    if algorithm not in ALGORITHMS or not expected:
        raise WrongUsage(
            "The checksum cannot be read.", where="Upload-Checksum", mend=f"Name one of {', '.join(ALGORITHMS)}."
        )
    with path.open("rb") as stream:
        # SHA-1 is what the protocol asks of every server; it guards against accidents alone.
        digest = hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False)).digest()
    if digest != expected:
        raise ChecksumMismatch(
            "The bytes of this part are not those that the sender hashed.", where="Upload-Checksum",
            mend="Send the part again.",
        )  # fmt: skip
