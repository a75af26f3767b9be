"""Publishes an approved proposal as the next edition, exactly once, however many try."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from exports.editions.changes.baseline import find_last_released
from exports.editions.changes.cell_changes import compare_cells
from exports.editions.changes.change_files import render_change_files
from exports.editions.models import EditionFileRow, EditionRow
from exports.editions.proposals.drift import refuse_drift
from exports.editions.proposals.read_proposals import Proposal, read_proposal
from exports.editions.publication.release_check import audiences_reached, refuse_release
from exports.editions.publication.version_token import VersionToken, read_version_token
from exports.editions.publication.webhook_events import announce
from exports.editions.published_editions import PublishedEdition, read_edition_of_proposal, read_editions
from exports.editions.snapshots.snapshot import NamedFile
from exports.editions.storage.edition_blobs import EDITIONS, read_stored_cells, sweep_blobs
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import check_publish
from returnonce.access.principals import Principal
from returnonce.blobs import BlobStore, sha256
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Unavailable

#: How often publishing starts again where other editions came out meanwhile.
TRIES = 5
WAITS = {"approval": "It is not approved yet.", "sign_off": "It waits for the statutory officer's word."}


def publish(
    engine: Engine,
    ruleset: Ruleset,
    home: Path,
    clock: Clock,
    *,
    name: str,
    by: Principal,
    public: bool = False,
    although_moved: bool = False,
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
    order = _PublishRequest(ruleset, BlobStore(home), clock, name, by, public, although_moved)
    for _ in range(TRIES):
        with reading(engine) as session:
            prepared = _prepare(session, order)
        if isinstance(prepared, PublishedEdition):
            return prepared
        mark = order.blobs.stage(EDITIONS, prepared.bytes)
        with transaction(engine) as session:
            published = _write(session, order, prepared, mark)
        if published is not None:
            order.blobs.commit(EDITIONS, mark)
            return published
    raise Unavailable("Others publish at this very moment.", mend="Nothing was changed; try again.")


ChangeFiles = dict[str, tuple[NamedFile, ...]]


@dataclass(frozen=True)
class _PublishRequest:
    """Who wants what published, and how."""

    ruleset: Ruleset
    blobs: BlobStore
    clock: Clock
    name: str
    by: Principal
    public: bool
    although_moved: bool


@dataclass(frozen=True)
class _Prepared:
    """The change files for each audience, and the version of the store that they rest on."""

    token: VersionToken
    change_files: ChangeFiles

    @property
    def bytes(self) -> list[bytes]:
        return [file.data for files in self.change_files.values() for file in files]


def _prepare(session: Session, order: _PublishRequest) -> PublishedEdition | _Prepared:
    """The edition if it is published already, else what can be prepared before the one transaction."""
    one, ground = read_proposal(session, order.name), read_version_token(session)
    check_publish(order.by, one.subject)
    if (published := read_edition_of_proposal(session, one.id)) is not None:
        return published
    _refuse_waiting(one)
    _refuse_moved(session, order, one)
    refuse_release(session, order.ruleset, order.blobs, one, public=order.public)
    earlier_editions = read_editions(session, return_code=one.return_code, area=one.area, period=one.period)
    return _Prepared(ground, _change_files(order.blobs, one, earlier_editions, public=order.public))


def _refuse_moved(session: Session, order: _PublishRequest, one: Proposal) -> None:
    if not order.although_moved:
        refuse_drift(session, order.ruleset, order.blobs, one, as_of=order.clock.now())


def _refuse_waiting(one: Proposal) -> None:
    if one.waits_for == "publication":
        return
    reason = WAITS.get(one.waits_for or "", f"It is {one.state.replace('_', ' ')}.")
    raise Conflict(f"This proposal cannot be published. {reason}", mend="See its state; propose anew if it has ended.")


def _change_files(
    blobs: BlobStore, one: Proposal, earlier_editions: list[PublishedEdition], *, public: bool
) -> ChangeFiles:
    """The files of changes for each audience, against the last edition that it had."""
    number, told = _next(earlier_editions), dict[str, tuple[NamedFile, ...]]()
    for each in audiences_reached(one, public=public):
        last = find_last_released(earlier_editions, each.audience)
        old = read_stored_cells(blobs, last.cells[each.audience]) if last else None
        changes = compare_cells(old, read_stored_cells(blobs, each.cells or ""))
        told[each.audience] = render_change_files(changes, number=number, baseline=last.number if last else None)
    return told


def _next(earlier_editions: list[PublishedEdition]) -> int:
    return max((one.number for one in earlier_editions), default=0) + 1


def _write(session: Session, order: _PublishRequest, prepared: _Prepared, mark: str) -> PublishedEdition | None:
    """Store the edition in one transaction. None where other editions came out since it was prepared."""
    one, ground = read_proposal(session, order.name), read_version_token(session)
    if (published := read_edition_of_proposal(session, one.id)) is not None:
        return published
    if ground.editions != prepared.token.editions:
        return None
    _refuse_waiting(one)
    if ground.figures != prepared.token.figures:
        _refuse_moved(session, order, one)
    sweep_blobs(session, order.blobs, order.clock, own_mark=mark)
    # A sweep by another may have come between: what is named in a row must be there.
    order.blobs.stage(EDITIONS, prepared.bytes)
    row = _row(session, order, one)
    session.add(row)
    session.flush()
    _add_files(session, row, prepared.change_files)
    published_now = read_edition_of_proposal(session, one.id)
    assert published_now is not None
    announce(session, order.clock, "published" if published_now.number == 1 else "restated", published_now)
    return published_now


def _row(session: Session, order: _PublishRequest, one: Proposal) -> EditionRow:
    by, public, clock = order.by, order.public, order.clock
    highest = session.exec(
        select(func.max(col(EditionRow.number))).where(
            EditionRow.return_code == one.return_code, EditionRow.area == one.area, EditionRow.period == one.period
        )
    ).one()
    number = (highest or 0) + 1
    subject = f"{one.return_code}/{one.area}/{one.period}/{number}"
    details = {"by": by.name, "proposal": one.name, "content": one.content, "ruleset": one.ruleset, "public": public}
    head = audit.record(session, clock, act="publish", subject=subject, details=details)
    return EditionRow(
        proposal=one.id, return_code=one.return_code, area=one.area, period=one.period, number=number,
        public=public, published_by=by.name, published_at=clock.now(), head=head.hash,
    )  # fmt: skip


def _add_files(session: Session, row: EditionRow, files_by_audience: ChangeFiles) -> None:
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
