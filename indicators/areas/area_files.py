"""Reads and checks the area files: areas, parents, aliases, neighbours, successors (``indicators/areas/*.csv``)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from returnonce.definition_files.base import DateOrUnknown, Definition, Text
from returnonce.definition_files.british_dates import read_dates
from returnonce.definition_files.fault_words import read_faults
from returnonce.definition_files.file_tree import FilePath
from returnonce.errors import Refused

AreaKind = Literal[
    "county", "district", "unitary", "london_borough", "metropolitan_borough", "region",
    "country", "pct", "partnership", "police_force", "fire_authority", "trust",
]  # fmt: skip
Hierarchy = Literal["local_government", "region", "nhs", "partnership", "police", "fire"]
Scheme = Literal["department", "ons_before_2011", "former_code", "ods", "name"]
#: What became of an area: another code alone; other boundaries; one of several that became one; parted.
AreaChange = Literal["recode", "land_moved", "merged", "divided"]


class ValidityDefinition(Definition):
    """Something valid from a day (included) to a day (excluded). An empty end means that no end is known."""

    valid_from: DateOrUnknown
    valid_to: DateOrUnknown | None = None

    def is_valid_on(self, day: date | None) -> bool:
        """Whether it is valid on a day. Unestablished dates never exclude; without a day, true unless ended."""
        if day is None:
            return not isinstance(self.valid_to, date)
        has_begun = not isinstance(self.valid_from, date) or self.valid_from <= day
        return has_begun and not (isinstance(self.valid_to, date) and self.valid_to <= day)


class Area(ValidityDefinition):
    """One area. Where its own dates are not established, published files may still bound them.

    ``absent_until``: the last day on which a long published series does not show the code yet.
    ``gone_by``: the first day on which it no longer shows the code.
    """

    code: Text
    name: Text
    kind: AreaKind
    source: Text
    absent_until: date | None = None
    gone_by: date | None = None
    note: Text | None = None

    def exists_on(self, day: date | None) -> bool:
        """False where the area is known not to exist on that day; without a day, as things are now."""
        if not self.is_valid_on(day):
            return False
        if day is None:
            return self.gone_by is None
        absent = self.absent_until is not None and day <= self.absent_until
        return not absent and not (self.gone_by is not None and day >= self.gone_by)


class ParentLink(ValidityDefinition):
    """One area lies within another, in one hierarchy."""

    child: Text
    parent: Text
    hierarchy: Hierarchy
    source: Text

    @model_validator(mode="after")
    def _not_its_own_parent(self) -> ParentLink:
        if self.child == self.parent:
            raise ValueError("an area is not its own parent")
        return self


class Alias(ValidityDefinition):
    """Another code or spelling of an area. ``former_code``: what the same council's code was until a day."""

    code: Text
    scheme: Scheme
    alias: Text
    source: Text
    note: Text | None = None


class Neighbour(Definition):
    """One of the ten authorities most like another, nearest first."""

    code: Text
    position: int = Field(ge=1, le=10)
    neighbour: Text
    closeness: Text
    model_year: int


class AreaSuccession(Definition):
    """From a day on, an area that ended belongs to another. Several rows where it was divided or merged."""

    code: Text
    successor: Text
    on: date
    source: Text
    change: AreaChange | None = None
    #: What the change was, in words, such as that land moved.
    note: Text | None = None


class OtherBody(Definition):
    """What stands where an area would and is no council: a kind of code, a body of several councils, a group.

    ``match``: ``code`` (the three characters with which a nine-character code begins), ``ods`` (a code in which ``?``
    is any character) or ``name``. ``members``: codes of the councils that a joint body is of.
    """

    match: Literal["code", "ods", "name"]
    text: Text
    what: Text
    members: Text | None = None
    source: Text


class AreaBeginning(Definition):
    """The first day of an area whose predecessors have no code here.

    Unlike ``valid_from`` it takes the area out of no sum: what was added up before it would lack its predecessors.
    """

    code: Text
    on: date
    source: Text
    note: Text | None = None


class PlannedChange(Definition):
    """A reorganisation that is planned. Nothing is reckoned with it until its areas and day are established."""

    code: Text
    on: date
    what: Text
    source: Text


R = TypeVar("R", Area, ParentLink, Alias, Neighbour, AreaSuccession, AreaBeginning, PlannedChange, OtherBody)


@dataclass(frozen=True)
class AreaFiles:
    """The rows of all area files, checked against each other."""

    areas: tuple[Area, ...]
    links: tuple[ParentLink, ...]
    aliases: tuple[Alias, ...]
    neighbours: tuple[Neighbour, ...]
    successions: tuple[AreaSuccession, ...] = ()
    beginnings: tuple[AreaBeginning, ...] = ()
    planned: tuple[PlannedChange, ...] = ()
    others: tuple[OtherBody, ...] = ()


