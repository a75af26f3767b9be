"""Chooses the mapping row of each line at a place: the exact one, an approved near one, or none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.period.codes import Period
from mappings.definitions.lines import EXACT, is_in_force
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return
from mappings.place.places import Place

CLOSE = "skos:closeMatch"
NOT_CHOSEN = "No indicator means exactly this; the near ones are shown beside and sent only after approval."
CODE_IN_DOUBT = "The official code of this line is of low confidence; it is left out until the place approves it."


@dataclass(frozen=True)
class Entry:
    """A line as one place fills it. ``row``: the row it is filled by, or else its first near row."""

    position: int
    row: Line
    flows: bool
    near: tuple[Line, ...]
    kept: bool
    withheld: str | None


def entries(
    found: Return, period: Period, *, place: Place | None, known_on: date = date.max, ended: bool = False
) -> tuple[Entry, ...]:
    """The return's lines that hold for a period, in the file's order, each with its row.

    ``known_on``: approvals up to that day count. ``ended``: the return itself is over, and only lines
    that the place keeps are left.
    """
    kept = place.kept(found.code, period.end) if place else frozenset()
    rows = [row for row in found.lines if row.subject_id in kept or (not ended and is_in_force(row, period.end))]
    lines: dict[str, list[Line]] = {}
    for row in rows:
        lines.setdefault(row.subject_id, []).append(row)
    return tuple(
        _entry(position, its_rows, period, found=found, place=place, known_on=known_on, ended=ended)
        for position, its_rows in enumerate(lines.values())
    )


def _entry(
    position: int, rows: list[Line], period: Period, *, found: Return, place: Place | None, known_on: date, ended: bool
) -> Entry:
    current = [row for row in rows if is_in_force(row, period.end)]
    held = current or _last(rows)
    row = _flowing(held, found.code, place=place, known_on=known_on)
    shown = row or held[0]
    doubtful = row is not None and row.code_confidence == "low" and not _approved(row, found.code, place, known_on)
    return Entry(
        position=position,
        row=shown,
        flows=row is not None,
        near=tuple(other for other in held if other is not row),
        kept=ended or not current,
        withheld=NOT_CHOSEN if row is None else CODE_IN_DOUBT if doubtful else None,
    )


def _last(rows: Sequence[Line]) -> list[Line]:
    """The rows that held last, of a line that has ended."""
    ends = [row.valid_to for row in rows if isinstance(row.valid_to, date)]
    return [row for row in rows if not ends or row.valid_to == max(ends)]


def _flowing(rows: Sequence[Line], return_code: str, *, place: Place | None, known_on: date) -> Line | None:
    exact = next((row for row in rows if row.predicate_id == EXACT), None)
    close = (row for row in rows if row.predicate_id == CLOSE)
    return exact or next((row for row in close if _approved(row, return_code, place, known_on)), None)


def _approved(row: Line, return_code: str, place: Place | None, known_on: date) -> bool:
    return place is not None and place.approved(return_code, row.subject_id, row.object_id, known_on)
