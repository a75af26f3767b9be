"""Every setting, from ``RETURNONCE_…`` variables, with defaults that need none of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from returnonce.errors import WrongUsage

PREFIX = "RETURNONCE_"
#: Read by the tests alone, and not to be taken for slips of the pen.
OF_THE_TESTS = frozenset({"test_postgres_url", "test_postgres_required", "shared"})


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
    postcodes: Path | None = Field(
        default=None, description="CSV of grid references (postcode, easting, northing), for distances from home."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="Least level that is logged, on standard error."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="One line of text or of JSON.")
    host: str = Field(default="127.0.0.1", description="Address that serve listens on.")
    port: int = Field(default=8765, ge=1, le=65535, description="Port that serve listens on.")

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
    given = {k.removeprefix(PREFIX).lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    unknown = sorted(set(given) - set(Settings.model_fields) - OF_THE_TESTS)
    if unknown:
        raise WrongUsage(
            f"There is no setting {PREFIX}{unknown[0].upper()}.",
            mend="Settings are: " + ", ".join(f"{PREFIX}{n.upper()}" for n in Settings.model_fields) + ".",
        )
    try:
        return Settings.model_validate({k: v for k, v in given.items() if v != ""})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        raise WrongUsage(f"{name}: {first['msg']}.", mend="Correct or unset it.") from error
