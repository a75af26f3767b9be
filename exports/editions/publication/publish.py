"""Publishes an approved proposal as the next edition, exactly once, however many try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from exports.editions.changes.baseline import find_last_released
from exports.editions.changes.cell_changes import compare_cells
from exports.editions.changes.change_files import render_change_files
from exports.editions.models import EditionFileRow, EditionRow
from exports.editions.named_files import NamedFile
from exports.editions.proposals.drift import refuse_drift
from exports.editions.proposals.read_proposals import AudienceRelease, Proposal, read_proposal
from exports.editions.publication.release_check import audiences_reached, refuse_release
from exports.editions.publication.version_token import VersionToken, read_version_token
from exports.editions.publication.webhook_events import announce
from exports.editions.published_editions import PublishedEdition, read_edition_of_proposal, read_editions_of
from exports.editions.storage.edition_blobs import EDITIONS, read_stored_cells
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.access.policy import check_publish
from returnonce.access.principals import Principal
from returnonce.blobs import sha256
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Unavailable

#: How often publishing starts again where other editions came out meanwhile.
TRIES = 5
WAITS = {"approval": "It is not approved yet.", "sign_off": "It waits for the statutory officer's word."}


def publish(
    context: AppContext, name: str, *, by: Principal, public: bool = False, although_moved: bool = False
) -> PublishedEdition:
    """The proposal as the next edition. Publishing it again gives the same edition.

    ``public``: release it to the public too; ``although_moved``: publish what was approved, even if figures moved
    since.

    Raises:
        NotFound, Forbidden: as the policy says.
        Conflict: it is not approved, not signed off, or open no more; or figures moved since it was proposed.
        Refused: it may not be released to the public.
        Unavailable: kept bytes are gone or altered; or others publish without end.
    """
    request = _PublishRequest(name, by, public, although_moved)
    for _ in range(TRIES):
        with reading(context.engine) as session:
            prepared = _prepare(session, context, request)
        if isinstance(prepared, PublishedEdition):
            return prepared
        context.blobs.keep_all(EDITIONS, prepared.bytes)
        with transaction(context.engine) as session:
            published = _write(session, context, request, prepared)
        if published is not None:
            return published
    raise Unavailable("Others publish at this very moment.", mend="Nothing was changed; try again.")


@dataclass(frozen=True)
class _PublishRequest:
    """Who wants which proposal published, and how."""

    name: str
    by: Principal
    public: bool
    although_moved: bool


@dataclass(frozen=True)
class _Prepared:
    """The edition's number and its change files for each audience, and the version of the store that they rest on."""

    token: VersionToken
    number: int
    change_files: Mapping[str, tuple[NamedFile, ...]]

    @property
    def bytes(self) -> list[bytes]:
        return [file.data for files in self.change_files.values() for file in files]


def _prepare(session: Session, context: AppContext, request: _PublishRequest) -> PublishedEdition | _Prepared:
    """The edition if it is published already, else what can be prepared before the one transaction."""
    one, token = read_proposal(session, request.name), read_version_token(session)
    check_publish(request.by, one.subject)
    if (published := read_edition_of_proposal(session, one.id)) is not None:
        return published
    _refuse_waiting(one)
    if not request.although_moved:
        refuse_drift(session, context, one)
    refuse_release(session, context, one, public=request.public)
    earlier_editions = read_editions_of(session, one.key)
    number = max((edition.number for edition in earlier_editions), default=0) + 1
    files = {
        each.audience: _change_files(context, each, earlier_editions, number)
        for each in audiences_reached(one, public=request.public)
    }
    return _Prepared(token, number, files)


def _refuse_waiting(proposal: Proposal) -> None:
    if proposal.waits_for == "publication":
        return
    reason = WAITS.get(proposal.waits_for or "", f"It is {proposal.state.replace('_', ' ')}.")
    raise Conflict(f"This proposal cannot be published. {reason}", mend="See its state; propose anew if it has ended.")


def _change_files(
    context: AppContext, release: AudienceRelease, earlier_editions: list[PublishedEdition], number: int
) -> tuple[NamedFile, ...]:
    """The files of changes for one audience, against the last edition that it had."""
    last = find_last_released(earlier_editions, release.audience)
    blobs, former = context.blobs, context.ruleset.former_codes
    old = read_stored_cells(blobs, last.cells[release.audience]) if last else None
    changes = compare_cells(old, read_stored_cells(blobs, release.cells or ""), former)
    return render_change_files(changes, number=number, baseline=last.number if last else None)


def _write(
    session: Session, context: AppContext, request: _PublishRequest, prepared: _Prepared
) -> PublishedEdition | None:
    """Store the edition in one transaction. None where other editions came out since it was prepared."""
    one, token = read_proposal(session, request.name), read_version_token(session)
    if (published := read_edition_of_proposal(session, one.id)) is not None:
        return published
    if token.editions != prepared.token.editions:
        return None
    _refuse_waiting(one)
    if token.figures != prepared.token.figures and not request.although_moved:
        refuse_drift(session, context, one)
    # A sweep by another may have come between: what is named in a row must be there.
    context.blobs.keep_all(EDITIONS, prepared.bytes)
    row = _row(session, context.clock, request, one, prepared.number)
    session.add(row)
    session.flush()
    _add_files(session, row, prepared.change_files)
    published_now = read_edition_of_proposal(session, one.id)
    assert published_now is not None
    announce(session, context.clock, "published" if published_now.number == 1 else "restated", published_now)
    return published_now


def _row(session: Session, clock: Clock, request: _PublishRequest, proposal: Proposal, number: int) -> EditionRow:
    by, public = request.by.name, request.public
    subject = "/".join((*proposal.key, str(number)))
    details = {
        "by": by,
        "proposal": proposal.name,
        "content": proposal.content,
        "ruleset": proposal.ruleset,
        "public": public,
    }
    head = audit.record(session, clock, act="publish", subject=subject, details=details)
    return EditionRow(
        proposal=proposal.id, **proposal.key._asdict(), number=number, public=public, published_by=by,
        published_at=clock.now(), head=head.hash,
    )  # fmt: skip


def _add_files(session: Session, row: EditionRow, files_by_audience: Mapping[str, tuple[NamedFile, ...]]) -> None:
    assert row.id is not None
    for audience, files in files_by_audience.items():
        for position, file in enumerate(files):
            session.add(
                EditionFileRow(
                    edition=row.id, audience=audience, position=position, name=file.name,
                    media_type=file.media_type, sha256=sha256(file.data), size=len(file.data),
                )
            )  # fmt: skip
    session.flush()
