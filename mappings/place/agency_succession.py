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


def list_successors(agency: Agency) -> tuple[str, ...]:
    """Codes of those that took over; none where there are none, or where they are not established."""
    return tuple(code for code in agency.successors if code != NOT_ESTABLISHED)


def find_agencies_in_charge(agencies: Mapping[str, Agency], code: str, on: date) -> tuple[Agency, ...]:
    """The agency itself while it lasts; afterwards those that took over from it, each as far as it has come.

    Several after a service was parted; none after one that ended without a successor, and none before it begins.
    """
    agency = agencies[code]
    if agency.covers(on):
        return (agency,)
    if not _has_ended(agency, on):
        return ()
    successors = (
        agency_later
        for other in list_successors(agency)
        for agency_later in find_agencies_in_charge(agencies, other, on)
    )
    return tuple({agency_later.code: agency_later for agency_later in successors}.values())


def find_agency_in_charge(
    agencies: Mapping[str, Agency], book: AreaBook, code: str, on: date, area: str | None = None
) -> Agency | None:
    """As :func:`find_agencies_in_charge`, but one: of several, the one whose ground holds the area; else None."""
    agencies_in_charge = find_agencies_in_charge(agencies, code, on)
    if len(agencies_in_charge) > 1 and area is not None:
        ground = book.current_footprint(area)
        agencies_in_charge = tuple(agency for agency in agencies_in_charge if ground <= find_ground(agency, book))
    return agencies_in_charge[0] if len(agencies_in_charge) == 1 else None


def list_all_successors(agencies: Mapping[str, Agency], code: str) -> frozenset[str]:
    """Codes of all that took over from an agency, and from those in turn; none for one that is not known here."""
    codes: set[str] = set()
    queue = [*list_successors(agencies[code])] if code in agencies else []
    while queue:
        successor = queue.pop()
        if successor not in codes and successor in agencies:
            codes.add(successor)
            queue += list_successors(agencies[successor])
    return frozenset(codes)


def find_successor_in_role(
    agencies: Mapping[str, Agency], book: AreaBook, role: str, area: str, on: date
) -> Agency | None:
    """Who took over a role from an agency that has ended, for an area: the heir of the one with the least ground."""
    ground = book.current_footprint(area)
    former = [a for a in agencies.values() if role in a.roles and _has_ended(a, on) and ground <= find_ground(a, book)]
    # The latest to end was the last to have the role.
    former.sort(key=lambda a: (-_end(a).toordinal(), len(find_ground(a, book))))
    successors = (find_agency_in_charge(agencies, book, agency.code, on, area) for agency in former)
    return next(
        (successor for successor in successors if successor is not None and ground <= find_ground(successor, book)),
        None,
    )


def find_ground(agency: Agency, book: AreaBook) -> frozenset[str]:
    """The lowest-tier areas, as they are now, that an agency serves."""
    return frozenset().union(*(book.current_footprint(area) for area in agency.areas))


def check_succession(name: str, agencies: tuple[Agency, ...], book: AreaBook) -> None:
    """Successors exist, take over in time, on the whole ground, and never from themselves.

    Raises:
        Refused: one does not; names the row, the column and the mend.
    """
    agencies_by_code = {agency.code: agency for agency in agencies}
    for number, agency in enumerate(agencies, start=2):
        where = f"{name}/agencies.tsv row {number}"
        successors = [_get_successor(code, agencies_by_code, where) for code in list_successors(agency)]
        if successors:
            _refuse_circle(agency, agencies_by_code, where)
            _check_in_time(agency, successors, where)
            _check_whole_ground(agency, successors, book, where)


def _get_successor(code: str, agencies_by_code: Mapping[str, Agency], where: str) -> Agency:
    if code in agencies_by_code:
        return agencies_by_code[code]
    raise Refused(
        f"column successor: there is no agency '{code}'.",
        where=where,
        mend="Write the code of one in this file, or not established.",
    )


def _refuse_circle(agency: Agency, agencies_by_code: Mapping[str, Agency], where: str) -> None:
    if agency.code in list_all_successors(agencies_by_code, agency.code):
        message = f"column successor: {agency.code} would take over from itself in the end."
        raise Refused(message, where=where, mend="Correct one of the successors on the way.")


def _check_in_time(agency: Agency, successors: Iterable[Agency], where: str) -> None:
    if agency.end is None:
        message = f"column to: {agency.code} has a successor, but no end."
        raise Refused(
            message, where=where, mend="Write the first day on which it no longer serves, or not established."
        )
    if not isinstance(agency.end, date):
        return
    for successor in successors:
        if isinstance(successor.start, date) and successor.start > agency.end:
            message = (
                f"column successor: {successor.code} begins on {successor.start}, "
                f"after {agency.code} ended on {agency.end}."
            )
            raise Refused(message, where=where, mend="Let it begin by then, or name who served in between.")
        if isinstance(successor.end, date) and successor.end <= agency.end:
            message = f"column successor: {successor.code} has itself ended by {agency.end}."
            raise Refused(message, where=where, mend="Name the one that followed.")


def _check_whole_ground(agency: Agency, successors: Iterable[Agency], book: AreaBook, where: str) -> None:
    uncovered = find_ground(agency, book) - frozenset().union(*(find_ground(heir, book) for heir in successors))
    if uncovered:
        message = f"column successor: nobody takes over {', '.join(sorted(uncovered))} from {agency.code}."
        raise Refused(message, where=where, mend="Add the area to a successor, or name a further one, parted by |.")


def _has_ended(agency: Agency, on: date) -> bool:
    return isinstance(agency.end, date) and on >= agency.end


def _end(agency: Agency) -> date:
    return agency.end if isinstance(agency.end, date) else date.max
