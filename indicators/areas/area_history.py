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

    def recoded(self, code: str, on: date) -> str:
        """The code on a day of an area that got nothing but another code; else the same code."""
        other = self.counterpart(code, on)
        return code if other is None or not self._only_recoded(code, other) else other

    def _only_recoded(self, code: str, other: str) -> bool:
        """Whether every step between two areas is a mere change of code."""
        later = self._later if self._follows(code, other) else self._earlier
        while code != other:
            row = later[code][0]
            if row.change != "recode":
                return False
            code = row.successor if later is self._later else row.code
        return True

    def _follows(self, code: str, other: str) -> bool:
        while code != other and (rows := self._later.get(code)):
            code = rows[0].successor
        return code == other

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
        words = f"{self._name(code)} did not exist in {period.label()}: it"
        if began is not None and began > period.end:
            return f"{words} {self._beginning(code, began)}"
        return f"{words} {self._end(code, ended)}"

    def in_its_place(self, code: str, period: Period) -> tuple[str, ...]:
        """The areas that held its ground in a period in which it did not exist; none where it did."""
        if self.absence(code, period) is None:
            return ()
        began = self.began(code)
        is_later = began is not None and began > period.end
        codes: list[str] = []
        frontier = [code]
        while frontier:
            here = frontier.pop(0)
            steps = [r.code for r in self._earlier.get(here, ())] if is_later else []
            steps += [] if is_later else [r.successor for r in self._later.get(here, ())]
            for step in steps:
                stood = self.stood(step, period.start, period.end)
                codes += [step] if stood and step not in codes else []
                frontier += [] if stood else [step]
        return tuple(codes)

    def describe(self, code: str) -> str:
        """When it began and ended and what was before and after; empty where no file says that it changed."""
        began = self.began(code) if self._earlier.get(code) else None
        ended = self.ended(code)
        words = [self._beginning(code, began)] if began else []
        words += [self._end(code, ended)] if ended else []
        return " ".join(f"{self._name(code)} {each}" for each in words)

    def _beginning(self, code: str, began: date) -> str:
        rows = self._earlier.get(code, [])
        before = self._names(row.code for row in rows)
        return _sentences(f"began on {format_day(began)}.", before and f"Before, there was {before}.", _notes(rows))

    def _end(self, code: str, ended: date | None) -> str:
        rows = self._later.get(code, [])
        after = self._names(row.successor for row in rows)
        day = format_day(ended) if ended else "a day that is not established"
        return _sentences(f"ended on {day}.", after and f"Afterwards there is {after}.", _notes(rows))

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


def _sentences(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _notes(rows: Iterable[AreaSuccession]) -> str:
    return " ".join(dict.fromkeys(f"{row.note.rstrip('.')}." for row in rows if row.note))
