"""Looks areas up: by code, alias or name, their parents and children, their footprint, on a given day.

An area without children is in the lowest tier. The *footprint* of an area is the set of lowest-tier codes
in it. Two areas with the same footprint are coterminous.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from indicators.areas.area_files import (
    Alias,
    Area,
    AreaFiles,
    AreaKind,
    AreaSuccession,
    Hierarchy,
    ParentLink,
    Scheme,
    read_area_files,
)
from indicators.areas.area_history import AreaHistory
from indicators.areas.other_bodies import OtherBodies
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import NotFound, Refused
from returnonce.near_matches import find_near_matches

T = TypeVar("T")

__all__ = ["Area", "AreaBook", "AreaKind", "Hierarchy", "Scheme", "load_areas"]


class AreaBook:
    """All areas. Every method takes a day or, without one, describes things as they are now."""

    def __init__(self, files: AreaFiles) -> None:
        self._areas = {area.code: area for area in files.areas}
        self._down = _group((link.parent, link) for link in files.links)
        self._up = _group((link.child, link) for link in files.links)
        self._aliases = _group((alias.code, alias) for alias in files.aliases)
        self._texts = _index_texts(files)
        self._neighbours = _order_neighbours(files)
        self._successors = _group((succession.code, succession) for succession in files.successions)
        self._footprints: dict[tuple[str, date | None], frozenset[str]] = {}
        #: When areas began and ended, and which stood for the same council before or after.
        self.history = AreaHistory(self._areas, files.successions, files.beginnings)
        #: Reorganisations ahead; nothing is reckoned with them.
        self.planned = files.planned
        #: What stands in published files beside councils and is none.
        self.other_bodies = files.others
        self._others = OtherBodies(files.others)

    def __contains__(self, code: object) -> bool:
        return code in self._areas

    def all(self, kind: AreaKind | None = None) -> tuple[Area, ...]:
        """Every area, of one kind or of all, in the order of the file."""
        return tuple(area for area in self._areas.values() if kind in {None, area.kind})

    def get(self, code: str) -> Area:
        """The area of exactly that code, else ``NotFound`` naming the nearest codes."""
        if code in self._areas:
            return self._areas[code]
        raise self._not_found(code)

    def recognises(self, text: str) -> bool:
        """Whether a code, alias or name means an area. Quick: does not search for similar ones."""
        return _fold(text) in self._texts

    def find(self, text: str, *, on: date | None = None) -> Area:
        """The area that a code, alias or name means, whatever its letter case and spaces.

        Of several that are called so, a day leaves those that stood on it; without one, those of one council are its
        area of now. Raises ``Refused`` naming all candidates where there are still several, and ``NotFound`` naming
        similar ones where there is none. On a day, a code of another time that is the same council's means its area of
        then; :func:`indicators.areas.area_reading.read_area` says so in words.
        """
        codes = self._texts.get(_fold(text), frozenset())
        if len(codes) > 1 and on is None:
            codes = frozenset(self.history.counterpart(code, date.max) or code for code in codes)
        elif len(codes) > 1:
            codes = frozenset(code for code in codes if self._stands(code, on)) or codes
        if len(codes) == 1:
            code = next(iter(codes))
            return self._areas[code if on is None else self.history.recoded(code, on)]
        raise self._ambiguous(text, codes) if codes else self._not_found(text)

    def find_of_now(self, text: str) -> Area:
        """As :meth:`find`, but of several the one that stands now, for who then looks at a period.

        Raises as :meth:`find` does.
        """
        codes = self._texts.get(_fold(text), frozenset())
        standing = [code for code in codes if self._stands(code, None)]
        return self._areas[standing[0]] if len(standing) == 1 else self.find(text)

    def describe_other_body(self, text: str) -> str:
        """What a text means that is no area here: ``the code of a police force area``; empty where nobody knows."""
        clean = " ".join(text.split())
        body = self._others.find(clean)
        if body is None:
            return ""
        if body.match != "name":
            form = "is" if body.match == "code" else "has the form of"
            return f"{clean} {form} the code of {body.what}, and not of a council"
        members = " and ".join(self._areas[code].name for code in (body.members or "").split())
        return f"'{clean}' is {body.what}{f' of {members}' if members else ''}, and not a council"

    def _stands(self, code: str, on: date | None) -> bool:
        known = self._areas[code].exists_on(on)
        return known and (on is None or self.history.stood(code, on, on))

    def children(self, code: str, hierarchy: Hierarchy | None = None, on: date | None = None) -> tuple[Area, ...]:
        """The areas that partition this one, one step down.

        Name the hierarchy where an area has parts in several. Around a reorganisation whose day is not
        established, both the old and the new areas may be returned. A sum over them is then refused as
        incomplete, so that nothing is counted twice.
        """
        self.get(code)
        links = _in_force(self._down.get(code, ()), hierarchy, on)
        below = (self._areas[link.child] for link in links)
        return tuple(area for area in below if area.exists_on(on))

    def parents(self, code: str, hierarchy: Hierarchy | None = None, on: date | None = None) -> tuple[Area, ...]:
        """The areas that this one lies in, one step up."""
        self.get(code)
        links = _in_force(self._up.get(code, ()), hierarchy, on)
        return tuple(self._areas[link.parent] for link in links)

    def parent_links(self, code: str) -> tuple[ParentLink, ...]:
        """All links to parents in the files, of any time, with their days."""
        self.get(code)
        return self._up.get(code, ())

    def child_links(self, code: str) -> tuple[ParentLink, ...]:
        """All links to children in the files, of any time, with their days."""
        self.get(code)
        return self._down.get(code, ())

    def dated_aliases(self, code: str) -> tuple[Alias, ...]:
        """All other codes and spellings of an area, with their days."""
        self.get(code)
        return self._aliases.get(code, ())

    def footprint(self, code: str, on: date | None = None) -> frozenset[str]:
        """Codes of the lowest tier that the area consists of; its own code where it has no children."""
        key = (code, None if on is None else self.find_last_change(on))
        if key not in self._footprints:
            below = self.children(code, on=on)
            parts = [self.footprint(area.code, on) for area in below] or [frozenset({code})]
            self._footprints[key] = frozenset().union(*parts)
        return self._footprints[key]

    def find_last_change(self, on: date) -> date:
        """The day since which all areas and their parts are as on that day; what follows from them is the same."""
        at = bisect_right(self._change_days, on)
        return self._change_days[at - 1] if at else date.min

    @cached_property
    def _change_days(self) -> list[date]:
        links = (link for links in self._down.values() for link in links)
        days = {day for each in (*self._areas.values(), *links) for day in (each.valid_from, each.valid_to)}
        days |= {area.gone_by for area in self._areas.values()}
        days |= {area.absent_until + timedelta(1) for area in self._areas.values() if area.absent_until}
        return sorted(day for day in days if isinstance(day, date))

    def successors(self, code: str) -> tuple[AreaSuccession, ...]:
        """The areas that took over an area that ended, each with the day."""
        self.get(code)
        return self._successors.get(code, ())

    def current_footprint(self, code: str) -> frozenset[str]:
        """The footprint within today's areas: for an area that ended, that of its successors.

        Where an area was divided, all of the successors count, which together may be larger than it was.
        """
        later = self.successors(code)
        if not later:
            return self.footprint(code)
        return frozenset().union(*(self.current_footprint(succession.successor) for succession in later))

    def region(self, code: str, on: date | None = None) -> Area | None:
        """The region an area lies in: its own, else that of its county, else that of its parts."""
        if regions := self.parents(code, "region", on):
            return regions[0] if regions[0].kind == "region" else None
        nearby = self.parents(code, "local_government", on) or self.children(code, on=on)
        return self.region(nearby[0].code, on) if nearby else None

    def aliases(self, code: str) -> dict[str, str]:
        """Every other code of an area, by scheme."""
        self.get(code)
        return {alias.scheme: alias.alias for alias in self._aliases.get(code, ())}

    def alias(self, code: str, scheme: Scheme, on: date | None = None) -> str | None:
        """The area's code in one scheme, if there is one on that day."""
        self.get(code)
        aliases = (a for a in self._aliases.get(code, ()) if a.scheme == scheme)
        return next((a.alias for a in aliases if on is None or a.is_valid_on(on)), None)

    def code_on(self, code: str, on: date) -> str:
        """The code in use on a day: the older ONS code before 2011, where it is established."""
        return self.alias(code, "ons_before_2011", on) or code

    def neighbours(self, code: str) -> tuple[str, ...]:
        """The ten statistical neighbours (model of 2025), nearest first; none where it has none.

        An area that has followed another since the model was made has that one's; codes are those of the model.
        """
        self.get(code)
        if code in self._neighbours:
            return self._neighbours[code]
        began = self.history.began(code)
        before = began and self.history.counterpart(code, began - timedelta(1))
        return self._neighbours.get(before or code, ())

    def _ambiguous(self, text: str, codes: frozenset[str]) -> Refused:
        named = " or ".join(_describe(self._areas[code]) for code in sorted(codes))
        return Refused(f"'{text.strip()}' could be {named}.", mend="Write the code of the one meant.")

    def _not_found(self, text: str) -> NotFound:
        near = find_near_matches(_fold(text), self._texts, n=3, cutoff=0.6)
        codes = dict.fromkeys(code for match in near for code in sorted(self._texts[match]))
        named = ", ".join(_describe(self._areas[code]) for code in codes)
        mend = f"Near it: {named}." if named else "Write a code such as E10000024, or the exact name."
        if other := self.describe_other_body(text):
            mend = f"{other}. Write a council's code, such as E10000024."
        return NotFound(f"There is no area '{text.strip()}'.", mend=mend)


