"""What the API says of returns put up for approval."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.period_codes import PeriodText
from api.schemas.text_types import Paragraph, SingleLine

NAME = "^[0-9a-f]{64}$"
State = Literal["proposed", "approved", "signed_off", "sent_back", "superseded", "published"]
#: Codes and names, which are looked up.
Code = SingleLine


class NewProposal(BaseModel):
    """A return to be frozen as it stands now."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: Code = Field(alias="return", examples=["core-data-set"])
    area: Code = Field(examples=["E10000024"])
    period: PeriodText = Field(examples=["FY2024-25"])
    reason: Code | None = Field(
        default=None, description="Needed where an edition is published already.", examples=["correction"]
    )
    note: Paragraph | None = Field(default=None, description="More words, which are kept.")


class Note(BaseModel):
    """What is said with an approval or a signature."""

    note: Paragraph | None = None


class Reason(BaseModel):
    """Why it is sent back."""

    reason: Paragraph = Field(examples=["NI 62 counts a placement twice"])


class Publication(BaseModel):
    """How it is published."""

    public: bool = Field(default=False, description="Release it to the public too, as disclosure control leaves it.")
    although_moved: bool = Field(default=False, description="Publish what was approved, even if figures moved since.")


class ActShown(BaseModel):
    """What somebody did with it."""

    act: str = Field(examples=["approved"])
    by: str
    office: str | None
    note: str
    at: datetime


class AudienceShown(BaseModel):
    """What one audience would get. ``refusal``: why it would get nothing."""

    audience: str
    rule: str
    version: str
    hidden: int = Field(description="Cells that disclosure control hides.")
    refusal: str | None


class ProposedFile(BaseModel):
    """A file as it would be published."""

    audience: str
    name: str
    media_type: str
    sha256: str
    size: int


class ProposalListed(BaseModel):
    """A return put up for approval."""

    model_config = ConfigDict(populate_by_name=True)

    proposal: str = Field(pattern=NAME)
    return_code: str = Field(alias="return")
    form: str
    area: str
    period: str
    state: State
    waits_for: Literal["approval", "sign_off", "publication"] | None
    office: str | None = Field(description="The statutory officer who must sign it off.")
    proposed_by: str
    proposed_at: datetime
    edition: int | None = Field(description="The edition that it became.")


class ProposalShown(ProposalListed):
    """The whole proposal. Whoever acts on it sends its ETag in ``If-Match``."""

    reason: str | None
    note: str
    as_of: datetime
    ruleset: str
    content: str = Field(description="SHA-256 of its cells.")
    audiences: list[AudienceShown]
    files: list[ProposedFile]
    acts: list[ActShown]


class Proposals(BaseModel):
    """Newest first."""

    proposals: list[ProposalListed]
