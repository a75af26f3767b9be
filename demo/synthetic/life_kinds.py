"""The kinds of made-up lives, each told by a function."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from demo.synthetic.adoption import adopted, to_be_adopted
from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.codes import leaving_codes
from demo.synthetic.lives import DAY, LifeMaker, SyntheticLife, ago
from demo.synthetic.placements import Placement, find_placement
from demo.synthetic.seeded_chance import birthday
from demo.synthetic.stays import CareEpisode, CareStay

Story = Callable[[LifeMaker], SyntheticLife]
#: Kinds of life in a hundred, about as they come in an authority.
KINDS = {
    "staying": 43, "entering": 14, "leaving": 9, "passing": 4, "returning": 3, "alone": 5, "short-breaks": 3,
    "adopted": 4, "to-be-adopted": 3, "of-age": 4, "left-early": 2, "care-leaver": 10,
}  # fmt: skip
LEFT_OF_AGE = {"E17": 30, "E5": 35, "E6": 8, "E7": 7, "E8": 20}
LEFT_EARLY = {"E5": 40, "E4A": 35, "E6": 15, "E8": 10}


def staying(teller: LifeMaker) -> SyntheticLife:
    """In care before the year and after it."""
    year, draw = teller.year, teller.draw
    child = teller.aged(year.start, oldest=16)
    began = draw.day(max(child.born + 3 * DAY, ago(year.start, 6)), year.start - 15 * DAY)
    return SyntheticLife("staying", child, [teller.stay(child, began)])


def entering(teller: LifeMaker) -> SyntheticLife:
    """Came into care in the year, and stays."""
    year, child = teller.year, teller.aged(teller.year.end)
    began = teller.draw.day(max(year.start + 5 * DAY, child.born + 3 * DAY), year.end - 12 * DAY)
    return SyntheticLife("entering", child, [teller.stay(child, began)])


def leaving(teller: LifeMaker, oldest: int = 16) -> SyntheticLife:
    """In care before the year, and left in it."""
    year, draw = teller.year, teller.draw
    child = teller.aged(year.start, oldest=oldest)
    began = draw.day(max(child.born + 3 * DAY, ago(year.start, 3)), year.start - 15 * DAY)
    return SyntheticLife(
        "leaving", child, [teller.stay(child, began, draw.day(year.start + 20 * DAY, year.end - 2 * DAY))]
    )


def passing(teller: LifeMaker, oldest: int = 16) -> SyntheticLife:
    """Came and left in the year."""
    year, draw = teller.year, teller.draw
    child = teller.aged(year.start, oldest=oldest)
    began = draw.day(year.start + 5 * DAY, year.end - 60 * DAY)
    return SyntheticLife("passing", child, [teller.stay(child, began, draw.day(began + 10 * DAY, year.end - 3 * DAY))])


def returning(teller: LifeMaker) -> SyntheticLife:
    """Went home the year before, and came back in this one; or came and went twice in it."""
    year, draw = teller.year, teller.draw
    child = teller.aged(year.start, youngest=1, oldest=16)
    if draw.chance(30):
        stays = [
            _brief(teller, child, year.start + draw.days(5, 60)),
            _brief(teller, child, year.end - draw.days(60, 160)),
        ]
        return SyntheticLife("returning", child, stays)
    home = draw.day(ago(year.start, 1) + 200 * DAY, year.start - 10 * DAY)
    began = max(home - draw.days(40, 250), child.born + 3 * DAY)
    again = draw.day(year.start + 10 * DAY, year.end - 60 * DAY)
    return SyntheticLife("returning", child, [teller.stay(child, began, home, "E4A"), teller.stay(child, again)])


def _brief(teller: LifeMaker, child: SyntheticChild, began: date) -> CareStay:
    """Two to eight weeks with one carer, by agreement with the parents."""
    where = find_placement(teller.draw, teller.council, child, began, "V2")
    return CareStay([CareEpisode(began, "S", "V2", where, began + teller.draw.days(14, 55), "E4A")])


def alone(teller: LifeMaker) -> SyntheticLife:
    """Sought asylum alone; some are no longer taken for such in the year."""
    year, draw = teller.year, teller.draw
    child = teller.child(ago(year.end, 18) + 21 * DAY, ago(year.end, 15), alone=True)
    began = draw.day(ago(year.start, 1), year.end - 40 * DAY)
    if draw.chance(20):
        child.alone_until = draw.day(max(began + 20 * DAY, year.start), year.end - 2 * DAY)
    return SyntheticLife("alone", child, [teller.stay(child, began)])


def short_breaks(teller: LifeMaker) -> SyntheticLife:
    """A disabled child who lives at home, with breaks of some days."""
    year, draw = teller.year, teller.draw
    child = teller.aged(year.start, youngest=4, oldest=15)
    child.need = "N2"
    where = Placement("R1", "PR5", None, None)
    stays, began = [], year.start - draw.days(20, 200)
    while began < year.end - 20 * DAY:
        ended = began + draw.days(1, 4)
        stays.append(CareStay([CareEpisode(began, "S", "V4", where, ended, "E8")], short=True))
        began = ended + draw.days(25, 60)
    return SyntheticLife("short-breaks", child, stays)


def of_age(teller: LifeMaker) -> SyntheticLife:
    """Turned 18 in the year, which ended the stay."""
    year, draw = teller.year, teller.draw
    child = teller.child(ago(year.start, 18) + DAY, ago(year.end, 18) - DAY)
    return _until_18(teller, "of-age", child, draw.day(ago(year.start, 4), ago(year.start, 1)))


def care_leaver(teller: LifeMaker) -> SyntheticLife:
    """Turned 19, 20 or 21 in the year, having left care on the day of turning 18."""
    years, year = teller.draw.randint(19, 21), teller.year
    child = teller.child(ago(year.start, years) + DAY, ago(year.end, years) - DAY)
    return _until_18(teller, "care-leaver", child, birthday(child.born, 18) - teller.draw.days(300, 1200))


def _until_18(teller: LifeMaker, kind: str, child: SyntheticChild, began: date) -> SyntheticLife:
    ended = birthday(child.born, 18)
    weights = {code: weight for code, weight in LEFT_OF_AGE.items() if code in leaving_codes(teller.records, ended)}
    return SyntheticLife(kind, child, [teller.stay(child, began, ended, teller.draw.pick(weights))])


def left_early(teller: LifeMaker) -> SyntheticLife:
    """Turned 17 or 18 in the year, having left care before that birthday but after the 16th."""
    years, year, draw = teller.draw.randint(17, 18), teller.year, teller.draw
    child = teller.child(ago(year.start, years) + 40 * DAY, ago(year.end, years) - DAY)
    day = birthday(child.born, years)
    ended = draw.day(max(day - 150 * DAY, birthday(child.born, 16) + 30 * DAY), day - 5 * DAY)
    return SyntheticLife(
        "left-early", child, [teller.stay(child, ended - draw.days(250, 900), ended, draw.pick(LEFT_EARLY))]
    )


STORIES: dict[str, Story] = {
    "staying": staying, "entering": entering, "leaving": leaving, "passing": passing, "returning": returning,
    "alone": alone, "short-breaks": short_breaks, "adopted": adopted, "to-be-adopted": to_be_adopted,
    "of-age": of_age, "left-early": left_early, "care-leaver": care_leaver,
}  # fmt: skip
