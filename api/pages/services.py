"""What the pages need besides store, ruleset and clock, and who may reach them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from api.auth.hosts import is_loopback
from api.auth.oidc.provider import Provider, provider_of
from api.pages.page_cache import Shelf
from returnonce.access.limits import Limits
from returnonce.clock import Clock
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from returnonce.vault import Vault

MEBI = 1 << 20
#: Where ``npm ci`` puts what browsers are sent, beside the project.
ASSETS = Path(__file__).parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk"


@dataclass(frozen=True)
class Sample:
    """Somebody whom anybody may sign in as, in a demonstration; ``may``: what there is to look at."""

    name: str
    title: str
    may: str


@dataclass
class Site:
    """Settings, and the vault and postcodes that an upload may need; both are opened when first needed."""

    settings: Settings
    vault: Callable[[], Vault]
    postcodes: Callable[[], pl.DataFrame | None] = lambda: None
    #: Only in a demonstration; elsewhere nobody signs in without a password.
    samples: tuple[Sample, ...] = ()
    #: Forms of who is not signed in are signed with it; a new one at every start.
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    shelf: Shelf = field(default_factory=Shelf, repr=False)
    limits: Limits = field(default_factory=Limits, repr=False)
    _provider: Provider | None = field(default=None, repr=False)

    @property
    def upload_bytes(self) -> int:
        """The largest file that is taken."""
        return self.settings.upload_limit * MEBI

    def provider(self, clock: Clock) -> Provider | None:
        """The council's OpenID Connect provider; None where none is set up.

        Raises:
            WrongUsage: half of it is set up.
        """
        if self._provider is None:
            self._provider = provider_of(self.settings, clock)
        return self._provider

    @property
    def gov_uk_service(self) -> bool:
        """True only where crown, logo and typeface of gov.uk may be used."""
        return self.settings.gov_uk_service

    @cached_property
    def assets(self) -> Path | None:
        """The folder of GOV.UK Frontend's files; None where it is not installed.

        Raises:
            WrongUsage: the setting names a folder that does not hold them.
        """
        folder = self.settings.assets or ASSETS
        if (folder / "govuk-frontend.min.css").is_file():
            return folder
        if self.settings.assets is None:
            return None
        raise WrongUsage(
            f"There is no govuk-frontend.min.css in {folder.name}.",
            where="RETURNONCE_ASSETS",
            mend="Name the folder dist/govuk of the npm package govuk-frontend, or leave the setting out.",
        )


def public_name(base_url: str | None) -> str:
    """The name by which others reach the service, by https; empty where this machine alone is answered."""
    parts = urlsplit(base_url or "")
    return (parts.hostname or "").rstrip(".") if parts.scheme == "https" else ""


def check_host(host: str, base_url: str | None = None) -> None:
    """Passwords must not travel in the clear, so others are answered only behind something that speaks https.

    Raises:
        WrongUsage: the address can be reached from elsewhere, and no https address is set.
    """
    if not is_loopback(host) and not public_name(base_url):
        raise WrongUsage(
            f"Nothing listens on {host} without https: passwords and figures would travel in the clear.",
            where="--host, or RETURNONCE_HOST",
            mend="Leave it at 127.0.0.1, or put a server that speaks https before it and set RETURNONCE_BASE_URL to "
            "its https:// address.",
        )
