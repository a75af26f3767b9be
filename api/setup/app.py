"""The application of a setup: its pages alone, with the checks that guard the product's pages."""

from __future__ import annotations

import secrets
from pathlib import Path

from fastapi import FastAPI

from api.app_state import AppState, set_state
from api.middleware.error_handlers import add_error_handlers
from api.middleware.host_check import HostCheckMiddleware
from api.middleware.request import RequestMiddleware
from api.middleware.security_headers import SecurityHeadersMiddleware
from api.pages.page_state import PageState, set_page_state
from api.pages.static_files import assets_router, load_assets
from api.setup import pages
from api.setup.journey import SetupJourney
from mappings.ruleset.app_context import AppContext
from returnonce.access.rate_limits import RateLimits
from returnonce.settings import Settings


def create_setup_app(
    journey: SetupJourney, settings: Settings, assets: Path | None, *, base_url: str | None = None
) -> FastAPI:
    """The application. ``settings``: those without a workspace; ``assets``: the folder of GOV.UK Frontend's files."""
    context = AppContext(settings, journey.clock, ruleset=journey.ruleset)
    # No page of it opens a store, and none may.
    context.makes_store = False
    app = FastAPI(title="Return Once", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    set_state(app, AppState(context, RateLimits(), base_url))
    # There is no master key yet from which the secret of forms follows.
    set_page_state(app, PageState(assets, _form_secret=secrets.token_bytes(32)))
    app.state.setup = journey
    add_error_handlers(app)
    app.add_exception_handler(pages.SetupElsewhere, pages.go_elsewhere)
    app.include_router(assets_router(load_assets(assets, gov_uk_service=settings.gov_uk_service)))
    app.include_router(pages.entry)
    app.include_router(pages.router)
    app.add_middleware(HostCheckMiddleware, base_url=base_url)
    app.add_middleware(SecurityHeadersMiddleware, base_url=base_url)
    app.add_middleware(RequestMiddleware)
    return app
