"""What happens during a stay in care: reviews, social workers, times missing, a first child of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from demo.synthetic.lives import DAY, SocialWorker, SyntheticLife
from demo.synthetic.seeded_chance import SeededChance, birthday, workday
from demo.synthetic.stays import CareStay
from indicators.records.views.months_and_ages import age_on

#: Most days to the first review, from it to the second, and from each to the next.
REVIEWED = (26, 88, 180)
TOOK_PART = {"PN1": 52, "PN2": 8, "PN3": 3, "PN4": 4, "PN5": 8, "PN6": 18, "PN7": 7}
WHY_ANOTHER_WORKER = {
    "LEFTRL": 35, "ORGRST": 10, "TSPROC": 25, "ABSENC": 8, "MANAGE": 8, "CHCHAN": 2, "PCCHAN": 2, "OTHERS": 10,
}  # fmt: skip


def add_events(draw: SeededChance, life: SyntheticLife, last: date) -> None:
    """All that happens in the stays of a life until the last day."""
    for stay in life.stays:
        if not stay.short:
            life.reviews += reviews(draw, life.child.born, stay, last)
            life.missing += times_missing(draw, life.child.born, stay, last)
    if not life.stays[0].short:
        life.workers = _all_workers(draw, life.stays, last)
        _liberty(draw, life, last)
    _mother(draw, life, last)


def reviews(draw: SeededChance, born: date, stay: CareStay, last: date) -> list[tuple[date, str]]:
    """Days of reviews and how the child took part: mostly within what the regulations allow."""
    held_reviews: list[tuple[date, str]] = []
    before, at = stay.began, 0
    while True:
        most = REVIEWED[min(at, 2)]
        late = draw.days(6, 30) if draw.chance(4) else timedelta(0)
        day = workday(before + draw.days(most - 14, most - 3)) + late
        if day >= (stay.ended or last + DAY):
            return held_reviews
        held_reviews.append((day, "PN0" if age_on(born, day) < 4 else draw.pick(TOOK_PART)))
        before, at = day, at + 1


def times_missing(draw: SeededChance, born: date, stay: CareStay, last: date) -> list[tuple[str, date, date]]:
    """Times that a child of 11 or more was missing, or away without leave, each within one placement."""
    times: list[tuple[str, date, date]] = []
    for episode in stay.episodes:
        until = min(episode.until(last), last)
        if age_on(born, episode.began) < 11 or episode.placement.kind[0] == "T" or not draw.chance(14):
            continue
        began = episode.began + draw.days(5, 60)
        while began + 12 * DAY < until and len(times) < 12:
            ended = began + draw.days(1, 5)
            times.append(("M" if draw.chance(70) else "A", began, ended))
            began = ended + draw.days(10, 200)
    return times


def _all_workers(draw: SeededChance, stays: list[CareStay], last: date) -> list[SocialWorker]:
    """One after the other in each stay; the last goes on after it, and is the only one in two brief stays."""
    if len(stays) > 1 and stays[-1].ended:
        return [SocialWorker(_number(draw), stays[0].began, None, "FCONTA")]
    all_workers = [worker for stay in stays for worker in workers(draw, stay.began, stay.ended, last)]
    all_workers[-1].ended = None
    return all_workers


def _number(draw: SeededChance) -> str:
    return f"SW9{draw.randrange(100_000):05d}"


def workers(draw: SeededChance, began: date, ended: date | None, last: date) -> list[SocialWorker]:
    """Social workers one after the other, from the first day to the last."""
    starts = [began]
    while (another := starts[-1] + draw.days(200, 700)) < (ended or last) - 20 * DAY:
        starts.append(another)
    numbers = [_number(draw) for _ in starts]
    whys = ["FCONTA", *(draw.pick(WHY_ANOTHER_WORKER) for _ in starts[1:])]
    return [
        SocialWorker(number, first, until, why)
        for number, (first, until), why in zip(numbers, pairwise([*starts, ended]), whys, strict=True)
        if first is not None
    ]


def _liberty(draw: SeededChance, life: SyntheticLife, last: date) -> None:
    """An order that deprives of liberty, over before the placement and the year are."""
    episode = life.stays[-1].episodes[-1]
    first, until = max(episode.began, last - 300 * DAY) + 20 * DAY, episode.until(last)
    likely = episode.placement.kind == "K2" and age_on(life.child.born, first) >= 11
    if likely and first < until - 20 * DAY and draw.chance(14):
        life.liberty.append((first, draw.day(first + 6 * DAY, min(first + 90 * DAY, until - 2 * DAY))))


def _mother(draw: SeededChance, life: SyntheticLife, last: date) -> None:
    child = life.child
    until = min(life.stays[-1].ended or last, last)
    first = birthday(child.born, 15)
    if (last - until).days < 365 and child.sex == "F" and first + 100 * DAY < until and draw.chance(5):
        child.mother_of = draw.day(first, until - 5 * DAY)