def read_area_files(folder: FilePath) -> AreaFiles:
    """Read ``areas``, ``parents``, ``aliases``, ``neighbours`` (.csv, UTF-8) and, where they exist, ``successors``,
    ``beginnings``, ``planned`` and ``other_bodies``.

    Raises ``Refused`` naming file and row for a wrong field, a duplicate or unknown code,
    or an area that contains itself.
    """
    areas = _read(folder / "areas.csv", Area)
    links = _read(folder / "parents.csv", ParentLink)
    aliases = _read(folder / "aliases.csv", Alias)
    neighbours = _read(folder / "neighbours.csv", Neighbour)
    codes = _require_unique(area.code for area in areas)
    _require_listed(codes, "parents.csv", ((link.child, link.parent) for link in links))
    _require_listed(codes, "aliases.csv", ((alias.code,) for alias in aliases))
    _require_listed(codes, "neighbours.csv", ((near.code, near.neighbour) for near in neighbours))
    _refuse_circles([(link.child, link.parent) for link in links], "parents.csv", "lies in itself")
    path = folder / "successors.csv"
    successions = _read(path, AreaSuccession) if path.exists() else ()
    _require_listed(codes, path.name, ((succession.code, succession.successor) for succession in successions))
    _refuse_circles(
        [(succession.code, succession.successor) for succession in successions], path.name, "takes over from itself"
    )
    beginnings = _read_if_there(folder / "beginnings.csv", AreaBeginning)
    planned = _read_if_there(folder / "planned.csv", PlannedChange)
    _require_listed(codes, "beginnings.csv", ((beginning.code,) for beginning in beginnings))
    _require_listed(codes, "planned.csv", ((change.code,) for change in planned))
    others = _read_if_there(folder / "other_bodies.csv", OtherBody)
    _require_listed(codes, "other_bodies.csv", (tuple((body.members or "").split()) for body in others))
    return AreaFiles(areas, links, aliases, neighbours, successions, beginnings, planned, others)


def _read_if_there(path: FilePath, kind: type[R]) -> tuple[R, ...]:
    return _read(path, kind) if path.exists() else ()


def _read(path: FilePath, kind: type[R]) -> tuple[R, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"The area file {path.name} cannot be read.",
            where=str(path.parent.name),
            mend="Put the file there, as UTF-8 text separated by commas.",
        ) from error
    rows = csv.DictReader(text.splitlines())
    return tuple(_row(kind, row, f"{path.name} row {number}") for number, row in enumerate(rows, start=2))


def _row(kind: type[R], row: dict[str, str], where: str) -> R:
    try:
        return kind.model_validate({name: value or None for name, value in read_dates(kind, row).items()})
    except ValidationError as error:
        raise Refused(f"{read_faults(error, kind).faults[0]}.", where=where, mend="Correct the row.") from None


def _require_unique(codes: Iterable[str]) -> frozenset[str]:
    distinct: set[str] = set()
    for code in codes:
        if code in distinct:
            raise Refused(f"The area {code} is given twice.", where="areas.csv", mend="Keep one row.")
        distinct.add(code)
    return frozenset(distinct)


def _require_listed(area_codes: frozenset[str], where: str, used: Iterable[tuple[str, ...]]) -> None:
    for number, codes in enumerate(used, start=2):
        for code in codes:
            if code not in area_codes:
                raise Refused(
                    f"The area {code} is not in areas.csv.",
                    where=f"{where} row {number}",
                    mend="Add it there, or correct the code.",
                )


def _refuse_circles(pairs: Iterable[tuple[str, str]], where: str, fault: str) -> None:
    above = defaultdict(set)
    for code, other in pairs:
        above[code].add(other)
    checked: set[str] = set()
    for code in list(above):
        if circle := _find_circle(code, above, (), checked):
            raise Refused(
                f"The area {code} {fault}, through {' and '.join(circle)}.",
                where=where,
                mend="Correct one of those rows.",
            )


def _find_circle(code: str, above: dict[str, set[str]], below: tuple[str, ...], checked: set[str]) -> tuple[str, ...]:
    """The codes on a path from an area back to itself; empty where there is no circle."""
    if code in below:
        return below[below.index(code) + 1 :]
    if code in checked:
        return ()
    for parent in sorted(above.get(code, ())):
        if circle := _find_circle(parent, above, (*below, code), checked):
            return circle
    checked.add(code)
    return ()
