"""What the pages need: settings, vault, postcodes, cache, rate limits, sign-in provider."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from api.auth.oidc.provider import OidcProvider, configured_provider
from api.pages.page_cache import PageCache
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import Clock
from returnonce.errors import WrongUsage
from returnonce.settings import Settings
from returnonce.vault import Vault

MEBI = 1 << 20
#: Where ``npm ci`` puts GOV.UK Frontend.
ASSETS = Path(__file__).parents[2] / "node_modules" / "govuk-frontend" / "dist" / "govuk"


@dataclass(frozen=True)
class SampleAccount:
    """An account of a demonstration that anybody may sign in as; ``may``: what there is to look at."""

    name: str
    title: str
    may: str


@dataclass
class PageServices:
    """Settings, vault and postcodes (both opened when first needed), and what the pages keep in memory."""

    settings: Settings
    vault: Callable[[], Vault]
    postcodes: Callable[[], pl.DataFrame | None] = lambda: None
    #: Only in a demonstration; elsewhere nobody signs in without a password.
    samples: tuple[SampleAccount, ...] = ()
    #: Signs the forms of visitors who are not signed in; new at every start.
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    cache: PageCache = field(default_factory=PageCache, repr=False)
    limits: RateLimits = field(default_factory=RateLimits, repr=False)
    _provider: OidcProvider | None = field(default=None, repr=False)

    @property
    def upload_bytes(self) -> int:
        """The largest file that is accepted, in bytes."""
        return self.settings.upload_limit * MEBI

    def provider(self, clock: Clock) -> OidcProvider | None:
        """The council's OpenID Connect provider; None where none is set up.

        Raises:
            WrongUsage: half of it is set up.
        """
        if self._provider is None:
            self._provider = configured_provider(self.settings, clock)
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
