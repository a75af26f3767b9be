"""What stands on an officer's first page until somebody decides: corrections that came since an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from api.app_state import app_state
from api.pages.page_data import PageData
from api.pages.page_state import page_state
from api.pages.rendering import page_path
from api.pages.views.proposal import return_title, where_words
from api.pages.visitor import home_path, visitor_of
from exports.editions.changes.corrections import (
    Correction,
    find_correction,
    list_changed_editions,
    read_left_corrections,
    select_undecided,
)
from exports.editions.published_editions import PublishedEdition
from returnonce.access.policy import can_propose, can_somewhere
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import ReturnOnceError

#: What names all that it depends on needs no end.
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class CorrectionNotice:
    """One correction in words; ``href``: the return, where it is decided."""

    text: str
    href: str


def list_correction_notices(request: Request) -> list[CorrectionNotice]:
    """Those that the caller may decide, on their first page; none on other pages."""
    principal = visitor_of(request).principal
    if request.url.path != home_path(principal) or not can_somewhere(principal, "propose"):
        return []
    try:
        corrections = find_undecided(request)
    except (ReturnOnceError, SQLAlchemyError):
        # The page says what it was asked for; what is wrong with an edition is said on its own page.
        return []
    ruleset = app_state(request).context.ruleset
    return [
        CorrectionNotice(
            f"{return_title(ruleset, one.edition.return_code)}, "
            f"{where_words(ruleset, one.edition.area, one.edition.period)}: a correction came since edition "
            f"{one.edition.number}, and {format_count(one.cells, 'cell differs', 'cells differ')}.",
            page_path("returns", *one.edition.key) + "#propose",
        )
        for one in corrections
        if can_propose(principal, one.edition.subject)
    ]


def find_undecided(request: Request) -> list[Correction]:
    """Every correction of which nobody decided yet; each edition is compared once for what came since."""
    sources = PageData(request)
    context = sources.context

    def make() -> tuple[list[Correction], datetime]:
        with reading(context.engine) as session:
            pairs, left = list_changed_editions(session, context.ruleset), read_left_corrections(session)
        corrections = [_find_remembered(request, edition, token) for edition, token in pairs]
        return select_undecided([one for one in corrections if one is not None], left), FOR_EVER

    key = ("undecided", context.ruleset.hash, sources.newest_change)
    return page_state(request).corrections.get(key, sources.now, make)  # type: ignore[no-any-return]


def _find_remembered(request: Request, edition: PublishedEdition, token: str) -> Correction | None:
    context = app_state(request).context

    def make() -> tuple[Correction | None, datetime]:
        with reading(context.engine) as session:
            return find_correction(session, context, edition), FOR_EVER

    key = ("correction", edition.name, token, context.ruleset.hash)
    return page_state(request).corrections.get(key, context.clock.now(), make)  # type: ignore[no-any-return]
