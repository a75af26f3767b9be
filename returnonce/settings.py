"""Every setting: from ``RETURNONCE_…`` variables, else from a workspace's ``returnonce.toml``, else its default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from returnonce.errors import WrongUsage
from returnonce.settings_file import FILE, find_workspace, is_demonstration, read_settings_file

PREFIX = "RETURNONCE_"
#: Read by the tests alone, and not to be taken for slips of the pen.
OF_THE_TESTS = frozenset({"test_postgres_url", "test_postgres_required", "test_browser_required", "shared"})


#: Where files can be kept.
FILE_PLACES = r"^(folder|database|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$"


class Settings(BaseModel):
    """Read once at a door and passed inwards; rooms never look at the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    home: Path = Field(default=Path("var"), description="Everything kept: store, files, exports.")
    database_url: str | None = Field(
        default=None, description="PostgreSQL URL; without it, SQLite under the home folder."
    )
    blobs: str | None = Field(
        default=None,
        pattern=FILE_PLACES,
        description="Where files are kept: folder, database or s3://bucket/prefix; without it, where the store says.",
    )
    bucket_endpoint: str | None = Field(
        default=None, pattern=r"^https?://[^\s?#]+$", description="Address of the S3-compatible store; without it, AWS."
    )
    bucket_region: str | None = Field(default=None, description="Region of the bucket, such as eu-west-2.")
    bucket_key_id: str | None = Field(
        default=None, description="Access key of the bucket; without it, what the machine itself may use."
    )
    bucket_secret: SecretStr | None = Field(default=None, description="Secret of that access key.")
    places: Path | None = Field(default=None, description="Folder of places besides the two samples.")
    samples: bool = Field(default=True, description="Whether the two sample places are there; a workspace has none.")
    definitions: str | None = Field(
        default=None,
        description="Folders of packs of definitions, parted as the machine parts paths (: or ;); in the file, a list.",
    )
    next_definitions: Path | None = Field(
        default=None, description="Folder of a release or pack to come, which /upgrade and packs diff call next."
    )
    master_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 that seal record sets; without it, one is made under the home folder.",
    )
    master_key_file: Path | None = Field(default=None, description="Instead: a file that holds the master key.")
    master_key_command: str | None = Field(
        default=None, description="Instead: a program, with its arguments, that prints the master key."
    )
    signing_key: SecretStr | None = Field(
        default=None,
        description="32 bytes in base64 of the Ed25519 key that signs bundles; without it, one is made at home.",
    )
    signing_key_file: Path | None = Field(default=None, description="Instead: a file that holds the signing key.")
    signing_key_command: str | None = Field(
        default=None, description="Instead: a program, with its arguments, that prints the signing key."
    )
    postcodes: Path | None = Field(
        default=None,
        description="CSV of postcodes (postcode, easting, northing; authority if known), for distances and rules.",
    )
    providers: Path | None = Field(
        default=None,
        description="CSV of the inspectorate's list of homes and agencies, for the official rules that look URNs up.",
    )
    published: Path | None = Field(
        default=None, description="Folder in which published files are dropped, each named for its source."
    )
    backups: Path | None = Field(
        default=None,
        description="Folder into which the clock writes a backup each night, on another disk than the store.",
    )
    backups_kept: int = Field(
        default=14, ge=1, le=3650, description="How many of its backups the clock keeps; records live on in them."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="Least level that is logged, on standard error."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="One line of text or of JSON.")
    pool_size: int = Field(
        default=5, ge=1, le=200, description="Connections to PostgreSQL that each process keeps open."
    )
    pool_extra: int = Field(
        default=10, ge=0, le=200, description="Connections beyond those that a process opens while many ask at once."
    )
    pool_wait: int = Field(
        default=10, ge=1, le=300, description="Seconds that a request waits for a connection before it is refused."
    )
    request_threads: int = Field(
        default=40, ge=4, le=400, description="Requests that one process of serve works on at the same moment."
    )
    host: str = Field(default="127.0.0.1", description="Address that serve listens on.")
    port: int = Field(default=8765, ge=1, le=65535, description="Port that serve listens on.")
    least_room: int = Field(
        default=100,
        ge=0,
        le=1_000_000,
        description="Megabytes that must stay free on the home's disk; files that would leave less are refused.",
    )
    upload_limit: int = Field(default=20, ge=1, le=200, description="Megabytes of the largest file taken by the pages.")
    upload_at_once: int = Field(
        default=5,
        ge=0,
        le=200,
        description="Megabytes up to which a file is checked while its sender waits; larger ones are checked in turn.",
    )
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
    contact: str | None = Field(
        default=None,
        max_length=200,
        description="How people reach whoever looks after the service, such as a mail address; for its help pages.",
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
    metrics_networks: str = Field(
        default="127.0.0.1/32,::1/128",
        description="Networks that may read /metrics, parted by commas; this machine alone unless you say otherwise.",
    )
    requests_per_minute: int = Field(
        default=600,
        ge=1,
        le=1_000_000,
        description="Requests of one account each minute; on PostgreSQL at all processes together.",
    )
    sign_in_failures: int = Field(
        default=5, ge=1, le=1000, description="Failed sign-ins at one account from one address in a quarter of an hour."
    )

    @field_validator("metrics_networks")
    @classmethod
    def _networks_exist(cls, networks: str) -> str:
        for network in networks.split(","):
            ip_network(network.strip())
        return networks

    @property
    def pack_folders(self) -> tuple[Path, ...]:
        """The folders of packs of one's own."""
        return tuple(Path(part) for part in (self.definitions or "").split(os.pathsep) if part.strip())

    @property
    def place_folders(self) -> tuple[Path, ...]:
        """Where places of one's own lie: in the folder of places, and in packs."""
        own = (self.places,) if self.places else ()
        return (*own, *(folder / "mappings" / "places" for folder in self.pack_folders))

    @property
    def pages_address(self) -> str:
        """Where people find the pages: what is set, else where ``serve`` listens."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def upload_bytes(self) -> int:
        """The largest file that is accepted, in bytes."""
        return self.upload_limit << 20

    @property
    def at_once_bytes(self) -> int:
        """The largest file that is checked while its sender waits, in bytes."""
        return self.upload_at_once << 20

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the store."""
        if self.database_url is None:
            return f"sqlite:///{self.home / 'store.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)


#: Settings that are paths; those in a file are from its folder.
PATHS = frozenset(name for name, field in Settings.model_fields.items() if "Path" in str(field.annotation))


def read_settings(environ: Mapping[str, str], folder: Path | None = None) -> Settings:
    """Settings from an environment, and from the workspace in which a folder lies; the environment wins.

    Raises:
        WrongUsage: a variable or a key that is no setting, a value that does not fit one, or a workspace whose home is
            a demonstration's.
    """
    workspace = find_workspace(folder) if folder else None
    from_file = read_settings_file(workspace, Settings.model_fields, PATHS) if workspace else {}
    settings = _make_settings(from_file | _read_variables(environ), workspace, from_file)
    if workspace and is_demonstration(settings.home):
        raise WrongUsage(
            f"{settings.home} is a demonstration's store, and {workspace} a council's own.",
            mend="Look at the demonstration from another folder; its figures are made up.",
        )
    return settings


def _read_variables(environ: Mapping[str, str]) -> dict[str, object]:
    values = {k.removeprefix(PREFIX).lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    unknown = sorted(set(values) - set(Settings.model_fields) - OF_THE_TESTS)
    if unknown:
        raise WrongUsage(
            f"There is no setting {PREFIX}{unknown[0].upper()}.",
            mend="Settings are: " + ", ".join(f"{PREFIX}{n.upper()}" for n in Settings.model_fields) + ".",
        )
    return {name: text for name, text in values.items() if text and name in Settings.model_fields}


def _make_settings(values: dict[str, object], workspace: Path | None, from_file: Mapping[str, object]) -> Settings:
    if all(_is_ready(name, value) for name, value in values.items()):
        # Texts and paths alone: most commands need not wait until the checks of all settings are built.
        paths = {name: Path(str(value)) for name, value in values.items() if name in PATHS}
        return Settings.model_construct(**(values | paths))  # type: ignore[arg-type]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        in_file = workspace is not None and name in from_file and values[name] is from_file[name]
        called = f"{workspace / FILE}, {name}" if workspace and in_file else f"{PREFIX}{name.upper()}"
        raise WrongUsage(f"{called}: {first['msg']}.", mend="Correct or unset it.") from error


def _is_ready(name: str, value: object) -> bool:
    """Whether a value can be taken as it is."""
    if name in PATHS:
        return isinstance(value, str | Path)
    return (name == "samples" and isinstance(value, bool)) or (name == "definitions" and isinstance(value, str))
