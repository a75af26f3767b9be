"""What the return asks once a year of a child: health in the year, and what became of a care leaver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from demo.synthetic.lives import SyntheticLife
from demo.synthetic.seeded_chance import SeededChance, birthday
from indicators.period.arithmetic import Period
from indicators.records.views.months_and_ages import age_on

Row = dict[str, object]
#: Weeks in care after the 14th birthday that make a care leaver, in days.
THIRTEEN_WEEKS = 91
#: How a stay ended after which nobody is the council's care leaver.
NO_LEAVER = frozenset({"E2", "E3", "E11", "E12"})
ACTIVITY = {"F1": 6, "F2": 22, "F4": 4, "F5": 22, "P2": 4, "P4": 1, "P5": 6, "G4": 12, "G5": 18, "G6": 5}
LODGING = {"B1": 12, "C1": 6, "D1": 14, "E1": 4, "K1": 4, "R1": 2, "T1": 14, "U1": 22, "V1": 6, "Y1": 3, "Y2": 3}
YES, NO = "1", "0"


def health(draw: SeededChance, life: SyntheticLife, year: Period) -> Row | None:
    """The answers on health, of a child in care for the whole of the year; None for any other."""
    stay = next((stay for stay in life.stays if stay.began <= year.start and not stay.short), None)
    if stay is None or (stay.ended or date.max) <= year.end:
        return None
    age = age_on(life.child.born, year.end)
    misuse = age >= 11 and draw.chance(4)
    received = misuse and draw.chance(70)
    row: Row = {
        "CONVICTED": _yes(draw, 3) if age >= 10 else None,
        "HEALTH_CHECK": _yes(draw, 90) if age < 5 else None,
        "IMMUNISATIONS": _yes(draw, 86),
        "TEETH_CHECK": _yes(draw, 79),
        "HEALTH_ASSESSMENT": _yes(draw, 90),
        "SUBSTANCE_MISUSE": YES if misuse else NO,
        "INTERVENTION_RECEIVED": (YES if received else NO) if misuse else None,
        "INTERVENTION_OFFERED": _yes(draw, 80) if misuse and not received else None,
    }
    return row | _strengths(draw, life, year)


def _strengths(draw: SeededChance, life: SyntheticLife, year: Period) -> Row:
    born = life.child.born
    if age_on(born, year.end) < 4 or age_on(born, year.start) >= 17:
        return {}
    if draw.chance(82):
        return {"SDQ_SCORE": min(40, max(0, int(draw.gauss(14, 7))))}
    return {"SDQ_REASON": draw.pick({"SDQ2": 4, "SDQ3": 3, "SDQ4": 8, "SDQ5": 4})}


def _yes(draw: SeededChance, percent: int) -> str:
    return YES if draw.chance(percent) else NO


def leaving_care(draw: SeededChance, life: SyntheticLife, year: Period, activities: frozenset[str]) -> Row | None:
    """The answers on a care leaver who turned 17 to 21 in the year; None for anybody else."""
    if not (age := is_leaver(life, year)):
        return None
    if draw.chance(2 if age > 18 else 20):
        return {"IN_TOUCH": "RHOM" if age <= 18 else "NREQ", "ACTIV": "0", "ACCOM": "0"}
    if draw.chance(6):
        return {"IN_TOUCH": "NO" if draw.chance(70) else "REFU", "ACTIV": "0", "ACCOM": "0"}
    active: Mapping[str, int] = {code: weight for code, weight in ACTIVITY.items() if code in activities}
    lodging = LODGING | ({"Z1": 18} if age > 18 else {})
    if age < 18:
        lodging = {code: weight for code, weight in lodging.items() if code not in ("D1", "E1")}
    return {"IN_TOUCH": "YES", "ACTIV": draw.pick(active), "ACCOM": draw.pick(lodging)}


def is_leaver(life: SyntheticLife, year: Period) -> int:
    """The age from 17 to 21 that a care leaver reached in the year, no longer in care on that birthday; else 0."""
    born, last = life.child.born, life.stays[-1]
    for age in range(17, 22):
        day = birthday(born, age)
        if year.start <= day <= year.end:
            ended = last.ended
            has_left = ended is not None and ended < day and last.episodes[-1].how not in NO_LEAVER
            return age if has_left and _has_enough_answers(life) else 0
    return 0


def _has_enough_answers(life: SyntheticLife) -> bool:
    """In care for 13 weeks after the 14th birthday and at least a day after the 16th."""
    since, adult = birthday(life.child.born, 14), birthday(life.child.born, 16)
    ended = [(stay, stay.ended) for stay in life.stays if stay.ended and not stay.short]
    days = sum(max((end - max(stay.began, since)).days, 0) for stay, end in ended)
    return days >= THIRTEEN_WEEKS and any(end > adult for _, end in ended)
