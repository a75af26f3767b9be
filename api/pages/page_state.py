"""What the pages keep in memory: boards and plans, sample people, the sign-in provider, where GOV.UK Frontend lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Request

from api.auth.oidc.provider import OidcProvider, configured_provider
from api.pages.page_cache import PageCache
from mappings.ruleset.app_context import AppContext


@dataclass(frozen=True)
class SampleAccount:
    """An account of a demonstration that anybody may sign in as; ``may``: what there is to look at."""

    name: str
    title: str
    may: str


@dataclass
class PageState:
    """``assets``: the folder of GOV.UK Frontend's files; None where it is not installed, and pages are plain."""

    assets: Path | None = None
    #: Only in a demonstration; elsewhere nobody signs in without a password.
    samples: tuple[SampleAccount, ...] = ()
    cache: PageCache = field(default_factory=PageCache, repr=False)
    #: What came since each edition: a few numbers, for as many editions as a year has.
    corrections: PageCache = field(default_factory=lambda: PageCache(most=2_000), repr=False)
    #: What the page of a return shows, with and without restricted figures: some tens of kilobytes each.
    drafts: PageCache = field(default_factory=lambda: PageCache(most=80), repr=False)
    #: Figures with what stands beside them: some 10 kB each.
    figures: PageCache = field(default_factory=lambda: PageCache(most=200), repr=False)
    #: Cells of published editions, by the figures that they rest on: some 100 kB for each edition.
    edition_cells: PageCache = field(default_factory=lambda: PageCache(most=60), repr=False)
    #: Rows of received files around a cell, and the letters of their columns: a few kB each.
    received_rows: PageCache = field(default_factory=lambda: PageCache(most=500), repr=False)
    _form_secret: bytes | None = field(default=None, repr=False)
    _provider: OidcProvider | None = field(default=None, repr=False)

    def form_secret(self, context: AppContext) -> bytes:
        """Signs the forms of visitors who are not signed in, and sign-ins under way: the same in every process with
        this store's master key, so that any of them may take what another gave out."""
        if self._form_secret is None:
            self._form_secret = context.vault.derive_key("forms")
        return self._form_secret

    def provider(self, context: AppContext) -> OidcProvider | None:
        """The council's OpenID Connect provider; None where none is set up.

        Raises:
            WrongUsage: half of it is set up.
        """
        if self._provider is None:
            self._provider = configured_provider(context.settings, context.clock)
        return self._provider


def set_page_state(app: FastAPI, state: PageState) -> None:
    """Switch the pages on."""
    app.state.pages = state


def page_state(request: Request) -> PageState:
    """The state of the pages; only where they are switched on."""
    state: PageState = request.app.state.pages
    return state


def has_pages(request: Request) -> bool:
    """False where only the API is served."""
    return hasattr(request.app.state, "pages")
