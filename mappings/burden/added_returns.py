"""Scenario: add a return that a place does not make yet, from the ruleset or from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.catalogue.indicator import WHOLE_PERIOD_KINDS
from indicators.period.arithmetic import Period
from mappings.definitions.line_coverage import COUNCILS, ONE_TIER, normalise_kind
from mappings.definitions.lines import is_in_force
from mappings.definitions.record_returns import RecordReturn
from mappings.definitions.return_definitions import Edition, Line
from mappings.definitions.returns import Return, find_return, load_return
from mappings.obligations.obligations import is_made_of_records
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place
from returnonce.definition_files.base import NOT_ESTABLISHED, InForce
from returnonce.errors import NotFound, Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ALWAYS_IN_FORCE = {"from": NOT_ESTABLISHED, "to": None}
UPPER_TIER = ONE_TIER | {"county"}


def add_return(
    ruleset: Ruleset, reference: str, *, places: Sequence[Place], start: date, end: date, folders: bool
) -> Ruleset:
    """The ruleset in which each of the places makes the return, for each of its areas of the right kind.

    ``reference``: ``RETURN`` (of figures, or of records), ``RETURN@EDITION``, or (with ``folders``) a path with a
    slash in it to a folder that holds ``lines.tsv`` and an edition's file.

    Raises:
        NotFound: no such return, edition, folder or indicator.
        Refused: a place makes it already, or no place has an area of the right kind.
    """
    if reference not in ruleset.returns and reference in ruleset.record_returns:
        return _add_record_return(ruleset, ruleset.record_return(reference), places, start, end)
    new_return = (
        _load_from_folder(ruleset, reference, end)
        if _is_path(reference) and folders
        else _find_known_return(ruleset, reference, start, end)
    )
    for line in new_return.lines:
        if line.object_id not in ruleset.catalogue:
            raise NotFound(
                f"Line {line.subject_id} asks for the indicator {line.object_id!r}, which there is not.",
                where=f"{new_return.code}/lines.tsv",
                mend="See: returnonce catalogue list.",
            )
    changed_places = {place.name: _add_to_place(ruleset, place, new_return, start, end) for place in places}
    if not any(len(changed_places[place.name].returns) > len(place.returns) for place in places):
        kinds = ", ".join(new_return.editions[0].area_kinds)
        raise Refused(
            f"{new_return.title} is made for: {kinds}; there is no such area here.", mend="Name another place."
        )
    return replace(
        ruleset, returns={**ruleset.returns, new_return.code: new_return}, places={**ruleset.places, **changed_places}
    )


def _is_path(reference: str) -> bool:
    return "/" in reference or "\\" in reference


def _find_known_return(ruleset: Ruleset, reference: str, start: date, end: date) -> Return:
    """A return of the ruleset; in the form of one edition where the reference names one (``RETURN@EDITION``)."""
    code, _, name = reference.partition("@")
    known_return = find_return(ruleset.returns, code)
    editions = {edition.edition: edition for edition in known_return.editions}
    if name and name not in editions:
        raise NotFound(f"{known_return.title} has no edition {name!r}.", mend=f"It has {', '.join(editions)}.")
    if not name and not any(_in_force(edition, start, end) for edition in known_return.editions):
        raise Refused(
            f"{known_return.title} is not in force in this time.",
            mend=f"Name the edition to imagine: {' or '.join(f'{code}@{edition}' for edition in editions)}.",
        )
    return _make_return_permanent(known_return, editions[name]) if name else known_return


def _in_force(edition: Edition, start: date, end: date) -> bool:
    return edition.in_force.covers(start) or edition.in_force.covers(end)


def _make_return_permanent(original: Return, edition: Edition) -> Return:
    """One edition, with the lines of its first day, made valid at any time."""
    first = edition.in_force.start
    lines = tuple(line for line in original.lines if not isinstance(first, date) or is_in_force(line, first))
    in_force_always = InForce.model_validate(ALWAYS_IN_FORCE)
    always = edition.model_copy(update={"in_force": in_force_always})
    return Return(original.code, original.title, (always,), tuple(map(_make_line_permanent, lines)))


def _make_line_permanent(line: Line) -> Line:
    return line.model_copy(update={"valid_from": NOT_ESTABLISHED, "valid_to": None})


def _load_from_folder(ruleset: Ruleset, reference: str, end: date) -> Return:
    folder = Path(reference)
    if not (folder / "lines.tsv").is_file():
        raise NotFound(
            f"There is no return in the folder {reference!r}.",
            mend="It needs lines.tsv and an edition, such as FY2026-27.yaml.",
        )
    loaded = load_return(folder.resolve())
    if loaded.code in ruleset.returns:
        raise Refused(f"There is a return {loaded.code!r} already.", mend="Name the folder otherwise.")
    editions = [edition for edition in loaded.editions if edition.in_force.covers(end)]
    return loaded if editions else _make_return_permanent(loaded, loaded.editions[-1])


def is_made_in(row: PlaceReturn, start: date, end: date) -> bool:
    """True when a place's row of a return covers any day from ``start`` to ``end``."""
    return row.first.start <= end and (row.last is None or row.last.end >= start)


