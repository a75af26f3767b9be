"""What-if scenarios: a copy of the ruleset with returns or lines dropped, added or merged, or with one area only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from mappings.burden.added_returns import add_records, add_return, is_made_in
from mappings.calendar.event_kinds import find_event_kind
from mappings.definitions.lines import EXACT, is_in_force, normalise_code
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return, find_return
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place
from returnonce.errors import NotFound, Refused, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

INTO = " into "


@dataclass(frozen=True)
class ScenarioChange:
    """One change of a scenario. ``what`` is as it was written.

    ``kind``: ``drop``, ``drop-line``, ``add``, ``merge``; ``records``, where record sets are sent that fill cells; or
    ``event``, where an event of a kind happens, whose hours are counted beside the returns.
    """

    kind: str
    what: str

    @property
    def description(self) -> str:
        """In words."""
        return f"{_WORDS[self.kind]} {self.what}".strip()


_WORDS = {
    "drop": "Drop", "drop-line": "Drop line", "add": "Add", "merge": "Merge",
    "records": "Send record sets instead of keyed figures", "event": "There is one more:",
}  # fmt: skip


def build_changes(
    *,
    drop: Iterable[str] = (),
    drop_line: Iterable[str] = (),
    add: Iterable[str] = (),
    merge: Iterable[str] = (),
    records: bool = False,
    event: Iterable[str] = (),
) -> tuple[ScenarioChange, ...]:
    """The changes in the order in which they are made: first what is merged, then dropped, then added, then records.

    An event may be named more than once; each other change counts once.
    """
    texts_by_kind = (("merge", merge), ("drop-line", drop_line), ("drop", drop), ("add", add))
    changes = dict.fromkeys(ScenarioChange(kind, text.strip()) for kind, texts in texts_by_kind for text in texts)
    sent = [ScenarioChange("records", "")] if records else []
    return (*changes, *sent, *(ScenarioChange("event", kind.strip()) for kind in event))


def apply_changes(
    ruleset: Ruleset,
    changes: Sequence[ScenarioChange],
    *,
    start: date,
    end: date,
    place: str | None,
    folders: bool = False,
) -> Ruleset:
    """A copy of the ruleset with the changes applied, for obligations from ``start`` to ``end``.

    ``folders``: a return to add may be a folder of the caller's machine.

    Raises:
        NotFound: no such return or line, or no place makes it.
        Refused: a return to add is made already, or two to merge are not made by the same places.
    """
    _check_compatible(ruleset, changes)
    scope = _Scope(start, end, frozenset([place] if place else ruleset.places), folders)
    scenario = ruleset
    for change in changes:
        scenario = _APPLY_BY_KIND[change.kind](scenario, change.what, scope)
    name = sha256("\n".join([ruleset.hash, *(change.description for change in changes)]).encode()).hexdigest()
    return replace(scenario, hash=name)


def _check_compatible(ruleset: Ruleset, changes: Sequence[ScenarioChange]) -> None:
    """Refuse to merge into a return that is dropped as well: its figures would be lost."""
    dropped = {change.what for change in changes if change.kind == "drop"}
    for into in (change.what.partition(INTO)[2].strip() for change in changes if change.kind == "merge"):
        if into and find_return(ruleset.returns, into).code in dropped:
            raise Refused(
                f"{into} is dropped, so that what is merged into it would be lost.",
                mend="Drop the return that is merged, or leave one of the two changes out.",
            )


@dataclass(frozen=True)
class _Scope:
    start: date
    end: date
    places: frozenset[str]
    folders: bool


def _drop(ruleset: Ruleset, argument: str, scope: _Scope) -> Ruleset:
    if argument not in {*ruleset.returns, *ruleset.record_returns, *ruleset.scheduled_returns}:
        find_return(ruleset.returns, argument)
    makers = [place for place in _list_places(ruleset, scope) if argument in _list_return_codes(place, scope)]
    if not makers:
        raise NotFound(f"Nobody here makes the return {argument!r} in this time.", mend="There is nothing to drop.")
    return _filter_returns(ruleset, makers, lambda row: row.return_code != argument)


def _filter_returns(ruleset: Ruleset, places: Sequence[Place], keep: Callable[[PlaceReturn], bool]) -> Ruleset:
    changed = {place.name: replace(place, returns=tuple(filter(keep, place.returns))) for place in places}
    return replace(ruleset, places={**ruleset.places, **changed})


def _drop_line(ruleset: Ruleset, argument: str, _scope: _Scope) -> Ruleset:
    """Drop a line by its code, in any spelling, with all its parts."""
    code, _, line = argument.rpartition(":")
    returns = [find_return(ruleset.returns, code)] if code else list(ruleset.returns.values())
    line_key = normalise_code(line)
    dropped = {
        return_.code: _remove_lines(return_, lambda subject: _matches_line(subject, line_key)) for return_ in returns
    }
    if all(len(dropped[return_.code].lines) == len(return_.lines) for return_ in returns):
        raise NotFound(f"No return has a line {line.strip()!r}.", mend="Write it like NI 62, or core-data-set:CORE 12.")
    return replace(ruleset, returns={**ruleset.returns, **dropped})


def _matches_line(subject: str, line_key: str) -> bool:
    key = normalise_code(subject)
    return key == line_key or (key.rpartition(".")[0] == line_key and key.rpartition(".")[2].isdigit())


def _remove_lines(definition: Return, goes: Callable[[str], bool]) -> Return:
    return replace(definition, lines=tuple(line for line in definition.lines if not goes(line.subject_id)))


def _merge(ruleset: Ruleset, argument: str, scope: _Scope) -> Ruleset:
    """Drop those lines of one return that ask for an indicator which the other return asks for too."""
    from_code, into, to_code = (part.strip() for part in argument.partition(INTO))
    if not into:
        raise WrongUsage(
            f"{argument!r} does not say what is merged into what.", mend="Write: vital-signs into national-indicators."
        )
    first, second = find_return(ruleset.returns, from_code), find_return(ruleset.returns, to_code)
    if first.code == second.code:
        raise WrongUsage(f"{first.code} is merged into itself.", mend="Name two returns.")
    _check_makers(ruleset, first, second, scope)
    merged_lines = find_mergeable_lines(first, second, scope.end)
    merged = _remove_lines(first, lambda line: line in merged_lines)
    return replace(ruleset, returns={**ruleset.returns, first.code: merged})


def find_mergeable_lines(first: Return, second: Return, on: date) -> frozenset[str]:
    """Lines of one return that are exactly an indicator and split which a line of the other is, too."""
    measures = {(line.object_id, line.breakdown) for line in second.lines if _is_exact(line, on)}
    return frozenset(
        line.subject_id for line in first.lines if _is_exact(line, on) and (line.object_id, line.breakdown) in measures
    )


def _is_exact(line: Line, on: date) -> bool:
    return line.predicate_id == EXACT and is_in_force(line, on)


def _check_makers(ruleset: Ruleset, first: Return, second: Return, scope: _Scope) -> None:
    codes_by_place = {place.name: _list_return_codes(place, scope) for place in _list_places(ruleset, scope)}
    if not any(first.code in codes for codes in codes_by_place.values()):
        raise NotFound(f"Nobody here makes {first.title} in this time.", mend="There is nothing to merge.")
    for place in _list_places(ruleset, scope):
        codes = codes_by_place[place.name]
        if first.code in codes and second.code not in codes:
            raise Refused(
                f"{place.title} makes {first.title} and not {second.title}, so that it would lose the figures.",
                mend="Name another place with --place, or another return.",
            )


def _list_return_codes(place: Place, scope: _Scope) -> set[str]:
    """Codes of the returns that a place makes in the scenario's span."""
    return {row.return_code for row in place.returns if is_made_in(row, scope.start, scope.end)}


