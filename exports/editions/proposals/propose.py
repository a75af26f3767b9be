"""Proposes a return for approval: freezes the draft as it stands, for every audience and in every format."""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from exports.editions.models import ProposalActRow, ProposalAudienceRow, ProposalFileRow, ProposalRow
from exports.editions.proposals.read_proposals import OPEN, SUPERSEDED, Proposal, read_proposal, read_proposals
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.queries.submission_queries import refuse_unanswered
from exports.editions.reasons import check_reason
from exports.editions.snapshots.released_tables import read_released_tables
from exports.editions.snapshots.snapshot import AudienceSnapshot, take_snapshots
from exports.editions.storage.edition_blobs import EDITIONS, sweep_blobs
from indicators.period.codes import parse_period
from mappings.fill.cells import FilledReturn
from mappings.fill.fill import fill
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.policy import check_propose
from returnonce.access.principals import PolicySubject, Principal
from returnonce.blobs import BlobStore, sha256
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Refused


def propose(
    engine: Engine,
    ruleset: Ruleset,
    home: Path,
    clock: Clock,
    *,
    return_code: str,
    area: str,
    period: str,
    by: Principal,
    reason: str | None = None,
    note: str = "",
) -> Proposal:
    """Freeze a return as it stands now and put it up for approval.

    The same draft proposed again by the same person is the same proposal; another one takes the place of what was
    open. ``reason``: a code of ``reasons.yaml``, needed where an edition was published before; ``note``: more words.

    Raises:
        NotFound: no such return, area or period, or none that may be known.
        Forbidden: the caller is no officer for it.
        Refused: it is made of records about people; queries are unanswered; a reason is missing or not known.
        Conflict: nothing differs from the edition that stands.
    """
    now, blobs = clock.now(), BlobStore(home)
    filled = fill_draft(engine, ruleset, return_code=return_code, area=area, period=period, as_of=now, by=by)
    with reading(engine) as session:
        refuse_unanswered(session, filled)
        earlier_editions = read_editions(
            session, return_code=return_code, area=filled.area.code, period=filled.period.code
        )
        history = read_released_tables(session, blobs)
    _check_reason(earlier_editions, reason)
    snapshots = take_snapshots(filled, ruleset=ruleset, history=history)
    _refuse_same(earlier_editions, snapshots)
    mark = blobs.stage(EDITIONS, _bytes(snapshots))
    with transaction(engine) as session:
        sweep_blobs(session, blobs, clock, own_mark=mark)
        # A sweep by another may have come between: what is named in a row must be there.
        blobs.stage(EDITIONS, _bytes(snapshots))
        proposed = _supersede(session, filled, snapshots, by=by, clock=clock)
        if proposed is None:
            row = _row(session, filled, snapshots, by=by, now=now, reason=reason, note=note)
            _store(session, row, snapshots)
            details = {"by": by.name, "content": row.content, "ruleset": row.ruleset}
            audit.record(session, clock, act="propose", subject=row.name, details=details)
            proposed = read_proposal(session, row.name)
    blobs.commit(EDITIONS, mark)
    return proposed


def fill_draft(
    engine: Engine, ruleset: Ruleset, *, return_code: str, area: str, period: str, as_of: datetime, by: Principal
) -> FilledReturn:
    """The return as it stands, for who may propose it."""
    if return_code in ruleset.record_returns and return_code not in ruleset.returns:
        raise Refused(
            f"{return_code} is made of records about people, which are not published as editions.",
            where="return",
            mend="Write it with returnonce fill and --purpose, and send the file to its recipient.",
        )
    ruleset.return_named(return_code)
    span = parse_period(period)
    code = ruleset.areas.find(area, on=span.end).code
    check_propose(by, policy_subject(ruleset, return_code, code))
    with reading(engine) as session:
        return fill(ruleset, session, return_code=return_code, area=code, period=span, as_of=as_of)


def policy_subject(ruleset: Ruleset, return_code: str, area: str) -> PolicySubject:
    """The subject of access checks: a return of an area, at the place that keeps the area."""
    place = ruleset.place_of(area)
    return PolicySubject(place=place.name if place else None, area=area, return_code=return_code)


