"""Made-up lives: what befalls a child in care until the last day of a year, of each kind that a return knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.synthetic.child_identities import SyntheticChild, make_child
from demo.synthetic.codes import leaving_codes
from demo.synthetic.placements import FOSTERED
from demo.synthetic.places import SyntheticCouncil
from demo.synthetic.seeded_chance import SeededChance
from demo.synthetic.stays import CareStay, Statuses, stay
from indicators.period.arithmetic import Period
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.views.months_and_ages import age_on

DAY = timedelta(1)
LEFT = {
    "E4A": 34, "E4B": 6, "E13": 6, "E41": 9, "E43": 7, "E44": 7, "E45": 3, "E46": 3, "E47": 5, "E48": 5, "E3": 4,
    "E8": 12, "E16": 1,
}  # fmt: skip
CARER_BECAME_GUARDIAN = frozenset({"E45", "E46"})
#: 29 February has no birthday in most years; on the others one year of the return meets the next.
AWKWARD = frozenset({(2, 29), (3, 31), (4, 1)})
#: Youngest of three ages, by weight.
AGES = {"0": 15, "3": 13, "6": 14, "9": 16, "12": 20, "15": 22}


@dataclass(frozen=True, slots=True)
class AdoptionDates:
    """A decision that a child should be placed for adoption, and what came of it."""

    decided: date
    matched: date | None = None
    by_carer: bool = False
    reversed: date | None = None
    why_reversed: str | None = None
    adopters: tuple[str, str, str] = ("2", "MF", "L11")


@dataclass(slots=True)
class SocialWorker:
    """A social worker's time with a child, and why it began."""

    number: str
    began: date
    ended: date | None
    why: str


@dataclass(slots=True)
class SyntheticLife:
    """One child's story as the council knows it at the end of the last year.

    ``reviews``: day and how the child took part. ``missing``: kind, first and last day. ``liberty``: first and last day
    of an order that deprives of liberty.
    """

    kind: str
    child: SyntheticChild
    stays: list[CareStay] = field(default_factory=list)
    adoption: AdoptionDates | None = None
    reviews: list[tuple[date, str]] = field(default_factory=list)
    missing: list[tuple[str, date, date]] = field(default_factory=list)
    workers: list[SocialWorker] = field(default_factory=list)
    liberty: list[tuple[date, date]] = field(default_factory=list)


@dataclass(slots=True)
class LifeMaker:
    """Draws the lives of one council, the last of them in that year."""

    draw: SeededChance
    council: SyntheticCouncil
    year: Period
    records: RecordDefinitions
    at: int = 0

    def child(self, oldest: date, youngest: date, *, alone: bool = False) -> SyntheticChild:
        """The next child, born between these days; never on one that a rule of thumb trips over."""
        self.at += 1
        born = self.draw.day(oldest, youngest)
        if (born.month, born.day) in AWKWARD:
            born -= 3 * DAY
        council = self.council
        return make_child(self.draw, self.at, born, department=council.department, homes=council.homes, alone=alone)

    def aged(self, day: date, *, youngest: int = 0, oldest: int = 17) -> SyntheticChild:
        """A child of a usual age on a day, from three weeks past one birthday to three weeks before another."""
        age = int(self.draw.pick(AGES)) + self.draw.randrange(3)
        age = min(max(age, youngest), oldest)
        return self.child(ago(day, age + 1) + 21 * DAY, ago(day, age) - 21 * DAY)

    def stay(self, child: SyntheticChild, began: date, ended: date | None = None, how: str | None = None) -> CareStay:
        """A stay of that child; how it ended is drawn where it is not told."""
        if (began.month, began.day) in AWKWARD:
            began += 4 * DAY
        until = ended or self.year.end
        course = self._course(began, until, age_on(child.born, began))
        if child.alone:
            course = [(began, "V2")]
        stay_ = stay(self.draw, self.council, child, course, last=self.year.end, ended=ended, how=how)
        if ended and not how:
            stay_.episodes[-1].how = self._draw_reason_left(stay_, child, ended)
        return stay_

    def _course(self, began: date, until: date, age: int) -> Statuses:
        """Legal statuses from the first day on, as courts make them one after the other."""
        draw, room = self.draw, (until - began).days
        if age >= 10 and draw.chance(2):
            return [(began, "J1")]
        if draw.chance(22) or room < 40:
            return [(began, "V2")]
        course = [(began, "L1" if draw.chance(8) else "L2" if draw.chance(5) else "C1")]
        if course[0][1] != "C1":
            course.append((began + (2 * DAY if course[0][1] == "L1" else draw.days(8, 19)), "C1"))
        final = course[-1][0] + draw.days(120, 300)
        return [*course, (final, "C2")] if (until - final).days > 14 and draw.chance(88) else course

    def _draw_reason_left(self, stay: CareStay, child: SyntheticChild, day: date) -> str:
        last, age, codes = stay.episodes[-1], age_on(child.born, day), leaving_codes(self.records, day)
        if last.status == "J1":
            return "E14"
        if last.status == "V2" and age >= 10 and self.draw.chance(3):
            return "E9"
        while True:
            code = self.draw.pick(LEFT)
            if code in codes and (code not in CARER_BECAME_GUARDIAN or last.placement.kind in FOSTERED):
                return code


def ago(day: date, years: int) -> date:
    """The same day so many years before; 28 February for the 29th."""
    return (day - DAY if (day.month, day.day) == (2, 29) else day).replace(year=day.year - years)