def _add(ruleset: Ruleset, argument: str, scope: _Scope) -> Ruleset:
    return add_return(
        ruleset, argument, places=_list_places(ruleset, scope), start=scope.start, end=scope.end, folders=scope.folders
    )


def _list_places(ruleset: Ruleset, scope: _Scope) -> list[Place]:
    return [place for name, place in ruleset.places.items() if name in scope.places]


def _send_records(ruleset: Ruleset, _argument: str, scope: _Scope) -> Ruleset:
    return add_records(ruleset, places=_list_places(ruleset, scope), start=scope.start, end=scope.end)


def _add_event(ruleset: Ruleset, argument: str, _scope: _Scope) -> Ruleset:
    """An event changes no definition; its hours are added by what writes the report."""
    find_event_kind(ruleset.event_kinds, argument)
    return ruleset


_APPLY_BY_KIND: dict[str, Callable[[Ruleset, str, _Scope], Ruleset]] = {
    "drop": _drop, "drop-line": _drop_line, "merge": _merge, "add": _add, "records": _send_records,
    "event": _add_event,
}  # fmt: skip


def restrict_to_area(ruleset: Ruleset, area: str, on: date, *, empty: bool = False) -> Ruleset:
    """The ruleset with the returns of one area only: its own, of areas in it and of bodies on its ground.

    ``empty``: accept that there is no return for it.

    Raises:
        NotFound: no such area, or no return is made for it.
    """
    target_area = ruleset.areas.find(area, on=on)
    ground = ruleset.areas.footprint(target_area.code, on)
    places = {}
    for name, place in ruleset.places.items():
        rows_with_areas = [
            (row, tuple(a for a in row.areas if ruleset.areas.footprint(a, on) <= ground)) for row in place.returns
        ]
        rows_within = tuple(row.model_copy(update={"areas": areas}) for row, areas in rows_with_areas if areas)
        places[name] = replace(place, returns=rows_within)
    if not empty and not any(place.returns for place in places.values()):
        raise NotFound(f"No return is made for {target_area.name}.", mend="Name an area of a place, such as E09000023.")
    return replace(ruleset, places=places)
