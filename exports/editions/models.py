"""Tables of proposals, editions and what became of them. Append-only: never updated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class ProposalRow(SQLModel, table=True):
    """A frozen draft. ``content``: the hash under which its true cells are stored."""

    __tablename__ = "proposal"
    __table_args__ = (Index("proposal_by_return", "return_code", "area", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    return_code: str
    form: str
    area: str
    period: str
    place: str | None = None
    #: Hash of the definitions, calendars among them, that filled it; and the release that did so.
    ruleset: str
    release: str
    as_of: datetime
    content: str
    #: Why there is another edition; None for the first.
    reason: str | None = None
    note: str = ""
    #: The statutory officer whose word it needs, if any.
    office: str | None = None
    proposed_by: str
    proposed_at: datetime
    head: str


class ProposalAudienceRow(SQLModel, table=True):
    """What one audience would get: its cells, and the rule that made them; or why it gets nothing."""

    __tablename__ = "proposal_audience"

    proposal: int = Field(primary_key=True, foreign_key="proposal.id")
    audience: str = Field(primary_key=True)
    cells: str | None = None
    rule: str
    version: str
    hidden: int
    #: Hash over the names of all tables that this audience had when the gate judged.
    history: str
    refusal: str | None = None


class ProposalFileRow(SQLModel, table=True):
    """One file of a proposal, in order."""

    __tablename__ = "proposal_file"

    proposal: int = Field(primary_key=True, foreign_key="proposal.id")
    audience: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    media_type: str
    sha256: str
    size: int


class ProposalActRow(SQLModel, table=True):
    """What somebody did with a proposal: approved, sent it back, signed it off, replaced it."""

    __tablename__ = "proposal_act"

    id: int | None = Field(default=None, primary_key=True)
    proposal: int = Field(foreign_key="proposal.id", index=True)
    act: str
    by: str
    office: str | None = None
    note: str
    at: datetime


class EditionRow(SQLModel, table=True):
    """A published edition: the frozen proposal under a number that no other edition of that return has."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("return_code", "area", "period", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    proposal: int = Field(foreign_key="proposal.id", unique=True)
    return_code: str
    area: str
    period: str
    number: int
    #: True where it was released to the public as well.
    public: bool
    published_by: str
    published_at: datetime
    #: The audit trail's head that it carries: the row of its own publication.
    head: str


class EditionFileRow(SQLModel, table=True):
    """A file made at publication: what changed since the edition before."""

    __tablename__ = "edition_file"

    edition: int = Field(primary_key=True, foreign_key="edition.id")
    audience: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    media_type: str
    sha256: str
    size: int


class EditionWithdrawalRow(SQLModel, table=True):
    """From ``at`` on the edition no longer counts; its files are still served, and say so."""

    __tablename__ = "edition_withdrawal"

    edition: int = Field(primary_key=True, foreign_key="edition.id")
    at: datetime
    by: str
    reason: str


class PortalSubmissionRow(SQLModel, table=True):
    """An edition was uploaded to a portal: which portal, by whom, and its receipt."""

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("edition", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="edition.id")
    number: int
    portal: str
    receipt: str
    sent_at: datetime
    recorded_by: str
    recorded_at: datetime


class PortalReportRow(SQLModel, table=True):
    """A portal's own report of errors, stored under its hash."""

    __tablename__ = "portal_report"
    __table_args__ = (UniqueConstraint("sending", "file"),)

    id: int | None = Field(default=None, primary_key=True)
    sending: int = Field(foreign_key="sending.id")
    file: str
    file_name: str
    loaded_by: str
    loaded_at: datetime


class PortalFindingRow(SQLModel, table=True):
    """One finding of a portal, and the line of the edition that it is about, where that is known."""

    __tablename__ = "portal_finding"

    report: int = Field(primary_key=True, foreign_key="portal_report.id")
    position: int = Field(primary_key=True)
    severity: str
    code: str
    line: str | None = None
    row_number: int
    message: str


class AcknowledgementRow(SQLModel, table=True):
    """A recipient confirms by a hash which bytes it has."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("edition", "by", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="edition.id")
    by: str
    sha256: str
    audience: str
    file_name: str | None = None
    at: datetime


class AnswerRow(SQLModel, table=True):
    """An answer to a query. ``key`` names the rule and the row's content, so the answer outlives a new upload."""

    __tablename__ = "answer"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    code: str
    submission: str
    text: str
    by: str
    at: datetime
