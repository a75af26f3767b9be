"""What the API says of published editions."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class EditionFileShown(BaseModel):
    """One file of an edition. ``href`` stays good for ever."""

    name: str = Field(examples=["core-data-set_E10000024_FY2024-25.parquet"])
    media_type: str
    sha256: str
    size: int
    href: str


class EditionListed(BaseModel):
    """One edition, as a list tells it."""

    model_config = ConfigDict(populate_by_name=True)

    return_code: str = Field(alias="return", examples=["core-data-set"])
    form: str = Field(description="The year's form of the return.")
    area: str = Field(examples=["E10000024"])
    period: str = Field(examples=["FY2024-25"])
    number: int = Field(ge=1, description="1, 2, 3 … of this return, area and period.")
    published_at: datetime
    reason: str | None = Field(description="Why there is another edition; null for the first.")
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    audiences: list[str] = Field(description="As whom you may read it: regulator, council, public.")
    href: str


class EditionShown(EditionListed):
    """One edition with its files, as one audience has it."""

    audience: str = Field(description="As whom you read it now.")
    status: str = Field(description="published, restated (there is a later one) or withdrawn.")
    latest: int | None = Field(description="The newest that stands; null where all were withdrawn.")
    as_of: datetime = Field(description="It was filled from what was known then.")
    ruleset: str = Field(description="Hash of the definitions, mappings and calendars that made it.")
    rule: str = Field(description="The disclosure rule that it went through.")
    rule_version: str
    cells: str = Field(description="SHA-256 of the cells as this audience has them.")
    head: str | None = Field(description="The audit trail's head that it carries; null for the public.")
    files: list[EditionFileShown]


class Editions(BaseModel):
    """Editions that the caller may read, in the order in which they were published."""

    editions: list[EditionListed]
