"""Adds the pages and their static files to the application; none is in the OpenAPI document."""

from __future__ import annotations

from fastapi import FastAPI

from api.pages import (
    about,
    account,
    approvals,
    burden,
    catalogue,
    chase,
    collection,
    council_sign_in,
    draft,
    edition,
    edition_cell,
    edition_files,
    editions,
    figure,
    figure_file,
    figure_trail,
    more_time,
    proposal,
    reports,
    return_states,
    schedule,
    sent_return,
    sharing_agreements,
    sign_in,
    sign_in_link,
    submission,
    upgrade,
    upload,
    verify,
    year_calendar,
)
from api.pages.administration import home as administration_home
from api.pages.administration import jobs as jobs_page
from api.pages.administration import keys, packs, people, places
from api.pages.page_state import PageState, set_page_state
from api.pages.static_files import assets_router, load_assets
from mappings.ruleset.app_context import AppContext

PAGE_MODULES = (
    about,
    sign_in, sign_in_link, council_sign_in, account, schedule, burden, sent_return, collection, submission, upload,
    figure, figure_trail, figure_file, year_calendar, draft, chase, more_time, catalogue, approvals, proposal,
    editions, edition, edition_cell, edition_files, return_states, verify, upgrade, sharing_agreements, reports,
    administration_home, people, keys, jobs_page, packs, places,
)  # fmt: skip


def add_pages(app: FastAPI, pages: PageState, context: AppContext) -> None:
    """Every page, and what browsers load beside them."""
    set_page_state(app, pages)
    settings = context.settings
    # Opened before any page reads the store: a store may have to adopt its key first.
    pages.form_secret(context)
    app.include_router(assets_router(load_assets(pages.assets, gov_uk_service=settings.gov_uk_service)))
    if pages.samples:
        app.include_router(sign_in.sample_router, include_in_schema=False)
    for module in PAGE_MODULES:
        app.include_router(module.router, include_in_schema=False)