def load_areas(folder: FilePath) -> AreaBook:
    """The areas defined by the files of a folder.

    Raises ``Refused`` where a file is wrong.
    """
    return AreaBook(read_area_files(folder))


def _group(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for code, what in pairs:
        groups[code].append(what)
    return {code: tuple(items) for code, items in groups.items()}


def _in_force(links: Iterable[ParentLink], hierarchy: Hierarchy | None, on: date | None) -> Iterable[ParentLink]:
    return (link for link in links if hierarchy in {None, link.hierarchy} and link.is_valid_on(on))


def _index_texts(files: AreaFiles) -> dict[str, frozenset[str]]:
    """Every text that names an area, folded; a code beats a name that looks like it."""
    codes_by_text: dict[str, set[str]] = defaultdict(set)
    for area in files.areas:
        codes_by_text[_fold(area.name)].add(area.code)
    for alias in files.aliases:
        codes_by_text[_fold(alias.alias)].add(alias.code)
    codes = {_fold(area.code): frozenset({area.code}) for area in files.areas}
    return {text: frozenset(matches) for text, matches in codes_by_text.items()} | codes


def _order_neighbours(files: AreaFiles) -> dict[str, tuple[str, ...]]:
    ordered = sorted(files.neighbours, key=lambda near: near.position)
    return _group((near.code, near.neighbour) for near in ordered)


def _fold(text: str) -> str:
    return " ".join(text.replace("&", " and ").split()).casefold()


def _describe(area: Area) -> str:
    ending = f", gone by {area.gone_by}" if area.gone_by else ""
    return f"{area.code} ({area.name}, {area.kind.replace('_', ' ')}{ending})"
