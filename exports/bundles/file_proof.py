"""Proves a file that somebody has: against the hashes of published editions, and against the signatures over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session, col, or_, select

from exports.bundles.build import build_bundle
from exports.editions.models import EditionFileRow, EditionRow, ProposalFileRow
from exports.editions.published_editions import PublishedEdition, read_edition, read_edition_by_id, read_editions_of
from exports.editions.return_key import ReturnKey
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256
from returnonce.bundle_verification import MANIFEST, BundleFault, NotAPublicKey, parse_key, verify_bytes
from returnonce.db import reading
from returnonce.errors import NotFound
from returnonce.keys.signing import list_public_keys

ZIP = b"PK\x03\x04"
#: Whether the reader may know of an edition, as that audience has it.
MayRead = Callable[[PublishedEdition, str], bool]


@dataclass(frozen=True)
class FileProof:
    """The outcome for a file: it holds where there is no fault.

    ``edition``: the one that it is of, where the reader may know of it. ``name``: the file's published name; None where
    it is a whole bundle. ``key``: id of the key whose signature covers it. ``manifest``: of a bundle that holds.
    """

    sha256: str
    edition: PublishedEdition | None = None
    audience: str = ""
    name: str | None = None
    key: str | None = None
    manifest: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[BundleFault, ...] = ()

    @property
    def holds(self) -> bool:
        """True where it is as it was published, and a published key signed it."""
        return not self.faults


def is_bundle(data: bytes) -> bool:
    """Whether bytes are meant to be a signed bundle; those of a workbook, a zip too, are not."""
    return data.startswith(ZIP) and MANIFEST.encode() in data


def prove_bytes(context: AppContext, data: bytes, may_read: MayRead) -> FileProof:
    """The proof of a file's bytes: a bundle by its own signature, any other file as :func:`prove_hash`."""
    digest = sha256(data)
    if not is_bundle(data):
        return prove_hash(context, digest, may_read)
    verdict = verify_bytes(data, _read_keys(context))
    if not verdict.holds:
        return FileProof(digest, faults=verdict.faults)
    manifest = verdict.manifest
    edition = _find_edition(context, manifest, may_read)
    return FileProof(digest, edition, str(manifest["audience"]), None, verdict.key, manifest)


def prove_hash(context: AppContext, digest: str, may_read: MayRead) -> FileProof:
    """The proof of a file by its SHA-256 (hex): which edition's it is, and who signed the list that it stands in."""
    with reading(context.engine) as session:
        edition, audience, name = _find_file(session, digest, may_read)
        if edition is None:
            fault = BundleFault("unknown", "No file with these bytes is in any edition that you may read.")
            return FileProof(digest, faults=(fault,))
        earlier = read_editions_of(session, edition.key)
    bundle = build_bundle(context, edition, audience, context.open_signer(), earlier_editions=earlier)
    verdict = verify_bytes(bundle, _read_keys(context))
    return FileProof(digest, edition, audience, name, verdict.key, faults=verdict.faults)


def _find_file(session: Session, digest: str, may_read: MayRead) -> tuple[PublishedEdition | None, str, str]:
    """The newest edition with a file of that hash that the reader may see; with audience and name."""
    of_proposals = select(ProposalFileRow.proposal).where(col(ProposalFileRow.sha256) == digest)
    of_editions = select(EditionFileRow.edition).where(col(EditionFileRow.sha256) == digest)
    holds = or_(col(EditionRow.proposal).in_(of_proposals), col(EditionRow.id).in_(of_editions))
    for number in session.exec(select(EditionRow.id).where(holds).order_by(col(EditionRow.id).desc())):
        edition = read_edition_by_id(session, number or 0)
        for file in edition.files:
            if file.sha256 == digest and may_read(edition, file.audience):
                return edition, file.audience, file.name
    return None, "", ""


def _find_edition(context: AppContext, manifest: Mapping[str, Any], may_read: MayRead) -> PublishedEdition | None:
    """The edition that a bundle names, where it is in this store and its reader may know of it."""
    key = ReturnKey(str(manifest["return"]), str(manifest["area"]), str(manifest["period"]))
    try:
        with reading(context.engine) as session:
            edition = read_edition(session, key, int(manifest["number"]))
    except (NotFound, ValueError):
        return None
    return edition if may_read(edition, str(manifest["audience"])) else None


def _read_keys(context: AppContext) -> dict[str, Ed25519PublicKey]:
    """Every key that is published, by its id."""
    with reading(context.engine) as session:
        published = list_public_keys(session, context.objects)
    keys = {}
    for key in published:
        try:
            keys[key.id] = parse_key(key.x)
        except (NotAPublicKey, ValueError):
            continue
    return keys
