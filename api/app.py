"""Puts the API together: what it reads from, its routes, its one way of refusing."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import Engine

from api.errors import add_error_handlers
from api.routes import catalogue, health, mappings, returns
from mappings.ruleset import Ruleset
from returnonce.clock import Clock

VERSION = "0.1.0"


def create_app(*, engine: Engine, ruleset: Ruleset, clock: Clock) -> FastAPI:
    """The application on an open store."""
    app = FastAPI(
        title="Return Once",
        version=VERSION,
        description="One catalogue of indicators, the returns mapped onto it, and each return filled from it.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine, app.state.ruleset, app.state.clock = engine, ruleset, clock
    add_error_handlers(app)
    app.include_router(health.router)
    for module in (catalogue, mappings, returns):
        app.include_router(module.router, prefix="/v1")
    return app
