"""Reads proposals: what was frozen, what was done with it, and what it waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

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
#: Proposals whose rows are asked for at once.
AT_ONCE = 500
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
    return _proposals(session, session.exec(query).all())


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
    return _proposals(session, matches)[0]


def _proposals(session: Session, rows: Sequence[ProposalRow]) -> list[Proposal]:
    """Proposals with what belongs to them, by so many questions however many there are."""
    numbers = [row.id for row in rows]
    editions, audiences, files, acts = (
        _group(session, kind, numbers) for kind in (EditionRow, ProposalAudienceRow, ProposalFileRow, ProposalActRow)
    )
    return [
        Proposal(
            **row.model_dump(),
            audiences=tuple(sorted(map(_release, audiences[row.id]), key=lambda one: AUDIENCES.index(one.audience))),
            files=tuple(map(_file, sorted(files[row.id], key=lambda one: (one.audience, one.position)))),
            acts=tuple(
                ProposalAct(act.act, act.by, act.office, act.note, act.at)
                for act in sorted(acts[row.id], key=lambda one: one.id)
            ),
            number=next((edition.number for edition in editions[row.id]), None),
        )
        for row in rows
    ]


def _group(session: Session, kind: Any, numbers: Sequence[int | None]) -> defaultdict[int | None, list[Any]]:
    """The rows of a table that belong to some proposals, by proposal."""
    groups: defaultdict[int | None, list[Any]] = defaultdict(list)
    for first in range(0, len(numbers), AT_ONCE):
        some = col(kind.proposal).in_(numbers[first : first + AT_ONCE])
        for row in session.exec(select(kind).where(some)):
            groups[row.proposal].append(row)
    return groups


def _release(row: ProposalAudienceRow) -> AudienceRelease:
    return AudienceRelease(**row.model_dump(exclude={"proposal"}))


def _file(row: ProposalFileRow) -> EditionFile:
    return EditionFile(row.audience, row.name, row.media_type, row.sha256, row.size)
