"""The keys that a store was ever given, by their fingerprints; the newest of each kind is in use."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class StoreKeyRow(SQLModel, table=True):
    """``kind``: master, signing, or revoked (a signing key). ``fingerprint``: a hash, of a signing key's
    public part. ``public``: that part."""

    __tablename__ = "store_key"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    fingerprint: str
    public: str | None
    at: datetime