def _add_record_return(
    ruleset: Ruleset, record_return: RecordReturn, places: Sequence[Place], start: date, end: date
) -> Ruleset:
    """Add a return made of records: for areas that have suppliers of records, else for upper-tier councils."""
    changed_places = {}
    for place in places:
        areas = _list_record_areas(ruleset, record_return, place)
        changed_places[place.name] = _add_place_return(
            place, record_return.code, record_return.title, areas, start, end
        )
    return replace(ruleset, places={**ruleset.places, **changed_places})


def add_records(ruleset: Ruleset, *, places: Sequence[Place], start: date, end: date) -> Ruleset:
    """The ruleset in which each place sends the records that give whole periods' figures, where it does not yet.

    Each such return is made for the areas that have suppliers of its records, else for upper-tier councils.

    Raises:
        Refused: no place would send a record set that it does not send already.
    """
    changed_places = {place.name: _send_records(ruleset, place, start, end) for place in places}
    if all(changed_places[place.name] is place for place in places):
        raise Refused(
            "Every record set that gives whole periods' figures is sent already, or no council here could send one.",
            mend="See what the records fill in the waterfall as it is, or name an earlier year.",
        )
    return replace(ruleset, places={**ruleset.places, **changed_places})


def _send_records(ruleset: Ruleset, place: Place, start: date, end: date) -> Place:
    sent = {
        row.return_code for row in place.returns if is_made_of_records(row, ruleset) and is_made_in(row, start, end)
    }
    for record_return in ruleset.record_returns.values():
        areas = _list_record_areas(ruleset, record_return, place)
        if areas and record_return.code not in sent and _gives_whole_periods(record_return):
            row = _make_row(record_return.code, areas, records=record_return.code in ruleset.returns)
            place = replace(place, returns=(*place.returns, row))
    return place


def _gives_whole_periods(record_return: RecordReturn) -> bool:
    """False for returns of single months, and for those that only an event begins (made for a day)."""
    return bool((WHOLE_PERIOD_KINDS - {"day"}).intersection(record_return.period_kinds))


def _list_record_areas(ruleset: Ruleset, record_return: RecordReturn, place: Place) -> list[str]:
    supplied = [row.area for row in place.suppliers if row.record_set in record_return.record_sets]
    upper = [code for code in place.areas if ruleset.areas.get(code).kind in UPPER_TIER]
    return list(dict.fromkeys(supplied or upper))


def _add_to_place(ruleset: Ruleset, place: Place, new_return: Return, start: date, end: date) -> Place:
    kinds = {normalise_kind(code) for edition in new_return.editions for code in edition.area_kinds}
    areas = [code for code in place.areas if ruleset.areas.get(code).kind in kinds]
    return _add_place_return(
        place, new_return.code, new_return.title, _drop_covered_councils(ruleset, areas, end), start, end
    )


def _drop_covered_councils(ruleset: Ruleset, areas: Sequence[str], on: date) -> list[str]:
    """Leave out councils whose ground a partner's area covers: nobody is asked for the same ground twice."""
    ground_by_area = {code: ruleset.areas.footprint(code, on) for code in areas}
    partners = [code for code in areas if ruleset.areas.get(code).kind not in COUNCILS]
    partner_ground = frozenset[str]().union(*(ground_by_area[code] for code in partners))
    return [code for code in areas if code in partners or not ground_by_area[code] & partner_ground]


def _add_place_return(place: Place, code: str, title: str, areas: Sequence[str], start: date, end: date) -> Place:
    """The place with one more return; unchanged where it has no area for the return."""
    for row in place.returns:
        if row.return_code == code and is_made_in(row, start, end):
            raise Refused(f"{place.title} makes {title} already.", mend="Name another place or another time.")
    if not areas:
        return place
    return replace(place, returns=(*place.returns, _make_row(code, areas)))


def _make_row(code: str, areas: Sequence[str], *, records: bool = False) -> PlaceReturn:
    """A row of a place's returns that holds at any time."""
    long_ago = Period("any", "window", date.min, date.min)
    return PlaceReturn.model_validate(
        {"return": code, "records": records, "areas": areas, "from": long_ago, "illustrative": True}
    )
