"""Chooses the mapping row of each line at a place: the exact one, an approved near one, or none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.period.arithmetic import Period
from mappings.definitions.lines import EXACT, is_in_force
from mappings.definitions.return_definitions import Line
from mappings.definitions.returns import Return
from mappings.place.places import Place

CLOSE = "skos:closeMatch"
NOT_CHOSEN = "No indicator means exactly this; the near ones are shown beside and sent only after approval."
CODE_IN_DOUBT = "The official code of this line is of low confidence; it is left out until the place approves it."


@dataclass(frozen=True)
class LineChoice:
    """A line as one place fills it. ``row``: the row it is filled by, or else its first near row."""

    position: int
    row: Line
    flows: bool
    near: tuple[Line, ...]
    is_kept: bool
    withheld: str | None


def choose_lines(
    definition: Return, period: Period, *, place: Place | None, known_on: date = date.max, ended: bool = False
) -> tuple[LineChoice, ...]:
    """The return's lines that hold for a period, in the file's order, each with its row.

    ``known_on``: approvals up to that day count. ``ended``: the return itself is over, and only lines
    that the place keeps are left.
    """
    kept_codes = place.kept_line_codes(definition.code, period.end) if place else frozenset()
    rows = [
        row for row in definition.lines if row.subject_id in kept_codes or (not ended and is_in_force(row, period.end))
    ]
    lines: dict[str, list[Line]] = {}
    for row in rows:
        lines.setdefault(row.subject_id, []).append(row)
    approvals = _Approvals(definition.code, place, known_on)
    choices = []
    for position, its_rows in enumerate(lines.values()):
        current = [row for row in its_rows if is_in_force(row, period.end)]
        candidates, is_kept = current or _last_rows(its_rows), ended or not current
        choices.append(_choose_row(position, candidates, approvals, is_kept=is_kept))
    return tuple(choices)


@dataclass(frozen=True)
class _Approvals:
    """What a place has approved of a return by a day."""

    return_code: str
    place: Place | None
    known_on: date

    def has(self, row: Line) -> bool:
        place, codes = self.place, (self.return_code, row.subject_id, row.object_id)
        return place is not None and place.is_approved(*codes, self.known_on)


def _choose_row(position: int, candidates: Sequence[Line], approvals: _Approvals, *, is_kept: bool) -> LineChoice:
    row = _find_flowing_row(candidates, approvals)
    doubtful = row is not None and row.code_confidence == "low" and not approvals.has(row)
    return LineChoice(
        position=position,
        row=row or candidates[0],
        flows=row is not None,
        near=tuple(candidate for candidate in candidates if candidate is not row),
        is_kept=is_kept,
        withheld=NOT_CHOSEN if row is None else CODE_IN_DOUBT if doubtful else None,
    )


def _last_rows(rows: Sequence[Line]) -> list[Line]:
    """The rows that held last, of a line that has ended."""
    ends = [row.valid_to for row in rows if isinstance(row.valid_to, date)]
    return [row for row in rows if not ends or row.valid_to == max(ends)]


def _find_flowing_row(rows: Sequence[Line], approvals: _Approvals) -> Line | None:
    exact = next((row for row in rows if row.predicate_id == EXACT), None)
    close = (row for row in rows if row.predicate_id == CLOSE)
    return exact or next((row for row in close if approvals.has(row)), None)
