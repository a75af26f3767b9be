"""What the API says of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class AuditRowShown(BaseModel):
    """One act. ``hash`` covers the row and ``previous``, the hash of the row before it."""

    number: int
    at: datetime
    act: str = Field(examples=["publish"])
    subject: str
    details: dict[str, Any] = Field(description="Codes, counts and hashes; nothing about people's records.")
    previous: str
    hash: str


class AuditTrail(BaseModel):
    """Rows, oldest first, and the newest row's hash, which proves all before it."""

    head: str
    whole: bool = Field(description="True where these are all rows; false where they are those of a place.")
    rows: list[AuditRowShown]
