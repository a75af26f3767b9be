"""Reads proposals: what was frozen, what was done with it, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from exports.editions.models import (
    EditionRow,
    ProposalActRow,
    ProposalAudienceRow,
    ProposalFileRow,
    ProposalRow,
)
from exports.editions.published_editions import AUDIENCES, EditionFile
from exports.editions.return_key import ReturnKey
from returnonce.access.policy import missing
from returnonce.access.principals import PolicySubject

ProposalState = Literal["proposed", "approved", "signed_off", "sent_back", "superseded", "published"]
APPROVED, SENT_BACK, SIGNED_OFF, SUPERSEDED = "approved", "sent_back", "signed_off", "superseded"
OPEN: tuple[ProposalState, ...] = ("proposed", "approved", "signed_off")


@dataclass(frozen=True)
class ProposalAct:
    """One act on a proposal: approved, sent back, signed off or superseded."""

    act: str
    by: str
    office: str | None
    note: str
    at: datetime


@dataclass(frozen=True)
class AudienceRelease:
    """What a publication would release to one audience. ``refusal``: why it would get nothing."""

    audience: str
    cells: str | None
    rule: str
    version: str
    hidden: int
    history: str
    refusal: str | None


@dataclass(frozen=True)
class Proposal:
    """A frozen draft. ``office``: the statutory officer who must sign it off; ``number``: of the edition it became."""

    id: int
    name: str
    return_code: str
    form: str
    area: str
    period: str
    place: str | None
    ruleset: str
    release: str
    as_of: datetime
    content: str
    reason: str | None
    note: str
    office: str | None
    proposed_by: str
    proposed_at: datetime
    head: str
    audiences: tuple[AudienceRelease, ...]
    files: tuple[EditionFile, ...]
    acts: tuple[ProposalAct, ...]
    number: int | None

    @property
    def key(self) -> ReturnKey:
        """What it is a draft of."""
        return ReturnKey(self.return_code, self.area, self.period)

    @property
    def subject(self) -> PolicySubject:
        """The subject of access checks."""
        return PolicySubject(place=self.place, area=self.area, return_code=self.return_code)

    @property
    def state(self) -> ProposalState:
        """Where it stands."""
        return "published" if self.number is not None else find_proposal_state(act.act for act in self.acts)

    @property
    def waits_for(self) -> Literal["approval", "sign_off", "publication"] | None:
        """What comes next; None where nothing does."""
        if self.state not in OPEN:
            return None
        if self.state == "proposed":
            return "approval"
        return "sign_off" if self.office and self.state == "approved" else "publication"

    def audience(self, name: str) -> AudienceRelease:
        """What that audience would get."""
        return next(audience for audience in self.audiences if audience.audience == name)


def find_proposal_state(acts: Iterable[str]) -> ProposalState:
    """Where a proposal stands that was not published, by the acts on it."""
    done = set(acts)
    ended: tuple[ProposalState, ...] = ("sent_back", "superseded", "signed_off", "approved")
    return next((state for state in ended if state in done), "proposed")


def read_proposals(
    session: Session, *, return_code: str | None = None, area: str | None = None, period: str | None = None
) -> list[Proposal]:
    """Every proposal, newest first."""
    query = select(ProposalRow).order_by(col(ProposalRow.id).desc())
    for column, value in (
        (ProposalRow.return_code, return_code), (ProposalRow.area, area), (ProposalRow.period, period),
    ):  # fmt: skip
        query = query if value is None else query.where(column == value)
    return [_proposal(session, row) for row in session.exec(query)]


def read_proposal(session: Session, name: str) -> Proposal:
    """A proposal by its name, or by the first characters of it (eight at least).

    Raises:
        NotFound: there is none, or more than one.
    """
    short = name.lower()
    matches = [] if len(short) < 8 else session.exec(
        select(ProposalRow).where(col(ProposalRow.name).startswith(short, autoescape=True))
    ).all()  # fmt: skip
    if len(matches) != 1:
        raise missing()
    return _proposal(session, matches[0])


def _proposal(session: Session, row: ProposalRow) -> Proposal:
    assert row.id is not None
    of_proposal = {"session": session, "proposal": row.id}
    number = session.exec(select(EditionRow.number).where(EditionRow.proposal == row.id)).first()
    columns = row.model_dump()
    return Proposal(**columns, **_snapshots_and_files(**of_proposal), acts=_acts(**of_proposal), number=number)  # type: ignore[arg-type]


def _snapshots_and_files(session: Session, proposal: int) -> dict[str, tuple[AudienceRelease | EditionFile, ...]]:
    audiences = session.exec(select(ProposalAudienceRow).where(ProposalAudienceRow.proposal == proposal)).all()
    releases = [AudienceRelease(**audience.model_dump(exclude={"proposal"})) for audience in audiences]
    files = session.exec(
        select(ProposalFileRow)
        .where(ProposalFileRow.proposal == proposal)
        .order_by(ProposalFileRow.audience, col(ProposalFileRow.position))
    )
    return {
        "audiences": tuple(sorted(releases, key=lambda release: AUDIENCES.index(release.audience))),
        "files": tuple(EditionFile(f.audience, f.name, f.media_type, f.sha256, f.size) for f in files),
    }


def _acts(session: Session, proposal: int) -> tuple[ProposalAct, ...]:
    rows = session.exec(
        select(ProposalActRow).where(ProposalActRow.proposal == proposal).order_by(col(ProposalActRow.id))
    )
    return tuple(ProposalAct(row.act, row.by, row.office, row.note, row.at) for row in rows)
