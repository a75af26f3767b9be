"""Reads published editions from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from exports.editions.models import (
    EditionFileRow,
    EditionRow,
    EditionWithdrawalRow,
    ProposalAudienceRow,
    ProposalFileRow,
    ProposalRow,
)
from exports.editions.return_key import ReturnKey
from returnonce.access.principals import PolicySubject
from returnonce.errors import NotFound

T = TypeVar("T")
#: Whom an edition may be for: the entitled recipient, the council, everybody.
AUDIENCES = ("regulator", "council", "public")


@dataclass(frozen=True)
class EditionFile:
    """One file of an edition; the bytes lie under ``sha256``."""

    audience: str
    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True)
class PublishedEdition:
    """One published edition. ``content``: hash of its true cells. ``head``: audit row of its publication.

    ``cells``: the hash of each audience's cells, of the audiences it was released to. ``rules``: the disclosure rule
    and its version for each. ``ruleset``: hash of the definitions, mappings and calendars that filled it. ``as_of``:
    the instant at which figures were read.
    """

    id: int
    return_code: str
    form: str
    area: str
    period: str
    number: int
    place: str | None
    ruleset: str
    release: str
    as_of: datetime
    content: str
    head: str
    published_at: datetime
    published_by: str
    public: bool
    reason: str | None
    note: str
    proposal: str
    cells: dict[str, str]
    rules: dict[str, tuple[str, str]]
    files: tuple[EditionFile, ...]
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None

    @property
    def key(self) -> ReturnKey:
        """What it is an edition of."""
        return ReturnKey(self.return_code, self.area, self.period)

    @property
    def name(self) -> str:
        """``core-data-set/E10000024/FY2024-25/2``."""
        return "/".join((*self.key, str(self.number)))

    @property
    def subject(self) -> PolicySubject:
        """The subject of access checks."""
        return PolicySubject(place=self.place, area=self.area, return_code=self.return_code)

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom it was released to."""
        return tuple(self.cells)


def read_editions(
    session: Session,
    *,
    return_code: str | None = None,
    area: str | None = None,
    period: str | None = None,
    place: str | None = None,
) -> list[PublishedEdition]:
    """Every edition, withdrawn ones too, in the order in which they were published."""
    query = _query()
    filters = (
        (EditionRow.return_code, return_code), (EditionRow.area, area),
        (EditionRow.period, period), (ProposalRow.place, place),
    )  # fmt: skip
    for column, value in filters:
        query = query if value is None else query.where(column == value)
    return _read(session, session.exec(query).all())


def read_editions_of(session: Session, key: ReturnKey) -> list[PublishedEdition]:
    """Every edition of one return, area and period, in order."""
    return read_editions(session, **key._asdict())


def read_edition(session: Session, key: ReturnKey, number: int | None = None) -> PublishedEdition:
    """One edition; without a number the latest that is not withdrawn, or the last of all where all are.

    Raises:
        NotFound: there is none.
    """
    matches = read_editions_of(session, key)
    standing = [match for match in matches if match.withdrawn_at is None]
    selected = [match for match in matches if match.number == number] if number is not None else (standing or matches)
    if not selected:
        what = "No edition" if number is None else f"No edition {number}"
        code, area, period = key
        raise NotFound(f"{what} of {code} for {area}, {period} is published.", mend="See the list of editions.")
    return selected[-1]


def read_edition_by_id(session: Session, number: int) -> PublishedEdition:
    """The edition with that id in the store, which must be there."""
    return _read(session, session.exec(_query().where(EditionRow.id == number)).all())[0]


def read_edition_of_proposal(session: Session, proposal: int) -> PublishedEdition | None:
    """The edition that a proposal became, if it was published."""
    matches = _read(session, session.exec(_query().where(EditionRow.proposal == proposal)).all())
    return matches[0] if matches else None


def _query() -> Select[EditionRow, ProposalRow, EditionWithdrawalRow]:
    return (
        select(EditionRow, ProposalRow, EditionWithdrawalRow)
        .join(ProposalRow, col(ProposalRow.id) == EditionRow.proposal)
        .join(EditionWithdrawalRow, col(EditionWithdrawalRow.edition) == EditionRow.id, isouter=True)
        .order_by(col(EditionRow.id))
    )


def _read(
    session: Session, rows: Sequence[tuple[EditionRow, ProposalRow, EditionWithdrawalRow | None]]
) -> list[PublishedEdition]:
    proposals, numbers = [row.proposal for row, _, _ in rows], [row.id for row, _, _ in rows]
    audiences = session.exec(select(ProposalAudienceRow).where(col(ProposalAudienceRow.proposal).in_(proposals))).all()
    proposal_files = session.exec(
        select(ProposalFileRow)
        .where(col(ProposalFileRow.proposal).in_(proposals))
        .order_by(ProposalFileRow.audience, col(ProposalFileRow.position))
    ).all()
    change_files = session.exec(
        select(EditionFileRow)
        .where(col(EditionFileRow.edition).in_(numbers))
        .order_by(EditionFileRow.audience, col(EditionFileRow.position))
    ).all()
    audiences_of = _group(audiences, lambda one: one.proposal)
    files_of = _group(proposal_files, lambda one: one.proposal)
    change_files_of = _group(change_files, lambda one: one.edition)
    return [
        _edition(
            row, proposal, withdrawal,
            audiences=audiences_of[row.proposal], files=[*files_of[row.proposal], *change_files_of[row.id]],
        )
        for row, proposal, withdrawal in rows
    ]  # fmt: skip


def _group(rows: Iterable[T], owner: Callable[[T], int | None]) -> defaultdict[int | None, list[T]]:
    """Rows by whose they are, each in the order in which they came."""
    groups: defaultdict[int | None, list[T]] = defaultdict(list)
    for row in rows:
        groups[owner(row)].append(row)
    return groups


def _edition(
    row: EditionRow,
    proposal: ProposalRow,
    withdrawal: EditionWithdrawalRow | None,
    *,
    audiences: Iterable[ProposalAudienceRow],
    files: Iterable[ProposalFileRow | EditionFileRow],
) -> PublishedEdition:
    assert row.id is not None
    open_to = [audience for audience in audiences if audience.cells and (audience.audience != "public" or row.public)]
    by_audience = {one.audience: one for one in sorted(open_to, key=lambda one: AUDIENCES.index(one.audience))}
    return PublishedEdition(
        id=row.id, return_code=row.return_code, form=proposal.form, area=row.area, period=row.period,
        number=row.number, place=proposal.place, ruleset=proposal.ruleset, release=proposal.release,
        as_of=proposal.as_of, content=proposal.content, head=row.head, published_at=row.published_at,
        published_by=row.published_by, public=row.public, reason=proposal.reason, note=proposal.note,
        proposal=proposal.name,
        cells={name: one.cells for name, one in by_audience.items() if one.cells},
        rules={name: (one.rule, one.version) for name, one in by_audience.items()},
        files=tuple(
            EditionFile(file.audience, file.name, file.media_type, file.sha256, file.size)
            for file in files if file.audience in by_audience
        ),
        withdrawn_at=withdrawal.at if withdrawal else None, withdrawn_by=withdrawal.by if withdrawal else None,
        withdrawn_why=withdrawal.reason if withdrawal else None,
    )  # fmt: skip
