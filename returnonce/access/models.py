"""Accounts and what shows who they are. Rows are added, never changed; only a session's last use moves on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class AccountRow(SQLModel, table=True):
    """``kind``: person or client (a machine). ``place``: whose administrators keep it; None: only who keeps all."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    title: str
    kind: str
    place: str | None
    at: datetime
    by: str


class AccountEndRow(SQLModel, table=True):
    """The account ended, for ever."""

    __tablename__ = "account_end"

    account: int = Field(primary_key=True, foreign_key="account.id")
    at: datetime
    by: str


class GrantRow(SQLModel, table=True):
    """A role and its reach; sides hold codes parted by spaces, None where they are open."""

    __tablename__ = "access_grant"

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    role: str
    place: str | None
    agencies: str | None
    areas: str | None
    returns: str | None
    at: datetime
    by: str


class GrantEndRow(SQLModel, table=True):
    """The grant was taken back, for ever."""

    __tablename__ = "access_grant_end"

    grant: int = Field(primary_key=True, foreign_key="access_grant.id")
    at: datetime
    by: str


class OfficeRow(SQLModel, table=True):
    """A statutory office, held by a person at one place."""

    __tablename__ = "office"

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    office: str
    place: str
    at: datetime
    by: str


class OfficeEndRow(SQLModel, table=True):
    """The office was given up."""

    __tablename__ = "office_end"

    office: int = Field(primary_key=True, foreign_key="office.id")
    at: datetime
    by: str


class PasswordRow(SQLModel, table=True):
    """A password as argon2 has it; the newest counts. ``rehashed``: the same one, by newer parameters."""

    __tablename__ = "password"

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    hash: str
    rehashed: bool
    at: datetime
    by: str


class OidcSubjectRow(SQLModel, table=True):
    """Who a person is to an OpenID Connect provider."""

    __tablename__ = "account_subject"
    __table_args__ = (UniqueConstraint("issuer", "sub"),)

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    issuer: str
    sub: str
    at: datetime
    by: str


class ApiSecretRow(SQLModel, table=True):
    """An API key, a client's secret, or a sign-in link. ``hash``: SHA-256 of the whole; ``addresses``: networks, parted
    by spaces."""

    __tablename__ = "access_secret"

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    kind: str
    public: str = Field(unique=True)
    hash: str
    addresses: str | None
    expires_at: datetime
    at: datetime
    by: str


class ApiSecretEndRow(SQLModel, table=True):
    """It was revoked; a sign-in link was used, or ended by another."""

    __tablename__ = "access_secret_end"

    secret: int = Field(primary_key=True, foreign_key="access_secret.id")
    at: datetime
    by: str


class ApiSecretUseRow(SQLModel, table=True):
    """It was used on that day, first at that minute."""

    __tablename__ = "access_secret_use"

    secret: int = Field(primary_key=True, foreign_key="access_secret.id")
    day: date = Field(primary_key=True)
    at: datetime


class AccessTokenRow(SQLModel, table=True):
    """An access token of a client, for minutes. Forgotten some time after it has expired; the audit trail stays."""

    __tablename__ = "access_token"

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(unique=True)
    secret: int = Field(foreign_key="access_secret.id")
    scope: str
    at: datetime
    expires_at: datetime


class SessionRow(SQLModel, table=True):
    """A person signed in. ``how``: password or oidc."""

    __tablename__ = "access_session"

    id: int | None = Field(default=None, primary_key=True)
    account: int = Field(foreign_key="account.id", index=True)
    hash: str = Field(unique=True)
    how: str
    at: datetime


class SessionUseRow(SQLModel, table=True):
    """When a session was last used, to the minute."""

    __tablename__ = "access_session_use"

    session: int = Field(primary_key=True, foreign_key="access_session.id")
    seen_at: datetime


class SessionEndRow(SQLModel, table=True):
    """Signed out."""

    __tablename__ = "access_session_end"

    session: int = Field(primary_key=True, foreign_key="access_session.id")
    at: datetime
