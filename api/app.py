"""The FastAPI application: its state, routers and middleware put together."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.types import Receive, Scope, Send

from api.http.request_body import ReadTimeouts
from api.middleware.error_handlers import add_error_handlers
from api.middleware.host_check import HostCheckMiddleware
from api.middleware.idempotency import IdempotencyMiddleware
from api.middleware.request import RequestMiddleware
from api.middleware.response_cache.middleware import CacheMiddleware
from api.middleware.response_cache.store_version import store_version_reader
from api.middleware.security_headers import SecurityHeadersMiddleware
from api.openapi import openapi_document, operation_id
from api.pages.services import PageServices
from api.pages.wiring import add_pages
from api.routes import (
    agencies,
    areas,
    audit,
    bundles,
    burden,
    calendar,
    calendar_feeds,
    catalogue,
    collections,
    edition_acts,
    editions,
    figures,
    health,
    mappings,
    me,
    oauth,
    proposals,
    returns,
    schedule,
    submission_upload,
    submissions,
    verification,
    webhooks,
)
from api.services import RouteServices
from api.uploads.queue import UploadQueue
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import Clock

VERSION = "0.1.0"
#: Modules whose routes lie under ``/v1``.
VERSIONED_MODULES = (
    agencies, areas, audit, bundles, burden, calendar, catalogue, editions, figures, mappings, me, returns, schedule,
    collections, edition_acts, proposals, submission_upload, submissions, webhooks,
)  # fmt: skip


class ReturnOnceApp(FastAPI):
    """The application, with the response cache before the framework, since it has to be quicker."""

    cache: CacheMiddleware | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.cache or self.without_cache)(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The document at ``openapi_url``."""
        if self.openapi_schema is None:
            self.openapi_schema = openapi_document(self)
        return self.openapi_schema

    async def without_cache(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application without the cache."""
        await super().__call__(scope, receive, send)


def create_app(
    *,
    engine: Engine,
    ruleset: Ruleset,
    clock: Clock,
    page_services: PageServices | None = None,
    base_url: str | None = None,
    default_principal: Principal = ANONYMOUS,
    services: RouteServices | None = None,
) -> FastAPI:
    """The application on an open store; with ``page_services``, the pages too.

    ``base_url``: the address by which people reach the pages, for links in calendars. ``default_principal``: who a
    request without key, token or session acts as. ``services``: where files are kept; ``page_services`` have their own.
    """
    app = ReturnOnceApp(
        title="Return Once",
        version=VERSION,
        description="One catalogue of indicators, the returns mapped onto it, and each return filled from it.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
    )
    app.state.engine, app.state.ruleset, app.state.clock = engine, ruleset, clock
    app.state.base_url, app.state.default_principal = base_url, default_principal
    app.state.keys_noted = set()
    app.state.upload_queue, app.state.read_timeouts = UploadQueue(), ReadTimeouts()
    app.state.services = services or (
        RouteServices(page_services.settings, page_services.vault, page_services.postcodes) if page_services else None
    )
    app.state.limits = _rate_limits(page_services, app.state.services)
    add_error_handlers(app)
    calendar_feeds.mask_feed_addresses()
    app.include_router(health.router)
    app.include_router(calendar_feeds.router)
    app.include_router(oauth.router)
    app.include_router(verification.router)
    for module in VERSIONED_MODULES:
        app.include_router(module.router, prefix="/v1")
    app.add_middleware(IdempotencyMiddleware)
    if page_services is not None:
        add_pages(app, page_services)
        app.add_middleware(HostCheckMiddleware, base_url=base_url)
        app.add_middleware(SecurityHeadersMiddleware, base_url=base_url)
    app.add_middleware(RequestMiddleware)
    app.cache = CacheMiddleware(
        app.without_cache, version_reader=store_version_reader(engine), limits=app.state.limits, clock=clock
    )
    return app


def _rate_limits(page_services: PageServices | None, services: RouteServices | None) -> RateLimits:
    """Rate limits of this process: pages and API count together."""
    if page_services is not None:
        return page_services.limits
    if services is None:
        return RateLimits()
    settings = services.settings
    return RateLimits(settings.requests_per_minute, settings.sign_in_failures)
