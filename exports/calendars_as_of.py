"""Calendars as they were known at an instant, by the rules of then."""

from __future__ import annotations

from datetime import datetime

from exports.feeds import FeedAudience, render_feed, scope_title
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import as_of_instant
from mappings.ruleset.ruleset_history import RulesOfInstant
from returnonce.db import reading


def render_calendar_as_of(
    context: AppContext, audience: FeedAudience, scope: str, as_of: datetime, base_url: str | None = None
) -> tuple[bytes, RulesOfInstant]:
    """The iCalendar file of an audience as it was at an instant; by which rules.

    Raises:
        NotFound: there was no such agency, place or return.
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with as_of_instant(context, as_of) as then, reading(context.engine) as session:
        scope_title(then.ruleset, audience, scope)
        data = render_feed(session, then.ruleset, audience=audience, scope=scope, base_url=base_url, as_of=as_of)
        return data, then.rules
