"""Joins the pages to the application: one file per page, none of them in the API's description."""

from __future__ import annotations

from fastapi import FastAPI

from api.pages import burden, collection, figure, schedule, submission
from api.pages.site import Site
from api.static import assets_router, load_assets


def add_pages(app: FastAPI, site: Site) -> None:
    """Every page, and what browsers load beside them."""
    app.state.site = site
    app.include_router(assets_router(load_assets(site.assets, gov_uk_service=site.gov_uk_service)))
    for module in (schedule, burden, collection, submission, figure):
        app.include_router(module.router, include_in_schema=False)
