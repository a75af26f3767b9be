"""When areas began and ended, as far as that is established, and which area stood for the same council before or after.

An area whose days no file gives is taken to stand always, so that nothing is denied by guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from indicators.areas.area_files import Area, AreaBeginning, AreaSuccession
from indicators.period.arithmetic import Period, format_day


class AreaHistory:
    """Beginnings, ends and successions of areas."""

    def __init__(
        self, areas: Mapping[str, Area], successions: Sequence[AreaSuccession], beginnings: Sequence[AreaBeginning] = ()
    ) -> None:
        self._areas = areas
        self._later: dict[str, list[AreaSuccession]] = defaultdict(list)
        self._earlier: dict[str, list[AreaSuccession]] = defaultdict(list)
        for succession in successions:
            self._later[succession.code].append(succession)
            self._earlier[succession.successor].append(succession)
        self._begun = {beginning.code: beginning.on for beginning in beginnings}

    def began(self, code: str) -> date | None:
        """The first day of an area, where it is established."""
        start = self._areas[code].valid_from
        days = [succession.on for succession in self._earlier.get(code, ())]
        days += [start] if isinstance(start, date) else []
        return min(days, default=self._begun.get(code))

    def ended(self, code: str) -> date | None:
        """The first day on which an area no longer stands, where it is established."""
        end = self._areas[code].valid_to
        days = [succession.on for succession in self._later.get(code, ())]
        return max([*days, end] if isinstance(end, date) else days, default=None)

    def stood(self, code: str, first: date, last: date) -> bool:
        """Whether it stood on any day from the first to the last, both included, as far as is known."""
        began, ended = self.began(code), self.ended(code)
        return (began is None or began <= last) and (ended is None or ended > first)

    def counterpart(self, code: str, on: date) -> str | None:
        """The area that stood for the same council on a day: itself, or its only predecessor or successor then.

        None where it was merged or divided in between, or where no file says what came before or after.
        """
        seen = {code}
        while not self.stood(code, on, on):
            began = self.began(code)
            step = self._only_earlier(code) if began is not None and began > on else self._only_later(code)
            if step is None or step in seen:
                return None
            seen.add(step)
            code = step
        return code

    def change_words(self, code: str, other: str) -> str:
        """What lies between two codes of one council: ``Land moved …``; empty where no file says anything."""
        rows = [
            row for row in self._later.get(code, []) + self._earlier.get(code, []) if other in {row.code, row.successor}
        ]
        return next((row.note for row in rows if row.note), "")

    def absence(self, code: str, period: Period) -> str | None:
        """Why an area has no figure for a period: it did not exist. None where it did, or may have."""
        if code not in self._areas or self.stood(code, period.start, period.end):
            return None
        began, ended = self.began(code), self.ended(code)
        words = f"{self._name(code)} did not exist in {period.label()}: "
        if began is not None and began > period.end:
            before = self._names(row.code for row in self._earlier.get(code, ()))
            return f"{words}it began on {format_day(began)}." + (f" Before, there was {before}." if before else "")
        after = self._names(row.successor for row in self._later.get(code, ()))
        day = format_day(ended) if ended else "a day that is not established"
        return f"{words}it ended on {day}." + (f" Afterwards there is {after}." if after else "")

    def _only_earlier(self, code: str) -> str | None:
        rows = self._earlier.get(code, [])
        return rows[0].code if len(rows) == 1 and len(self._later[rows[0].code]) == 1 else None

    def _only_later(self, code: str) -> str | None:
        rows = self._later.get(code, [])
        return rows[0].successor if len(rows) == 1 and len(self._earlier[rows[0].successor]) == 1 else None

    def _name(self, code: str) -> str:
        return f"{self._areas[code].name} ({code})"

    def _names(self, codes: Iterable[str]) -> str:
        return " and ".join(map(self._name, codes))
