"""Succession of agencies that end, merge or split: who is in charge afterwards.

Figures that an agency gave stay its own. Its successor is asked for later ones, and the successor's count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from indicators.areas.area_book import AreaBook
from mappings.place.place_definitions import Agency
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import Refused


def successors_of(agency: Agency) -> tuple[str, ...]:
    """Codes of those that took over; none where there are none, or where they are not established."""
    return tuple(code for code in agency.successors if code != NOT_ESTABLISHED)


def in_charge(agencies: Mapping[str, Agency], code: str, on: date) -> tuple[Agency, ...]:
    """The agency itself while it lasts; afterwards those that took over from it, each as far as it has come.

    Several after a service was parted; none after one that ended without a successor, and none before it begins.
    """
    agency = agencies[code]
    if agency.covers(on):
        return (agency,)
    if not _has_ended(agency, on):
        return ()
    later = (found for other in successors_of(agency) for found in in_charge(agencies, other, on))
    return tuple({found.code: found for found in later}.values())


def one_in_charge(
    agencies: Mapping[str, Agency], book: AreaBook, code: str, on: date, area: str | None = None
) -> Agency | None:
    """As :func:`in_charge`, but one: of several, the one whose ground holds the area; None where that does not tell."""
    found = in_charge(agencies, code, on)
    if len(found) > 1 and area is not None:
        wanted = book.current_footprint(area)
        found = tuple(agency for agency in found if wanted <= ground_of(agency, book))
    return found[0] if len(found) == 1 else None


def heirs_of(agencies: Mapping[str, Agency], code: str) -> frozenset[str]:
    """Codes of all that took over from an agency, and from those in turn; none for one that is not known here."""
    found: set[str] = set()
    waiting = [*successors_of(agencies[code])] if code in agencies else []
    while waiting:
        other = waiting.pop()
        if other not in found and other in agencies:
            found.add(other)
            waiting += successors_of(agencies[other])
    return frozenset(found)


def heir_in_role(agencies: Mapping[str, Agency], book: AreaBook, role: str, area: str, on: date) -> Agency | None:
    """Who took over a role from an agency that has ended, for an area: the heir of the one with the least ground."""
    wanted = book.current_footprint(area)
    ended = [a for a in agencies.values() if role in a.roles and _has_ended(a, on) and wanted <= ground_of(a, book)]
    # The latest to end was the last to have the role.
    ended.sort(key=lambda a: (-_end(a).toordinal(), len(ground_of(a, book))))
    heirs = (one_in_charge(agencies, book, agency.code, on, area) for agency in ended)
    return next((heir for heir in heirs if heir is not None and wanted <= ground_of(heir, book)), None)


def ground_of(agency: Agency, book: AreaBook) -> frozenset[str]:
    """The lowest-tier areas, as they are now, that an agency serves."""
    return frozenset().union(*(book.current_footprint(area) for area in agency.areas))


def check_succession(name: str, agencies: tuple[Agency, ...], book: AreaBook) -> None:
    """Successors exist, take over in time, on the whole ground, and never from themselves.

    Raises:
        Refused: one does not; names the row, the column and the mend.
    """
    known = {agency.code: agency for agency in agencies}
    for number, agency in enumerate(agencies, start=2):
        where = f"{name}/agencies.tsv row {number}"
        heirs = [_known(code, known, where) for code in successors_of(agency)]
        if heirs:
            _refuse_circle(agency, known, where)
            _in_time(agency, heirs, where)
            _whole_ground(agency, heirs, book, where)


def _known(code: str, known: Mapping[str, Agency], where: str) -> Agency:
    if code in known:
        return known[code]
    raise Refused(
        f"column successor: there is no agency '{code}'.",
        where=where,
        mend="Write the code of one in this file, or not established.",
    )


def _refuse_circle(agency: Agency, known: Mapping[str, Agency], where: str) -> None:
    if agency.code in heirs_of(known, agency.code):
        what = f"column successor: {agency.code} would take over from itself in the end."
        raise Refused(what, where=where, mend="Correct one of the successors on the way.")


def _in_time(agency: Agency, heirs: Iterable[Agency], where: str) -> None:
    if agency.end is None:
        what = f"column to: {agency.code} has a successor, but no end."
        raise Refused(what, where=where, mend="Write the first day on which it no longer serves, or not established.")
    if not isinstance(agency.end, date):
        return
    for heir in heirs:
        if isinstance(heir.start, date) and heir.start > agency.end:
            what = f"column successor: {heir.code} begins on {heir.start}, after {agency.code} ended on {agency.end}."
            raise Refused(what, where=where, mend="Let it begin by then, or name who served in between.")
        if isinstance(heir.end, date) and heir.end <= agency.end:
            what = f"column successor: {heir.code} has itself ended by {agency.end}."
            raise Refused(what, where=where, mend="Name the one that followed.")


def _whole_ground(agency: Agency, heirs: Iterable[Agency], book: AreaBook, where: str) -> None:
    left = ground_of(agency, book) - frozenset().union(*(ground_of(heir, book) for heir in heirs))
    if left:
        what = f"column successor: nobody takes over {', '.join(sorted(left))} from {agency.code}."
        raise Refused(what, where=where, mend="Add the area to a successor, or name a further one, parted by |.")


def _has_ended(agency: Agency, on: date) -> bool:
    return isinstance(agency.end, date) and on >= agency.end


def _end(agency: Agency) -> date:
    return agency.end if isinstance(agency.end, date) else date.max
