"""Builds the signed zip of a published edition: its files, a manifest of their hashes, and a signature.

The manifest holds no figure. A hash that covers true cells would let a reader find a hidden figure by trying values,
so only the entitled recipient gets those hashes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cryptography.exceptions import InvalidSignature

from exports.editions.published_editions import EditionFile, PublishedEdition
from exports.editions.storage.edition_blobs import read_edition_file
from mappings.definitions.return_definitions import ENTITLED
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import ObjectStore, sha256
from returnonce.blobs.object_store import read_whole
from returnonce.bundle_verification import FILES, FORM, MANIFEST, README, SIGNATURE, pack_bundle, parse_key
from returnonce.errors import NotFound
from returnonce.signing_keys import Signer, read_public_keys

#: The audit head covers true cells too, so the public does not get it.
NO_HEAD = frozenset({"public"})
MEDIA_TYPE = "application/zip"
FOLDER = "signatures"
HOW_TO = """This is an edition of a return, as it was published.

{name}
for the audience: {audience}

files/          what was published
manifest.json   the SHA-256 of every file, and what the edition is
manifest.sig    the publisher's Ed25519 signature (RFC 8032, 64 bytes) over the bytes of manifest.json

To verify it, get the publisher's public key from a place that you trust; the publisher's service shows it at
/.well-known/returnonce-keys.json. Then, without any connection:

    returnonce verify BUNDLE.zip --key KEY

or, with nothing but openssl and the key as a PEM file:

    openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in manifest.json -sigfile manifest.sig

and compare the SHA-256 of each file with the manifest.
"""


def build_bundle(
    context: AppContext,
    edition: PublishedEdition,
    audience: str,
    signer: Signer,
    *,
    earlier_editions: Sequence[PublishedEdition] = (),
) -> bytes:
    """A zip, the same bytes for the same state of the edition.

    ``earlier_editions``: those of the same return, area and period.

    Raises:
        NotFound: it was not released to that audience.
        Unavailable: kept bytes are gone or were altered.
    """
    if audience not in edition.cells:
        raise NotFound("The edition was not released to that audience.", where=audience)
    files = [file for file in edition.files if file.audience == audience]
    readme = HOW_TO.format(name=edition.name, audience=audience).encode()
    content = _manifest(edition, audience, files, readme, earlier_editions)
    manifest, signature = _sign_manifest(context.objects, content, signer)
    return pack_bundle([
        (README, readme), (MANIFEST, manifest), (SIGNATURE, signature),
        *((FILES + file.name, read_edition_file(context.blobs, edition, audience, file.name)) for file in files),
    ])  # fmt: skip


def check_signatures(
    objects: ObjectStore, edition: PublishedEdition, *, earlier_editions: Sequence[PublishedEdition] = ()
) -> dict[str, bool]:
    """By object, whether each stored signature of an edition still verifies: those from before a withdrawal too."""
    readme = {name: HOW_TO.format(name=edition.name, audience=name).encode() for name in edition.cells}
    states = (edition, replace(edition, withdrawn_at=None))
    manifests = (
        _manifest(state, name, [file for file in state.files if file.audience == name], readme[name], earlier_editions)
        for state in states
        for name in edition.cells
    )
    return {
        name: _find_stored_signature(objects, name, manifest) is not None
        for manifest in manifests
        if objects.find(name := _signature_name(manifest)) is not None
    }


def bundle_name(edition: PublishedEdition, audience: str) -> str:
    """``core-data-set_E10000024_FY2024-25_2_regulator.zip``."""
    return f"{edition.name.replace('/', '_')}_{audience}.zip"


def _manifest(
    edition: PublishedEdition,
    audience: str,
    files: Sequence[EditionFile],
    readme: bytes,
    earlier_editions: Sequence[PublishedEdition],
) -> dict[str, Any]:
    earlier_for_audience = [
        earlier_edition
        for earlier_edition in earlier_editions
        if audience in earlier_edition.cells and earlier_edition.number < edition.number
    ]
    may_know_head = audience not in NO_HEAD
    rule, version = edition.rules[audience]
    withdrawn_at = edition.withdrawn_at
    return {
        "form": FORM,
        "return": edition.return_code, "edition": edition.form, "area": edition.area, "period": edition.period,
        "number": edition.number, "audience": audience,
        "restates": earlier_for_audience[-1].number if earlier_for_audience else None, "reason": edition.reason,
        "published_at": edition.published_at.isoformat(), "as_of": edition.as_of.isoformat(),
        "withdrawn": {"at": withdrawn_at.isoformat(), "reason": edition.withdrawn_why} if withdrawn_at else None,
        "ruleset": edition.ruleset, "release": edition.release,
        "disclosure": {"rule": rule, "version": version},
        "content": edition.content if audience == ENTITLED else None,
        "cells": edition.cells[audience],
        "head": edition.head if may_know_head else None,
        "heads_before": [
            {"number": edition.number, "head": edition.head} for edition in earlier_for_audience if may_know_head
        ],
        "files": [
            {"name": README, "media_type": "text/plain; charset=utf-8", "sha256": sha256(readme), "size": len(readme)},
            *({"name": FILES + file.name, "media_type": file.media_type, "sha256": file.sha256, "size": file.size}
              for file in files),
        ],
    }  # fmt: skip


def _sign_manifest(objects: ObjectStore, manifest: dict[str, Any], signer: Signer) -> tuple[bytes, bytes]:
    """The manifest's bytes and signature: the stored one while its key is still published, else a new one."""
    name = _signature_name(manifest)
    if (stored_pair := _find_stored_signature(objects, name, manifest)) is not None:
        return stored_pair
    manifest_bytes = _manifest_bytes(manifest | {"key": signer.public.id})
    signature = signer.sign(manifest_bytes)
    signature_fields = {"key": signer.public.id, "signature": base64.b64encode(signature).decode()}
    objects.write(name, [json.dumps(signature_fields).encode()])
    return manifest_bytes, signature


def _signature_name(manifest: dict[str, Any]) -> str:
    return f"files/{FOLDER}/{sha256(_manifest_bytes(manifest))}.json"


def _find_stored_signature(objects: ObjectStore, name: str, manifest: dict[str, Any]) -> tuple[bytes, bytes] | None:
    """The stored manifest and signature, if the signature still verifies."""
    try:
        stored_signature = json.loads(read_whole(objects, name))
        key, signature = str(stored_signature["key"]), base64.b64decode(stored_signature["signature"], validate=True)
        manifest_bytes = _manifest_bytes(manifest | {"key": key})
        published_keys = {key.id: key for key in read_public_keys(objects)}
        parse_key(published_keys[key].x).verify(signature, manifest_bytes)
    except (OSError, ValueError, KeyError, TypeError, InvalidSignature):
        return None
    return manifest_bytes, signature


def _manifest_bytes(manifest: dict[str, Any]) -> bytes:
    return (json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