def _check_reason(earlier_editions: list[PublishedEdition], reason: str | None) -> None:
    if reason is not None:
        check_reason(reason)
    elif earlier_editions:
        raise Refused(
            f"Edition {earlier_editions[-1].number} is published already, and no reason for another is given.",
            where="reason",
            mend="Give one, such as correction or late-figures.",
        )


def _refuse_same(earlier_editions: list[PublishedEdition], snapshots: tuple[AudienceSnapshot, ...]) -> None:
    latest = next((one for one in reversed(earlier_editions) if one.withdrawn_at is None), None)
    if latest is None or latest.content != content_hash(snapshots):
        return
    reached_audiences = {one.audience for one in snapshots if one.cells is not None} - {"public"}
    if reached_audiences <= set(latest.audiences):
        raise Conflict(
            f"Nothing differs from edition {latest.number}.", mend="Publish another when a figure has changed."
        )


def content_hash(snapshots: tuple[AudienceSnapshot, ...]) -> str:
    """The hash of the true cells."""
    return next(sha256(one.cells) for one in snapshots if one.audience == "regulator" and one.cells is not None)


def _bytes(snapshots: tuple[AudienceSnapshot, ...]) -> list[bytes]:
    released = [one for one in snapshots if one.cells is not None]
    return [one.cells for one in released if one.cells is not None] + [
        file.data for one in released for file in one.files
    ]


def _supersede(
    session: Session, filled: FilledReturn, snapshots: tuple[AudienceSnapshot, ...], *, by: Principal, clock: Clock
) -> Proposal | None:
    """The open proposal, if it is this very one; any other that is open gives way."""
    of_return = {"return_code": filled.return_code, "area": filled.area.code, "period": filled.period.code}
    for one in read_proposals(session, **of_return):
        if one.state not in OPEN:
            continue
        if (one.content, one.ruleset, one.proposed_by) == (content_hash(snapshots), filled.ruleset, by.name):
            return one
        session.add(ProposalActRow(proposal=one.id, act=SUPERSEDED, by=by.name, note="", at=clock.now()))
        audit.record(session, clock, act="supersede proposal", subject=one.name, details={"by": by.name})
    return None


def _row(
    session: Session,
    filled: FilledReturn,
    snapshots: tuple[AudienceSnapshot, ...],
    *,
    by: Principal,
    now: datetime,
    reason: str | None,
    note: str,
) -> ProposalRow:
    content = content_hash(snapshots)
    earlier = session.exec(select(func.count(col(ProposalRow.id)))).one()
    parts = (filled.return_code, filled.area.code, filled.period.code, content, by.name, now.isoformat(), str(earlier))
    office = filled.edition.sign_off.office if filled.edition.sign_off else None
    return ProposalRow(
        name=hashlib.sha256("\n".join(parts).encode()).hexdigest(), return_code=filled.return_code,
        form=filled.edition.edition, area=filled.area.code, period=filled.period.code, place=filled.place,
        ruleset=filled.ruleset, release=version("returnonce"), as_of=now, content=content, reason=reason,
        note=note.strip(), office=office, proposed_by=by.name, proposed_at=now, head=audit.head(session),
    )  # fmt: skip


def _store(session: Session, row: ProposalRow, snapshots: tuple[AudienceSnapshot, ...]) -> None:
    session.add(row)
    session.flush()
    assert row.id is not None
    for one in snapshots:
        cells = sha256(one.cells) if one.cells is not None else None
        session.add(
            ProposalAudienceRow(
                proposal=row.id, audience=one.audience, cells=cells, rule=one.rule, version=one.version,
                hidden=one.hidden, history=one.history, refusal=one.refusal,
            )
        )  # fmt: skip
        for position, file in enumerate(one.files):
            session.add(
                ProposalFileRow(
                    proposal=row.id, audience=one.audience, position=position, name=file.name,
                    media_type=file.media_type, sha256=sha256(file.data), size=len(file.data),
                )
            )  # fmt: skip
    session.flush()
