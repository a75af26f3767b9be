"""Children in need who are not looked after, of each kind that the census knows; and those who are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.lives import DAY, LifeMaker, SyntheticLife
from demo.synthetic.referral_steps import NO_FACTORS, assess, close, enquire, protect, refer
from demo.synthetic.referrals import ChildInNeed, Referral
from demo.synthetic.seeded_chance import SeededChance, workday

KINDS = {"nothing-done": 12, "assessed": 27, "helped": 33, "enquired": 8, "protected": 18, "unborn": 2}
NO_MORE = {"RC8": 60, "RC9": 40}
#: How a stay in care ended, and why the case closed with it.
WHY_CLOSED = {
    "E11": "RC1", "E12": "RC1", "E41": "RC3", "E43": "RC4", "E44": "RC4", "E45": "RC4", "E46": "RC4", "E47": "RC4",
    "E48": "RC4", "E3": "RC5", "E7": "RC6",
}  # fmt: skip


def in_need(teller: LifeMaker) -> ChildInNeed:
    """One more child in need who is not looked after."""
    kind = teller.draw.pick(KINDS)
    if kind == "unborn":
        return _unborn(teller)
    child = teller.aged(teller.year.start)
    needs = [HOW[kind](teller.draw, child, teller.year.start, teller.year.end)]
    closed = needs[0].closed
    if closed and closed < teller.year.end - 120 * DAY and teller.draw.chance(35):
        needs.append(
            _make_assessment(teller.draw, child, closed + 20 * DAY, teller.year.end - 30 * DAY, teller.year.end)
        )
    return ChildInNeed(child, needs)


def _nothing_done(draw: SeededChance, _child: SyntheticChild, first: date, last: date) -> Referral:
    need = refer(draw, draw.day(first + 3 * DAY, last - 5 * DAY), None)
    need.nothing_done = True
    return need


def _make_quick_assessment(draw: SeededChance, child: SyntheticChild, first: date, last: date) -> Referral:
    return _make_assessment(draw, child, _alive(child, first - 20 * DAY), last - 20 * DAY, last)


def _make_assessment(draw: SeededChance, child: SyntheticChild, first: date, until: date, last: date) -> Referral:
    need = refer(draw, draw.day(first, until), child.need)
    completed = assess(draw, need, last)
    if completed < last - 4 * DAY:
        if draw.chance(25):
            need.assessments[-1].factors = NO_FACTORS
        close(need, workday(completed + draw.days(0, 2)), draw.pick(NO_MORE))
    return need


def _make_help(draw: SeededChance, child: SyntheticChild, first: date, last: date) -> Referral:
    need = refer(draw, draw.day(_alive(child, first - 250 * DAY), last - 30 * DAY), child.need)
    began = assess(draw, need, last) + draw.days(0, 10)
    ended = workday(began + draw.days(60, 330))
    if ended < first + 5 * DAY:
        ended = workday(first + draw.days(10, 200))
    need.helped.append((began, ended))
    if ended < last - 4 * DAY:
        close(need, ended, "RC7")
    return need


def _make_enquiry(draw: SeededChance, child: SyntheticChild, first: date, last: date) -> Referral:
    need = refer(draw, draw.day(_alive(child, first + 5 * DAY), last - 70 * DAY), child.need)
    enquire(draw, need, workday(need.referred + draw.days(0, 2)), last, confer=False)
    completed = assess(draw, need, last)
    if draw.chance(50) and completed < last - 6 * DAY:
        close(need, workday(completed + draw.days(1, 3)), "RC7")
    else:
        need.helped.append((completed + DAY, None))
    return need


def _make_protection(draw: SeededChance, child: SyntheticChild, first: date, last: date) -> Referral:
    long = draw.chance(6) and child.born < first - 800 * DAY
    earliest, latest = (first - 700 * DAY, first - 420 * DAY) if long else (first - 300 * DAY, last - 40 * DAY)
    need = refer(draw, draw.day(_alive(child, earliest), latest), child.need)
    assess(draw, need, last)
    conference = enquire(draw, need, workday(need.referred + draw.days(1, 15)), last, confer=True)
    ended = workday(last + draw.days(-120, 120) if long else conference + draw.days(120, 760))
    if ended < first + 5 * DAY:
        ended = workday(first + draw.days(10, 300))
    protect(draw, need, conference, ended, last)
    if ended < last - 40 * DAY:
        need.helped.append((ended + DAY, None))
        if draw.chance(40):
            close(need, workday(draw.day(ended + 20 * DAY, last - 6 * DAY)), "RC7")
    return need


HOW: dict[str, Callable[[SeededChance, SyntheticChild, date, date], Referral]] = {
    "nothing-done": _nothing_done, "assessed": _make_quick_assessment, "helped": _make_help, "enquired": _make_enquiry,
    "protected": _make_protection,
}  # fmt: skip


def _alive(child: SyntheticChild, day: date) -> date:
    """That day, or some days after birth."""
    return max(day, child.born + 2 * DAY)


def _unborn(teller: LifeMaker) -> ChildInNeed:
    draw, last = teller.draw, teller.year.end
    due = last + draw.days(5, 120)
    child = teller.child(due, due)
    child.need, child.disabilities = "N1", ()
    need = refer(draw, draw.day(last - 100 * DAY, last - 30 * DAY), child.need)
    assess(draw, need, last)
    return ChildInNeed(child, [need], due)


def needing_care(draw: SeededChance, life: SyntheticLife, last: date) -> ChildInNeed:
    """The census's view of a child looked after: referred before the stay, and closed with it or after it."""
    child, began = life.child, life.stays[0].began
    need = refer(draw, began - draw.days(30, 250), child.need)
    if need.referred < child.born + DAY:
        need.referred = workday(max(child.born + DAY, began - 3 * DAY)) if began > child.born + 3 * DAY else began
    assess(draw, need, last)
    if draw.chance(45) and (began - need.referred).days > 60:
        conference = enquire(draw, need, workday(need.referred + draw.days(1, 10)), last, confer=True)
        protect(draw, need, conference, began + draw.days(1, 30), last)
    ended, how = life.stays[-1].ended, life.stays[-1].episodes[-1].how or ""
    if ended and not life.stays[-1].short and (how in WHY_CLOSED or draw.chance(60)):
        close(need, ended if how in WHY_CLOSED else workday(ended + draw.days(1, 30)), WHY_CLOSED.get(how, "RC7"))
        for plan in need.protected:
            plan.ended = min(plan.ended or date.max, need.closed or date.max)
            plan.reviews = [day for day in plan.reviews if day < plan.ended]
        if need.closed and need.closed > last:
            need.closed, need.why_closed = None, None
    return ChildInNeed(child, [need])
