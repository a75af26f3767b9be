"""Every setting, from ``RETURNONCE_…`` variables, with defaults that need none of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from returnonce.errors import WrongUsage

PREFIX = "RETURNONCE_"
#: Read by the tests alone, and not to be taken for slips of the pen.
OF_THE_TESTS = frozenset({"test_postgres_url", "test_postgres_required", "test_browser_required", "shared"})


class Settings(BaseModel):
    """Read once at a door and passed inwards; rooms never look at the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    home: Path = Field(default=Path("var"), description="Everything kept: store, files, exports.")
    database_url: str | None = Field(
        default=None, description="PostgreSQL URL; without it, SQLite under the home folder."
    )
    places: Path | None = Field(default=None, description="Folder of places besides the two samples.")
    master_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 that seal record sets; without it, one is made under the home folder.",
    )
    signing_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 of the Ed25519 key that signs bundles; without it, one is made at home.",
    )
    postcodes: Path | None = Field(
        default=None, description="CSV of grid references (postcode, easting, northing), for distances from home."
    )
    published: Path | None = Field(
        default=None, description="Folder in which published files are dropped, each named for its source."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="Least level that is logged, on standard error."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="One line of text or of JSON.")
    host: str = Field(default="127.0.0.1", description="Address that serve listens on.")
    port: int = Field(default=8765, ge=1, le=65535, description="Port that serve listens on.")
    upload_limit: int = Field(default=20, ge=1, le=200, description="Megabytes of the largest file taken by the pages.")
    assets: Path | None = Field(
        default=None, description="Folder of GOV.UK Frontend's files; without it, the one that make assets installs."
    )
    gov_uk_service: bool = Field(
        default=False, description="True only for a service on gov.uk: its crown, logo and typeface are then used."
    )

    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+(/\S*)?$",
        description="Address by which people reach the pages, for links that are sent.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="Issuer of the council's OpenID Connect provider; people may then sign in with their own account.",
    )
    oidc_client_id: str | None = Field(default=None, description="What the provider knows this service as.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret that the provider gave this service; none for a public client."
    )
    mail_server: str | None = Field(
        default=None,
        description="smtp://user@host:587 or smtps://user@host; without it and Notify, messages wait in the outbox.",
    )
    mail_password: SecretStr | None = Field(default=None, description="Password of the mail server's user.")
    mail_from: str | None = Field(
        default=None, description="Address that messages are sent from, such as returns@council.example.org."
    )
    notify_key: SecretStr | None = Field(
        default=None, description="GOV.UK Notify's API key; messages then go by Notify (needs the notify extra)."
    )
    notify_template: str | None = Field(
        default=None, description="GOV.UK Notify's template, which has ((subject)) and ((body))."
    )

    webhook_inside: str | None = Field(
        default=None,
        pattern=r"^[^\s/,]+:\d+(,[^\s/,]+:\d+)*$",
        description="Services of our own network that webhooks may call, as host:port, parted by commas.",
    )

    proxy: str | None = Field(
        default=None,
        pattern=r"^\S+$",
        description="Address of the server that speaks https before serve; its word on where callers are is believed.",
    )
    requests_per_minute: int = Field(
        default=600, ge=1, le=1_000_000, description="Requests of one account each minute, in each process of serve."
    )
    sign_in_failures: int = Field(
        default=5, ge=1, le=1000, description="Failed sign-ins at one account from one address in a quarter of an hour."
    )

    @property
    def upload_bytes(self) -> int:
        """The largest file that is accepted, in bytes."""
        return self.upload_limit << 20

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the store."""
        if self.database_url is None:
            return f"sqlite:///{self.home / 'store.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment.

    Raises:
        WrongUsage: a variable that is not a setting, or a value that does not fit one.
    """
    values = {k.removeprefix(PREFIX).lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    unknown = sorted(set(values) - set(Settings.model_fields) - OF_THE_TESTS)
    if unknown:
        raise WrongUsage(
            f"There is no setting {PREFIX}{unknown[0].upper()}.",
            mend="Settings are: " + ", ".join(f"{PREFIX}{n.upper()}" for n in Settings.model_fields) + ".",
        )
    try:
        return Settings.model_validate({k: v for k, v in values.items() if v != ""})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise WrongUsage(f"{name}: {first['msg']}.", mend="Correct or unset it.") from error
