"""Lives that lead to adoption: interim order, decision, placement order, match, placement, adoption."""

from __future__ import annotations

from datetime import date

from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.lives import DAY, AdoptionDates, LifeMaker, SyntheticLife, ago
from demo.synthetic.placements import Placement, place
from demo.synthetic.seeded_chance import SeededChance, workday
from demo.synthetic.stays import CareEpisode, CareStay

#: Number, sexes and legal status of adopters.
ADOPTERS = (
    ("2", "MF", "L11"), ("2", "MF", "L11"), ("2", "MF", "L11"), ("2", "MF", "L3"), ("1", "F1", "L0"),
    ("2", "MM", "L12"), ("2", "FF", "L4"),
)  # fmt: skip
WHY_REVERSED = {"RD1": 5, "RD2": 3, "RD3": 1, "RD4": 2}


def adopted(teller: LifeMaker) -> SyntheticLife:
    """Adopted in the year."""
    draw, year = teller.draw, teller.year
    ended = workday(draw.day(year.start + 4 * DAY, year.end - 4 * DAY))
    placed = ended - draw.days(100, 260)
    matched = workday(placed - draw.days(6, 20))
    ordered = matched - draw.days(20, 260) - (draw.days(100, 300) if draw.chance(30) else 0 * DAY)
    decided = workday(ordered - draw.days(20, 70))
    began = decided - draw.days(100, 260)
    child = _child_in_care_from(teller, began)
    care = _care(teller, child, began, ordered)
    adoption = AdoptionDates(decided, matched, draw.chance(15), adopters=draw.choice(ADOPTERS))
    _place(teller, child, care, adoption, placed)
    care.episodes[-1].ended, care.episodes[-1].how = ended, "E12" if draw.chance(70) else "E11"
    return SyntheticLife("adopted", child, [care], adoption)


def to_be_adopted(teller: LifeMaker) -> SyntheticLife:
    """A decision was made; the child waits, is placed already, or the decision was reversed in the year."""
    draw, year = teller.draw, teller.year
    decided = workday(draw.day(ago(year.start, 1), year.end - 120 * DAY))
    ordered = decided + draw.days(20, 70)
    began = decided - draw.days(100, 260)
    child = _child_in_care_from(teller, began)
    care = _care(teller, child, began, ordered)
    if draw.chance(25):
        return SyntheticLife(
            "to-be-adopted", child, [care], _reverse(draw, care, decided, max(ordered, year.start), year.end)
        )
    matched = workday(ordered + draw.days(20, 300))
    placed = matched + draw.days(6, 20)
    if placed > year.end - 10 * DAY:
        return SyntheticLife("to-be-adopted", child, [care], AdoptionDates(decided))
    adoption = AdoptionDates(decided, matched, draw.chance(15))
    _place(teller, child, care, adoption, placed)
    return SyntheticLife("to-be-adopted", child, [care], adoption)


def _child_in_care_from(teller: LifeMaker, began: date) -> SyntheticChild:
    child = teller.child(began - 900 * DAY, began - 4 * DAY)
    child.need = "N1" if teller.draw.chance(85) else "N5"
    return child


def _care(teller: LifeMaker, child: SyntheticChild, began: date, ordered: date) -> CareStay:
    """With a foster carer, first under an interim order and then under a placement order."""
    carer = place(teller.draw, teller.council, child, "U6")
    return CareStay([
        CareEpisode(began, "S", "C1", carer, ordered, "X1"),
        CareEpisode(ordered, "L", "E1", carer),
    ])  # fmt: skip


def _place(teller: LifeMaker, child: SyntheticChild, care: CareStay, adoption: AdoptionDates, day: date) -> None:
    """The child moves to adopters, or stays with carers who will adopt."""
    now = care.episodes[-1]
    carer = now.placement
    if adoption.by_carer:
        placement, why = Placement("A5", carer.sector, carer.urn, carer.postcode), "T"
    else:
        placement, why = place(teller.draw, teller.council, child, "A6"), "P"
    now.ended, now.how, now.move_reason = day, "X1", "CARPL"
    care.episodes.append(CareEpisode(day, why, "E1", placement))


def _reverse(draw: SeededChance, care: CareStay, decided: date, first: date, last: date) -> AdoptionDates:
    """The plan changed: the child is under a care order from that day."""
    day = draw.day(first + 15 * DAY, last - 15 * DAY)
    now = care.episodes[-1]
    now.ended, now.how = day, "X1"
    care.episodes.append(CareEpisode(day, "L", "C2", now.placement))
    return AdoptionDates(decided, reversed=day, why_reversed=draw.pick(WHY_REVERSED))
