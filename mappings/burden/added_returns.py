"""A return that a place does not make yet: one that is known, in one of its editions, or one from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.period.codes import Period
from mappings.definitions.line_coverage import COUNCILS, ONE_TIER, kind_of
from mappings.definitions.lines import in_force
from mappings.definitions.record_returns import RecordReturn, load_record_returns, record_return_named
from mappings.definitions.return_definitions import Edition, Line
from mappings.definitions.returns import Return, find_return, load_return
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place
from returnonce.definitions import NOT_ESTABLISHED, InForce
from returnonce.errors import NotFound, Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ALWAYS = {"from": NOT_ESTABLISHED, "to": None}
UPPER_TIER = ONE_TIER | {"county"}


def add_return(
    ruleset: Ruleset, what: str, *, places: Sequence[Place], start: date, end: date, folders: bool
) -> Ruleset:
    """The ruleset with the return made by each of the places, for each of their areas that it is made for.

    ``what``: ``RETURN`` (of figures, or of records), ``RETURN@EDITION``, or (with ``folders``) a path with a
    slash in it to a folder that holds ``lines.tsv`` and an edition's file.

    Raises:
        NotFound: no such return, edition, folder or indicator.
        Refused: it is made already, or for no area of the places.
    """
    if what not in ruleset.returns and what in load_record_returns():
        return _records(ruleset, record_return_named(what), places, start, end)
    found = _from_folder(ruleset, what, end) if _is_path(what) and folders else _known(ruleset, what, start, end)
    for line in found.lines:
        if line.object_id not in ruleset.catalogue:
            raise NotFound(
                f"Line {line.subject_id} asks for the indicator {line.object_id!r}, which there is not.",
                where=f"{found.code}/lines.tsv",
                mend="See: returnonce catalogue list.",
            )
    made = {place.name: _making(ruleset, place, found, start, end) for place in places}
    if not any(len(made[place.name].returns) > len(place.returns) for place in places):
        kinds = ", ".join(found.editions[0].area_kinds)
        raise Refused(f"{found.title} is made for: {kinds}; there is no such area here.", mend="Name another place.")
    return replace(ruleset, returns=ruleset.returns | {found.code: found}, places=ruleset.places | made)


def _is_path(what: str) -> bool:
    return "/" in what or "\\" in what


def _known(ruleset: Ruleset, what: str, start: date, end: date) -> Return:
    """A return of the ruleset, as it was in an edition's first year where one is named."""
    code, _, name = what.partition("@")
    found = find_return(ruleset.returns, code)
    editions = {each.edition: each for each in found.editions}
    if name and name not in editions:
        raise NotFound(f"{found.title} has no edition {name!r}.", mend=f"It has {', '.join(editions)}.")
    if not name and not any(_in_force(each, start, end) for each in found.editions):
        raise Refused(
            f"{found.title} is not in force in this time.",
            mend=f"Name the edition to imagine: {' or '.join(f'{code}@{each}' for each in editions)}.",
        )
    return _for_ever(found, editions[name]) if name else found


def _in_force(edition: Edition, start: date, end: date) -> bool:
    return edition.in_force.covers(start) or edition.in_force.covers(end)


def _for_ever(found: Return, edition: Edition) -> Return:
    """One edition and the lines of its first day, as if they held at any time."""
    first = edition.in_force.start
    lines = tuple(line for line in found.lines if not isinstance(first, date) or in_force(line, first))
    held = InForce.model_validate(ALWAYS)
    always = edition.model_copy(update={"in_force": held})
    return Return(found.code, found.title, (always,), tuple(map(_at_any_time, lines)))


def _at_any_time(line: Line) -> Line:
    return line.model_copy(update={"valid_from": NOT_ESTABLISHED, "valid_to": None})


def _from_folder(ruleset: Ruleset, what: str, end: date) -> Return:
    folder = Path(what)
    if not (folder / "lines.tsv").is_file():
        raise NotFound(
            f"There is no return in the folder {what!r}.",
            mend="It needs lines.tsv and an edition, such as FY2026-27.yaml.",
        )
    found = load_return(folder.resolve())
    if found.code in ruleset.returns:
        raise Refused(f"There is a return {found.code!r} already.", mend="Name the folder otherwise.")
    held = [each for each in found.editions if each.in_force.covers(end)]
    return found if held else _for_ever(found, found.editions[-1])


def is_made_in(row: PlaceReturn, start: date, end: date) -> bool:
    """True when a place's row of a return takes any day from ``start`` to ``end``."""
    return row.first.start <= end and (row.last is None or row.last.end >= start)


def _records(ruleset: Ruleset, found: RecordReturn, places: Sequence[Place], start: date, end: date) -> Ruleset:
    """A return made of records, for areas whose records have suppliers, else for councils of upper tier."""
    made = {}
    for place in places:
        supplied = [row.area for row in place.suppliers if row.record_set in found.record_sets]
        upper = [code for code in place.areas if ruleset.areas.get(code).kind in UPPER_TIER]
        made[place.name] = _makes(place, found.code, found.title, list(dict.fromkeys(supplied or upper)), start, end)
    return replace(ruleset, places=ruleset.places | made)


def _making(ruleset: Ruleset, place: Place, found: Return, start: date, end: date) -> Place:
    kinds = {kind_of(code) for edition in found.editions for code in edition.area_kinds}
    areas = [code for code in place.areas if ruleset.areas.get(code).kind in kinds]
    return _makes(place, found.code, found.title, _once(ruleset, areas, end), start, end)


def _once(ruleset: Ruleset, areas: Sequence[str], on: date) -> list[str]:
    """Without councils on whose ground a partner makes the return: nobody is asked for the same ground twice."""
    ground = {code: ruleset.areas.footprint(code, on) for code in areas}
    partners = [code for code in areas if ruleset.areas.get(code).kind not in COUNCILS]
    taken = frozenset[str]().union(*(ground[code] for code in partners))
    return [code for code in areas if code in partners or not ground[code] & taken]


def _makes(place: Place, code: str, title: str, areas: Sequence[str], start: date, end: date) -> Place:
    """The place with one more return; as it was where the return is made for no area of it."""
    for row in place.returns:
        if row.return_code == code and is_made_in(row, start, end):
            raise Refused(f"{place.title} makes {title} already.", mend="Name another place or another time.")
    if not areas:
        return place
    long_ago = Period("any", "window", date.min, date.min)
    row = PlaceReturn.model_validate({"return": code, "areas": areas, "from": long_ago, "illustrative": True})
    return replace(place, returns=(*place.returns, row))
