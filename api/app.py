"""The FastAPI application: its state, routers and middleware put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app_state import AppState, set_state, state_of
from api.http.query_check import check_query
from api.middleware.compression import CompressionMiddleware
from api.middleware.cross_origin import CrossOriginMiddleware
from api.middleware.error_handlers import add_error_handlers
from api.middleware.host_check import HostCheckMiddleware
from api.middleware.idempotency import IdempotencyMiddleware
from api.middleware.request import RequestMiddleware
from api.middleware.request_log import RequestLogMiddleware
from api.middleware.response_cache.middleware import CacheMiddleware
from api.middleware.response_cache.store_version import store_version_reader
from api.middleware.security_headers import SecurityHeadersMiddleware
from api.openapi import openapi_document, operation_id
from api.pages.page_state import PageState
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
    cells,
    changes,
    collections,
    description,
    edition_acts,
    editions,
    figures,
    health,
    json_schemas,
    mappings,
    me,
    metrics,
    oauth,
    periods,
    proposals,
    return_states,
    returns,
    schedule,
    scheduled_returns,
    sharing_agreements,
    structure,
    submission_upload,
    submissions,
    upload_parts,
    uploads,
    verification,
    webhooks,
)
from collectors.guests.checker import GuestChecker
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import open_rate_limits

VERSION = "0.2.0"
#: Modules whose routes lie under ``/v1``.
VERSIONED_MODULES = (
    agencies, areas, audit, bundles, burden, calendar, catalogue, changes, description, editions, figures, json_schemas,
    mappings, me, periods, return_states, returns, schedule, scheduled_returns, collections, edition_acts, proposals,
    structure, sharing_agreements, submission_upload, submissions, upload_parts, uploads, webhooks, cells,
)  # fmt: skip


class ReturnOnceApp(FastAPI):
    """The application, with the response cache before the framework, since it has to be quicker."""

    cache: CacheMiddleware | None = None
    outermost: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.outermost or self.with_cache)(scope, receive, send)

    async def with_cache(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application with its cache, past the log of requests."""
        await (self.cache or self.without_cache)(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The document at ``openapi_url``."""
        if self.openapi_schema is None:
            self.openapi_schema = openapi_document(self, state_of(self).base_url or state_of(self).local_url)
        return self.openapi_schema

    async def without_cache(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application without the cache."""
        await super().__call__(scope, receive, send)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = state_of(app).context.settings.request_threads
    yield


def create_app(
    context: AppContext,
    *,
    pages: PageState | None = None,
    base_url: str | None = None,
    default_principal: Principal = ANONYMOUS,
    checker: GuestChecker | None = None,
) -> FastAPI:
    """The application on an open store; with ``pages``, the pages too. What else is given: see :class:`AppState`."""
    app = ReturnOnceApp(
        title="Return Once",
        version=VERSION,
        description="One catalogue of indicators, the returns mapped onto it, and each return filled from it.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    # The first request does not wait for the definitions.
    _ = context.ruleset
    settings = context.settings
    limits = open_rate_limits(context.engine, requests=settings.requests_per_minute, failures=settings.sign_in_failures)
    state = AppState(context, limits, base_url, default_principal=default_principal, checker=checker)
    set_state(app, state)
    add_error_handlers(app)
    calendar_feeds.mask_feed_addresses()
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(calendar_feeds.router)
    app.include_router(oauth.router)
    app.include_router(verification.router, dependencies=[Depends(check_query)])
    for module in VERSIONED_MODULES:
        app.include_router(module.router, prefix="/v1", dependencies=[Depends(check_query)])
    app.add_middleware(IdempotencyMiddleware)
    app.add_middleware(CrossOriginMiddleware)
    app.add_middleware(CompressionMiddleware)
    if pages is not None:
        add_pages(app, pages, context)
        app.add_middleware(HostCheckMiddleware, base_url=base_url)
        app.add_middleware(SecurityHeadersMiddleware, base_url=base_url)
    app.add_middleware(RequestMiddleware)
    app.cache = CacheMiddleware(app.without_cache, state, store_version_reader(context.engine))
    app.outermost = RequestLogMiddleware(app.with_cache, state)
    return app
