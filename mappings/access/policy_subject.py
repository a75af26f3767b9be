"""The subject of a policy decision: the place, agency, area and return that something is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from returnonce.access.principals import PolicySubject, Principal

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

PolicyTest = Callable[[Principal, PolicySubject], bool]


def build_subject(
    ruleset: Ruleset, *, agency: str | None = None, area: str | None = None, return_code: str | None = None
) -> PolicySubject:
    """A subject with its place filled in: the area's, else the agency's; None where no place has it.

    ``area``: a code, or a name that is one area's.
    """
    code = _code(ruleset, area)
    return PolicySubject(place=_place(ruleset, agency, code), agency=agency, area=code, return_code=return_code)


def list_reachable_places(
    ruleset: Ruleset,
    who: Principal,
    may: PolicyTest,
    *,
    about: PolicySubject = PolicySubject(),  # noqa: B008
) -> list[str]:
    """The places for which the caller may do what ``may`` asks."""
    return [name for name in ruleset.places if may(who, replace(about, place=name))]


def limit_to_places(ruleset: Ruleset, places: Iterable[str]) -> Ruleset:
    """The ruleset with these places only; the same object where none is left out."""
    chosen = {name: ruleset.places[name] for name in places}
    return ruleset if chosen.keys() == ruleset.places.keys() else replace(ruleset, places=chosen)


def filter_own_rows(rows: pl.DataFrame, who: Principal, may: PolicyTest) -> pl.DataFrame:
    """The rows that the caller reaches, by ``place`` and, where the table has them, agency, area and return."""
    sides = {"place": "place", "agency": "agency", "area": "area", "return": "return_code"}
    columns = [name for name in sides if name in rows.columns]
    allowed = [
        may(who, PolicySubject(**{sides[name]: row[name] for name in columns})) for row in rows.iter_rows(named=True)
    ]
    return rows.filter(pl.Series(allowed, dtype=pl.Boolean))


def _code(ruleset: Ruleset, area: str | None) -> str | None:
    if area is None or area in ruleset.areas or not ruleset.areas.recognises(area):
        return area
    return ruleset.areas.find(area).code


def _place(ruleset: Ruleset, agency: str | None, area: str | None) -> str | None:
    if area is not None:
        home = ruleset.place_of(area)
        return home.name if home else None
    return next((place.name for place in ruleset.places.values() if agency in place.agencies), None)
