"""What every refusal holds (RFC 9457)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """One thing that is wrong with a request or a file; what does not apply is left out or null."""

    model_config = ConfigDict(extra="allow")

    where: str = Field(description="Where in the request, or sheet, row and column of the file.", examples=["row 12"])
    detail: str
    mend: str | None = None
    severity: str | None = Field(default=None, description="error, query or note; of files.")
    code: str | None = Field(default=None, description="The finding's code, as docs/reference/findings.md lists them.")
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


class Problem(BaseModel):
    """Why a request was refused, where, and how to mend it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:returnonce:problem:not-found"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="The address that was asked, without secrets.")
    where: str | None = None
    mend: str | None = None
    errors: list[Fault] | None = None
    all_findings: str | None = Field(default=None, description="Of a refused file: where all of them are, for 30 days.")
