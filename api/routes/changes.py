"""What was published, restated, withdrawn or moved, for those who ask instead of being told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.dependencies import CallerDep, RulesetDep, SessionDep, conceal_not_found
from api.http.paging import DEFAULT_LIMIT, MAX_LIMIT, link_header
from api.http.responses import MEDIA_TYPES, etag_response
from api.http.tables import json_bytes
from api.schemas.changes import EVENT_ID, Changes
from api.schemas.text_types import AreaText, CodeText
from exports.editions.event_feed import FeedQuery, read_feed
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_edition
from returnonce.access.principals import PolicySubject
from returnonce.webhooks.events import EventKind, event_body

router = APIRouter(prefix="/changes", tags=["changes"])
MAX_VALUES = 200


@dataclass(frozen=True)
class ChangeFilter:
    """Which changes are asked for."""

    after: Annotated[str | None, Query(pattern=EVENT_ID, description="Only what came after the change of this id.")] = (
        None
    )
    return_code: Annotated[
        list[CodeText] | None, Query(alias="return", max_length=MAX_VALUES, description="Only of these returns.")
    ] = None
    area: Annotated[
        list[AreaText] | None, Query(max_length=MAX_VALUES, description="Only of these areas; code or name.")
    ] = None
    kind: Annotated[list[EventKind] | None, Query(description="Only these kinds.")] = None

    def query(self, ruleset: Ruleset) -> FeedQuery:
        """For the store. Raises ``NotFound``."""
        with conceal_not_found():
            areas = [ruleset.areas.find(area).code for area in self.area or ()]
        return FeedQuery(self.after, self.return_code or (), areas, self.kind or ())


@router.get("", operation_id="listChanges", summary="What changed since you last asked", response_model=Changes,
            response_model_exclude_unset=True)  # fmt: skip
def list_changes(
    filters: Annotated[ChangeFilter, Depends()],
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    who: CallerDep,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="So many changes at most.")] = DEFAULT_LIMIT,
) -> Response:
    """Editions that were published, restated or withdrawn, and due days that moved: ids and never a figure, in the
    order and with the ids of webhooks. Follow ``Link`` to the end, keep ``after``, and give it the next time: nothing
    is lost between. Without signing in: editions that were released to all."""

    def may_read(about: PolicySubject, released: bool) -> bool:
        return can_read_edition(who, about) or can_read_edition(who, about, audience="public", released=released)

    page = read_feed(session, filters.query(ruleset), may_read, limit=limit)
    last = page.events[-1].name if page.events else filters.after
    links = {"next": {"limit": str(limit), "after": last}} if page.more and last else {}
    content = {"changes": [{"id": event.name, **event_body(event)} for event in page.events], "after": last}
    return etag_response(
        request, json_bytes(content), media_type=MEDIA_TYPES["json"], headers=link_header(request, links)
    )
