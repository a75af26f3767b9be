"""The steps that make up a referral: assessing, enquiring, protecting and helping, until the last day of a year."""

from __future__ import annotations

from datetime import date

from demo.synthetic.lives import DAY
from demo.synthetic.referrals import NeedAssessment, ProtectionEnquiry, ProtectionPlan, Referral
from demo.synthetic.seeded_chance import SeededChance, workday

SOURCES = {
    "1A": 6, "1B": 3, "1C": 2, "2A": 17, "2B": 3, "3A": 5, "3B": 3, "3C": 1, "3D": 5, "3E": 4, "3F": 2, "4": 2,
    "5A": 3, "5B": 5, "5C": 2, "6": 29, "7": 4, "8": 3, "9": 2,
}  # fmt: skip
#: Factors found, by primary need, and those found beside any.
FACTORS = {
    "N1": ("16A", "17A", "18C", "19B"), "N2": ("5A", "6A"), "N3": ("6B", "4B"), "N4": ("3B", "4B"), "N5": ("3A", "3C"),
    "N6": ("14A", "13A", "10A"), "N8": ("9A",),
}  # fmt: skip
OTHER_FACTORS = ("1B", "2B", "3B", "4A", "4B", "4C", "1C", "2C", "7A", "10A", "15A", "20", "24A")
NO_FACTORS = ("21",)
CATEGORIES = {"NEG": 50, "EMO": 36, "PHY": 9, "SAB": 5}
#: Days in which nearly all assessments and conferences are done, and how long the others take.
ASSESSED, ASSESSED_LATE = (18, 58), (66, 95)
CONFERRED, CONFERRED_LATE = (8, 19), (24, 40)


def refer(draw: SeededChance, day: date, code: str | None) -> Referral:
    """A referral on a working day."""
    return Referral(workday(day), draw.pick(SOURCES), code)


def assess(draw: SeededChance, need: Referral, last: date) -> date:
    """An assessment right after the referral; returns the day on which it is done."""
    began = need.referred + draw.days(0, 3)
    late = began + draw.days(*ASSESSED_LATE)
    completed = workday(late if draw.chance(14) and late < last else began + draw.days(*ASSESSED))
    need.assessments.append(NeedAssessment(began, completed, _factors(draw, need.code)))
    return completed


def _factors(draw: SeededChance, code: str | None) -> tuple[str, ...]:
    own = draw.choice(FACTORS.get(code or "", ("20",)))
    return tuple(dict.fromkeys((own, *draw.sample(OTHER_FACTORS, draw.randint(0, 3)))))


def enquire(draw: SeededChance, need: Referral, began: date, last: date, *, confer: bool) -> date:
    """An enquiry, and the day of its conference, or the day after it where none is required.

    The assessment is not done before the conference, so that both are in the same year's census.
    """
    if not confer:
        need.enquiries.append(ProtectionEnquiry(began))
        return began + DAY
    late = began + draw.days(*CONFERRED_LATE)
    day = workday(late if draw.chance(12) and late < last - 7 * DAY else began + draw.days(*CONFERRED))
    need.enquiries.append(ProtectionEnquiry(began, workday(began + 21 * DAY), day))
    for assessment in need.assessments:
        assessment.completed = max(assessment.completed or day, day)
    return day


def protect(draw: SeededChance, need: Referral, began: date, ended: date | None, last: date) -> None:
    """A child protection plan from the day of the conference, with its reviews."""
    first = draw.pick(CATEGORIES)
    latest = draw.pick(CATEGORIES) if draw.chance(8) else first
    before = draw.choice((1, 1, 2)) if draw.chance(23) else 0
    reviews, day = [], workday(began + draw.days(70, 86))
    while day < (ended or last + DAY):
        reviews.append(day)
        day = workday(day + draw.days(140, 178)) + (draw.days(20, 40) if draw.chance(3) else 0 * DAY)
    need.protected.append(ProtectionPlan(began, ended, first, latest, before, reviews))


def close(need: Referral, day: date, why: str) -> None:
    """The case is closed, and with it whatever is still open."""
    need.closed, need.why_closed = day, why
    need.assessments = [assessment for assessment in need.assessments if assessment.began <= day]
    for assessment in need.assessments:
        assessment.completed = min(assessment.completed or day, day)
    need.helped = [(began, min(ended or day, day)) for began, ended in need.helped if began < day]
