"""What the API says of uploads: findings, receipts, lists of them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.text_types import Paragraph, SingleLine

NAME = "^[0-9a-f]{64}$"


class FindingShown(BaseModel):
    """One thing to mend (error), to explain (query) or to know (note)."""

    severity: Literal["error", "query", "note"]
    code: str
    where: str = Field(description="Sheet, row and column in words.", examples=["Figures, row 12, column D (value)"])
    sheet: str | None
    row: int | None = Field(description="As a spreadsheet numbers it; null: the whole file.")
    column: str | None = Field(description="By its heading, or as the return calls it.")
    column_letter: str | None = Field(
        description="Of the column, as a spreadsheet shows it in the file that was sent, a CSV file too; null: of "
        "no column, of one that is not there, of XML, or received before letters were stored.",
        examples=["D"],
    )
    value: str | None = Field(description="What stands there, cut short; never of a record about a person.")
    detail: str
    mend: str


class AnswerShown(BaseModel):
    """What somebody answered to a query."""

    text: str
    by: str
    at: datetime


class FindingListed(FindingShown):
    """A finding in a list of all; ``position`` names it."""

    position: int
    why: str | None = Field(description="Why it matters; null for a kind of finding that is not known any more.")


class FindingKept(FindingListed):
    """A finding on an accepted submission; later ones come when another agency disagrees."""

    answers: list[AnswerShown]


class Findings(BaseModel):
    """Findings in order: the file first, then each row; then what came to light later."""

    submission: str
    file_name: str
    findings: list[FindingKept]


class UploadFindings(BaseModel):
    """Findings of a file that was judged, taken or not, in order: the file first, then each row."""

    upload: str = Field(pattern=NAME)
    file_name: str
    findings: list[FindingListed] = Field(description="Those of this page.")


class WouldChange(BaseModel):
    """A published edition that would change if it were published anew."""

    edition: str = Field(examples=["core-data-set/E10000024/FY2024-25/2"])
    cells: int = Field(description="How many cells would differ.")


class Receipt(BaseModel):
    """What came of an upload. ``submission`` is null where it was only checked."""

    submission: str | None = Field(pattern=NAME)
    state: Literal["accepted", "withdrawn", "checked"]
    agency: str
    file_name: str
    sha256: str = Field(description="Of the bytes as they came.")
    received_at: datetime | None
    withdrawn_at: datetime | None
    repeated: bool = Field(description="True: the same bytes came before, and this is the first one's receipt.")
    counts: dict[str, int] = Field(description="Rows, figures, errors, queries, notes; new, changed and unchanged.")
    findings: list[FindingShown] = Field(description="The first hundred.")
    all_findings: str | None = Field(description="Where all are, page by page.")
    head: str | None = Field(
        description="The agency's newest submission that stands; in If-Match of the next upload it guards against "
        "overwriting what somebody else sends meanwhile."
    )
    would_change: list[WouldChange] | None = Field(
        description="Of a file that was only checked: the published editions that would change. Null: not asked, or "
        "not for you to know."
    )


class UploadRefusal(BaseModel):
    """Why a file was refused before its rows were looked at; as a problem says it."""

    status: int = Field(description="What the same file would be answered with if it were small.", examples=[422])
    title: str
    detail: str
    where: str | None
    mend: str | None


StageName = Literal["reading", "checking", "comparing", "storing"]
UploadState = Literal["receiving", "waiting", "checking", "accepted", "checked", "refused", "unconfirmed", "failed"]


class CheckStageShown(BaseModel):
    """What is done with a file just now."""

    name: StageName = Field(description="reading, then checking, comparing it with what is stored, and storing it.")
    step: int | None = Field(description="Of a stage that has steps: which one is under way.")
    steps: int | None = Field(description="How many there are; null where the stage has none.")


class UploadProgress(BaseModel):
    """How far a large file is that is checked in its turn, and what came of it."""

    upload: str = Field(pattern=NAME)
    state: UploadState = Field(
        description="receiving: parts of it are still to come. checked: only that was asked for, and it would be "
        "accepted. unconfirmed: sent on a page, it would change published editions, and nobody confirmed that. "
        "failed: the service met a fault of its own."
    )
    agency: str
    file_name: str
    sha256: str | None = Field(description="Of the bytes as they came; null until all are here.")
    received_at: datetime | None = Field(description="When the last of it came.")
    offset: int | None = Field(description="Of a file that comes in parts: how many bytes are here.")
    length: int | None = Field(description="Of a file that comes in parts: bytes of all of it.")
    finished_at: datetime | None
    ahead: int = Field(description="Files that came before it and are not judged yet; agencies take turns.")
    stage: CheckStageShown | None = Field(
        description="While it is checked: what is done with it just now; null where that is not known."
    )
    submission: str | None = Field(pattern=NAME)
    receipt: str | None = Field(description="Where the receipt is, once it is accepted.")
    repeated: bool = Field(description="True: the same bytes came before, and this is the first one's receipt.")
    counts: dict[str, int] = Field(description="As in a receipt; empty until it is judged.")
    findings: list[FindingShown] = Field(description="Of a file that was not accepted, the worst five hundred.")
    all_findings: str | None = Field(description="Where all are, page by page, as JSON or CSV; once it is judged.")
    refusal: UploadRefusal | None


class SubmissionListed(BaseModel):
    """One accepted upload."""

    submission: str = Field(pattern=NAME)
    state: Literal["accepted", "withdrawn"]
    agency: str
    file_name: str
    sha256: str
    received_at: datetime
    withdrawn_at: datetime | None
    counts: dict[str, int]


class Submissions(BaseModel):
    """Accepted uploads, newest first. ``head``: the newest that stands of the agency that was asked for."""

    head: str | None
    submissions: list[SubmissionListed]


class Withdrawal(BaseModel):
    """Why a submission or an edition is taken back."""

    reason: Paragraph = Field(examples=["Last year's file by mistake"])


class NewAnswer(BaseModel):
    """The answer to one query by its ``position``, to all of one kind by their ``code``, or to every open one."""

    text: Paragraph = Field(examples=["Two homes closed in March; the fall is real."])
    position: int | None = Field(default=None, ge=1, le=10_000_000)
    code: SingleLine | None = None


class Answered(BaseModel):
    """The queries that were answered."""

    submission: str
    answered: list[FindingKept]
