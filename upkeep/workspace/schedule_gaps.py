"""What is open about the returns that stand in the schedule alone: who makes them, and when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.place.places import Place
from mappings.plan.scheduled_collections import find_owner
from upkeep.workspace.suggestions import LOCAL, name_agency_of

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def list_schedule_gaps(ruleset: Ruleset, place: Place, year: Period) -> Iterator[str]:
    """Gaps among the returns of a first year. ``ruleset``: one that holds the place."""
    obligations = [one for one in list_obligations(ruleset, place, start=year.start, end=year.end) if one.scheduled]
    yield from _list_owner_gaps(place, obligations)
    yield from _list_due_gap(obligations)


def _list_owner_gaps(place: Place, obligations: Sequence[Obligation]) -> Iterator[str]:
    """One for each role that nobody has; the council itself is asked in its stead."""
    by_role: dict[str, list[Obligation]] = {}
    for one in obligations:
        owner_role = one.scheduled.owner.role if one.scheduled else ""
        if place.agency_in_role(owner_role, one.area, one.period.end) is None:
            by_role.setdefault(owner_role, []).append(one)
    for role, lacking in by_role.items():
        titles = list(dict.fromkeys(one.scheduled.title for one in lacking if one.scheduled))
        more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
        owner = find_owner(lacking[0])
        asked = f"so {owner.name} is asked" if owner else "so nobody is asked"
        yield f"{titles[0]}{more}, made elsewhere: nobody, {asked}; add {name_agency_of(role)} (role {role})."


def _list_due_gap(obligations: Sequence[Obligation]) -> Iterator[str]:
    titles = {one.code for one in obligations}
    undated = titles - {one.code for one in obligations if one.due}
    if undated:
        yield (
            f"Due days: not established for {len(undated)} of {len(titles)} returns made elsewhere; once a recipient "
            f"tells one, put it in {LOCAL}/overrides (docs/howto/keep-the-whole-year.md)."
        )
