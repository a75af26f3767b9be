"""Proposes a return for approval: freezes the draft as it stands, for every audience and in every format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from exports.editions.models import ProposalActRow, ProposalAudienceRow, ProposalFileRow, ProposalRow
from exports.editions.proposals.read_proposals import OPEN, SUPERSEDED, Proposal, read_proposal, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions_of
from exports.editions.queries.answers_in_cells import write_answers
from exports.editions.queries.submission_queries import refuse_unanswered
from exports.editions.return_key import ReturnKey
from exports.editions.snapshots.released_tables import read_released_tables
from exports.editions.snapshots.snapshot import AudienceSnapshot, take_snapshots
from exports.editions.storage.edition_blobs import EDITIONS
from indicators.period.codes import parse_period
from mappings.access.policy_subject import build_subject
from mappings.definitions.edition_reasons import EditionReasons, check_reason
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill
from mappings.ruleset.app_context import AppContext
from returnonce import VERSION, audit
from returnonce.access.policy import check_propose
from returnonce.access.principals import Principal
from returnonce.blobs import sha256
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Refused


@dataclass(frozen=True)
class _Draft:
    """A return as it stood at ``at``, frozen for every audience, and what its proposer says of it."""

    filled: FilledReturn
    snapshots: tuple[AudienceSnapshot, ...]
    at: datetime
    by: str
    reason: str | None
    note: str

    @property
    def key(self) -> ReturnKey:
        """What it is a draft of."""
        return _key_of(self.filled)

    @property
    def content(self) -> str:
        """The hash of the true cells."""
        return next(
            sha256(snapshot.cells)
            for snapshot in self.snapshots
            if snapshot.audience == ENTITLED and snapshot.cells is not None
        )

    @property
    def blobs(self) -> list[bytes]:
        """Everything of it that is stored under its hash."""
        cells = [snapshot.cells for snapshot in self.snapshots if snapshot.cells is not None]
        return cells + [
            file.data for snapshot in self.snapshots if snapshot.cells is not None for file in snapshot.files
        ]


def propose(
    context: AppContext, key: ReturnKey, *, by: Principal, reason: str | None = None, note: str = ""
) -> Proposal:
    """Freeze a return as it stands now and put it up for approval.

    The same draft proposed again by the same person is the same proposal; another one takes the place of what was
    open. ``key``: its area may be given by name. ``reason``: a code of ``reasons.yaml``, needed where an edition was
    published before; ``note``: more words.

    Raises:
        NotFound: no such return, area or period, or none that may be known.
        Forbidden: the caller is no officer for it.
        Refused: it is made of records about people; queries are unanswered; a reason is missing or not known.
        Conflict: nothing differs from the edition that stands.
    """
    now = context.clock.now()
    filled = fill_draft(context, key, as_of=now, by=by)
    with reading(context.engine) as session:
        refuse_unanswered(session, filled)
        filled = write_answers(session, filled)
        earlier_editions = read_editions_of(session, _key_of(filled))
        history = read_released_tables(session, context.blobs, context.ruleset.former_codes)
    _check_reason(earlier_editions, reason, context.ruleset.edition_reasons)
    snapshots = take_snapshots(filled, ruleset=context.ruleset, history=history)
    draft = _Draft(filled, snapshots, now, by.name, reason, note.strip())
    _refuse_same(earlier_editions, draft)
    context.blobs.keep_all(EDITIONS, draft.blobs)
    with transaction(context.engine) as session:
        # A sweep by another may have come between: what is named in a row must be there.
        context.blobs.keep_all(EDITIONS, draft.blobs)
        return _supersede(session, context.clock, draft) or _add(session, context.clock, draft)


def fill_draft(context: AppContext, key: ReturnKey, *, as_of: datetime, by: Principal) -> FilledReturn:
    """The return as it stands, for who may propose it."""
    ruleset, code = context.ruleset, key.return_code
    if code in ruleset.record_returns and code not in ruleset.returns:
        raise Refused(
            f"{code} is made of records about people, which are not published as editions.",
            where="return",
            mend="Write it with returnonce fill and --purpose, and send the file to its recipient.",
        )
    ruleset.return_named(code)
    area = ruleset.areas.find(key.area, on=parse_period(key.period).end).code
    check_propose(by, build_subject(ruleset, area=area, return_code=code))
    with reading(context.engine) as session:
        return fill(ruleset, session, FillRequest(code, area, key.period), as_of=as_of)


def _key_of(filled: FilledReturn) -> ReturnKey:
    return ReturnKey(filled.return_code, filled.area.code, filled.period.code)


def _check_reason(earlier_editions: list[PublishedEdition], reason: str | None, reasons: EditionReasons) -> None:
    if reason is not None:
        check_reason(reasons, reason)
    elif earlier_editions:
        raise Refused(
            f"Edition {earlier_editions[-1].number} is published already, and no reason for another is given.",
            where="reason",
            mend="Give one, such as correction or late-figures.",
        )


def _refuse_same(earlier_editions: list[PublishedEdition], draft: _Draft) -> None:
    latest = next((edition for edition in reversed(earlier_editions) if edition.withdrawn_at is None), None)
    if latest is None or latest.content != draft.content:
        return
    reached_audiences = {snapshot.audience for snapshot in draft.snapshots if snapshot.cells is not None} - {"public"}
    if reached_audiences <= set(latest.audiences):
        raise Conflict(
            f"Nothing differs from edition {latest.number}.", mend="Publish another when a figure has changed."
        )


def _supersede(session: Session, clock: Clock, draft: _Draft) -> Proposal | None:
    """The open proposal, if it is this very one; any other that is open gives way."""
    for proposal in read_proposals(session, **draft.key._asdict()):
        if proposal.state not in OPEN:
            continue
        if (proposal.content, proposal.ruleset, proposal.proposed_by) == (
            draft.content,
            draft.filled.ruleset,
            draft.by,
        ):
            return proposal
        session.add(ProposalActRow(proposal=proposal.id, act=SUPERSEDED, by=draft.by, note="", at=clock.now()))
        audit.record(session, clock, act="supersede proposal", subject=proposal.name, details={"by": draft.by})
    return None


def _add(session: Session, clock: Clock, draft: _Draft) -> Proposal:
    row = _row(session, draft)
    _store(session, row, draft.snapshots)
    details = {"by": draft.by, "content": row.content, "ruleset": row.ruleset}
    audit.record(session, clock, act="propose", subject=row.name, details=details)
    return read_proposal(session, row.name)


def _row(session: Session, draft: _Draft) -> ProposalRow:
    filled, content = draft.filled, draft.content
    earlier = session.exec(select(func.count(col(ProposalRow.id)))).one()
    parts = (*draft.key, content, draft.by, draft.at.isoformat(), str(earlier))
    office = filled.edition.sign_off.office if filled.edition.sign_off else None
    return ProposalRow(
        name=hashlib.sha256("\n".join(parts).encode()).hexdigest(), **draft.key._asdict(),
        form=filled.edition.edition, place=filled.place, ruleset=filled.ruleset, release=VERSION,
        as_of=draft.at, content=content, reason=draft.reason, note=draft.note, office=office, proposed_by=draft.by,
        proposed_at=draft.at, head=audit.read_head(session),
    )  # fmt: skip


def _store(session: Session, row: ProposalRow, snapshots: tuple[AudienceSnapshot, ...]) -> None:
    session.add(row)
    session.flush()
    assert row.id is not None
    for snapshot in snapshots:
        cells = sha256(snapshot.cells) if snapshot.cells is not None else None
        session.add(
            ProposalAudienceRow(
                proposal=row.id, audience=snapshot.audience, cells=cells, rule=snapshot.rule, version=snapshot.version,
                hidden=snapshot.hidden, history=snapshot.history, refusal=snapshot.refusal,
            )
        )  # fmt: skip
        for position, file in enumerate(snapshot.files):
            session.add(
                ProposalFileRow(
                    proposal=row.id, audience=snapshot.audience, position=position, name=file.name,
                    media_type=file.media_type, sha256=sha256(file.data), size=len(file.data),
                )
            )  # fmt: skip
    session.flush()
