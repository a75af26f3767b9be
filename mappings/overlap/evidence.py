"""Compare the facts of two measures: what agrees, what differs, and which is a part of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mappings.overlap.measure_facts import MeasureFacts, find_member, list_broader_members, list_members
from mappings.overlap.measure_units import describe_units, do_units_differ
from mappings.overlap.quantities import NEAR_TIME, Quantity

#: ``agree``; ``near`` differs a little; ``narrower`` the first is a part of the second, ``broader`` the other way;
#: ``part`` one is a term, a member or a component of the other; ``differ`` they cannot be the same.
EvidenceKind = Literal["agree", "near", "narrower", "broader", "part", "differ"]
#: A family of which one measure says nothing in its title, and another thing in its numerator or denominator.
_PEOPLE = frozenset({"who", "role", "sex", "means", "need", "ethnic", "income"})
_TELLING = frozenset({"who", "phase", "stage", "sex"})
_YOUNG = frozenset({"children", "young-people", "infants"})
#: Units without which a title would not say what it measures.
_SAID = frozenset({"days", "minutes", "mean"})
_WORKING = frozenset({"days", "working day"})
#: Two sets of ages are nearly the same from this share of their years on.
_NEAR_AGES = 0.6
_CLOSE = {frozenset(("ge", "gt")), frozenset(("le", "lt")), frozenset(("ge", "eq")), frozenset(("le", "eq")),
          frozenset(("gt", "eq")), frozenset(("lt", "eq"))}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """One finding about two measures. ``family``: a family's name, or unit, ages, threshold, denial, polarity."""

    kind: EvidenceKind
    family: str
    says: str


def compare_facts(a: MeasureFacts, b: MeasureFacts) -> tuple[Evidence, ...]:
    """All evidence for or against ``a`` and ``b`` being the same."""
    return (*_units(a, b), *_families(a, b), *_ages(a, b), *_thresholds(a, b), *_denials(a, b), *_polarity(a, b))


def _units(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    words = describe_units()
    if a.unit is None or b.unit is None:
        alone = a.unit or b.unit
        if alone in _SAID:
            # A measure of time names its unit; a measure without one counts cases.
            yield Evidence("near", "unit alone", f"only one of them is {words[alone]}")
        return
    first, second = words.get(a.unit, a.unit), words.get(b.unit, b.unit)
    if do_units_differ(a.unit, b.unit):
        if "gap" in (a.unit, b.unit):
            yield Evidence("part", "gap", f"{first} beside {second}")
        else:
            yield Evidence("near", "unit", f"{first} beside {second}")
    elif a.unit == b.unit == "rate" and a.per and b.per and a.per != b.per:
        yield Evidence("near", "unit", f"per {a.per:,} beside per {b.per:,}")
    elif a.unit == b.unit:
        yield Evidence("agree", "unit", f"both {_plural(a.unit, first)}")


def _plural(unit: str, words: str) -> str:
    return {"percentage": "percentages", "count": "counts", "rate": "rates", "gap": "gaps", "score": "scores"}.get(
        unit, words.removeprefix("a ").removeprefix("an ")
    )


def _families(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    for family in sorted({*a.families, *b.families}):
        if family == "gap" and a.unit is not None and b.unit is not None and "gap" in (a.unit, b.unit):
            continue
        mine, theirs = a.families.get(family), b.families.get(family)
        if mine and theirs:
            yield from _both(family, mine, theirs)
        elif mine:
            yield from _one(family, mine, b, first=True)
        elif theirs:
            yield from _one(family, theirs, a, first=False)


def _both(family: str, mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Evidence]:
    if mine == theirs:
        yield Evidence("agree", family, _both_of(family, mine))
    elif mine & theirs:
        if mine < theirs or theirs < mine:
            yield Evidence("part", family, f"{_says(family, mine)} beside {_says(family, theirs)}")
        else:
            yield Evidence("near", family, f"{_says(family, mine)} beside {_says(family, theirs)}")
    elif _general(family, mine, theirs) or _general(family, theirs, mine):
        return
    elif _kin(family, mine, theirs):
        yield Evidence("narrower", family, f"{_says(family, mine)} within {_says(family, theirs)}")
    elif _kin(family, theirs, mine):
        yield Evidence("broader", family, f"{_says(family, theirs)} within {_says(family, mine)}")
    elif _held(family, mine, theirs):
        yield Evidence(_side(family, mine, True), family, f"{_says(family, mine)} within {_says(family, theirs)}")
    elif _held(family, theirs, mine):
        yield Evidence(_side(family, theirs, False), family, f"{_says(family, theirs)} within {_says(family, mine)}")
    else:
        yield Evidence("differ", family, f"{_says(family, mine)} is not {_says(family, theirs)}")


def _both_of(family: str, names: frozenset[str]) -> str:
    return f"both {'of' if family in _PEOPLE else 'about'} {_says(family, names)}"


def _held(family: str, small: frozenset[str], large: frozenset[str]) -> bool:
    return any(large & list_broader_members(family, member) for member in small)


def _general(family: str, small: frozenset[str], large: frozenset[str]) -> bool:
    """Pupils are children: where no particular group is named, the general words stand for each other."""
    return family == "who" and _held(family, small, large) and _side(family, small, True) == "near"


def _kin(family: str, small: frozenset[str], large: frozenset[str]) -> bool:
    """A particular group and a general word for people of the same kind: looked-after children, and pupils."""
    if family != "who" or any(find_member(family, member).alone for member in large):
        return False
    above = frozenset().union(*(list_broader_members(family, member) for member in small))
    kinds = large.union(*(list_broader_members(family, member) for member in large))
    return _side(family, small, True) != "near" and bool(above & kinds)


def _side(family: str, small: frozenset[str], first: bool) -> EvidenceKind:
    alone = {find_member(family, member).alone for member in small}
    if alone == {None}:
        return "near"
    return "narrower" if first else "broader"


def _one(family: str, named: frozenset[str], other: MeasureFacts, *, first: bool) -> Iterator[Evidence]:
    behind = other.supporting_families.get(family, frozenset())
    if behind & named:
        if named < behind and all(find_member(family, member).alone == "part" for member in behind):
            # "Totally breastfed", and "totally or partially breastfed".
            yield Evidence("narrower" if first else "broader", family, f"{_says(family, named)} within more")
        else:
            yield Evidence("agree", family, _both_of(family, named & behind))
        return
    if family == "who" and named <= _YOUNG and "residents" in other.affirmed:
        # Where one says "children" and the other "people", one is of a part of the other's people.
        yield Evidence("narrower" if first else "broader", family, f"only one of them is of {_says(family, named)}")
        return
    if len(named) > 1 and named == list_members(family):
        # All kinds of schools together are schools.
        return
    telling = {find_member(family, member).alone for member in named}
    says = _says(family, named)
    if behind and family in _TELLING and _apart(family, named, behind):
        yield Evidence("differ", family, f"{says} is not {_says(family, behind)}")
    elif family == "flow" and "open" in named and not behind:
        yield Evidence("near", "flow alone", f"only one of them is {says}")
    elif telling & {"part"}:
        yield Evidence("narrower" if first else "broader", family, f"only one of them is of {says}")
    elif telling & {"piece", "gap"}:
        yield Evidence("part", family, f"only one of them is {says}" if family == "gap" else f"only one names {says}")


def _apart(family: str, named: frozenset[str], behind: frozenset[str]) -> bool:
    near = _held(family, named, behind) or _held(family, behind, named) or _kin(family, named, behind)
    return len(behind) == 1 and not (near or _kin(family, behind, named))


def _says(family: str, names: frozenset[str]) -> str:
    return " and ".join(sorted(find_member(family, name).says for name in names))


def _ages(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    mine, theirs = a.ages or (a.stage_ages if b.ages else 0), b.ages or (b.stage_ages if a.ages else 0)
    if not (mine and theirs):
        if (a.ages_named and not b.stage_ages) or (b.ages_named and not a.stage_ages):
            yield Evidence("near", "age alone", f"only one of them names ages: {format_ages(a.ages or b.ages)}")
        return
    both, either = (mine & theirs).bit_count(), (mine | theirs).bit_count()
    if mine == theirs:
        yield Evidence("agree", "ages", f"ages agree: {format_ages(mine)}")
    elif not a.ages_named and not b.ages_named:
        return
    elif not both:
        yield Evidence("differ", "ages", f"ages differ: {format_ages(mine)}, and {format_ages(theirs)}")
    elif not (a.ages and b.ages):
        yield Evidence("agree", "ages", f"ages fit: {format_ages(mine if a.ages else theirs)}")
    elif both / either >= _NEAR_AGES or not (a.ages_named and b.ages_named):
        yield Evidence("near", "ages", f"ages nearly agree: {format_ages(mine)}, and {format_ages(theirs)}")
    else:
        kind: EvidenceKind = "narrower" if mine & theirs == mine else "broader" if mine & theirs == theirs else "differ"
        yield Evidence(kind, "ages", f"ages differ: {format_ages(mine)}, and {format_ages(theirs)}")


def format_ages(ages: int) -> str:
    """``19 to 21``, ``16``, ``under 18``, ``65 and over``."""
    first, last = (ages & -ages).bit_length() - 1, ages.bit_length() - 1
    if first == last:
        return str(first)
    if last >= 99:
        return f"{first} and over"
    return f"under {last + 1}" if first == 0 else f"{first} to {last}"


def _thresholds(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    for kind in sorted({each.kind for each in a.thresholds} & {each.kind for each in b.thresholds}):
        mine = sorted((each for each in a.thresholds if each.kind == kind), key=_in_order)
        theirs = sorted((each for each in b.thresholds if each.kind == kind), key=_in_order)
        yield from _threshold(mine, theirs)
    schemes = [{each.kind for each in facts.thresholds if each.kind.startswith("grades")} for facts in (a, b)]
    if all(schemes) and not schemes[0] & schemes[1]:
        yield Evidence("near", "grades", "grades in letters beside grades in numbers")
    yield from _windows(a, b)
    yield from _unmatched(a, b)


def _in_order(quantity: Quantity) -> tuple[str, float, str]:
    return quantity.kind, quantity.number, quantity.says


def _unmatched(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    """Thresholds that only one title names; the other's numerator or denominator may name them."""
    working = _working(a, b)
    if working:
        yield Evidence("near", "threshold", working)
    for one, other in ((a, b), (b, a)):
        kinds = {each.kind for each in other.thresholds} | {"window", "level"} | (_WORKING if working else set())
        alone = sorted((each for each in one.thresholds if each.kind not in kinds), key=_in_order)
        for each in alone[:1]:
            if any(each.kind == y.kind and _equal(each, y) for y in other.supporting_thresholds):
                yield Evidence("agree", "threshold", f"the same number: {each.says}")
            else:
                yield Evidence("near", "threshold alone", f"only one names “{each.says}”")


def _working(a: MeasureFacts, b: MeasureFacts) -> str:
    """Text where one names as many days as the other names working days; else empty."""
    for one, other in ((a, b), (b, a)):
        for x in one.thresholds:
            for y in other.thresholds:
                if (x.kind, y.kind) == ("days", "working day") and x.number == y.number:
                    return f"{x.number:g} days beside {y.number:g} working days"
    return ""


def _threshold(mine: list[Quantity], theirs: list[Quantity]) -> Iterator[Evidence]:
    pairs = [(x, y) for x in mine for y in theirs if _equal(x, y)]
    if mine[0].kind == "window":
        return
    if not pairs and mine[0].kind.startswith("grades"):
        # Fewer grades are within more of them: A* to B within A* to E.
        smaller = mine[0].number < theirs[0].number if "letters" in mine[0].kind else mine[0].number > theirs[0].number
        yield Evidence("narrower" if smaller else "broader", "grades", f"grades {mine[0].says} beside {theirs[0].says}")
    elif not pairs:
        yield Evidence("differ", "threshold", f"“{mine[0].says}” is not “{theirs[0].says}”")
    elif any(x.compared == y.compared for x, y in pairs):
        yield Evidence("agree", "threshold", f"the same number: {pairs[0][0].says}")
    elif any(frozenset((x.compared, y.compared)) in _CLOSE for x, y in pairs):
        x, y = pairs[0]
        if "eq" in (x.compared, y.compared):
            yield Evidence("agree", "threshold", f"the same number: {x.says}")
        else:
            yield Evidence("near", "threshold", f"“{x.says}” differs at the boundary from “{y.says}”")
    else:
        yield Evidence("differ", "threshold", f"“{pairs[0][0].says}” is not “{pairs[0][1].says}”")


def _equal(x: Quantity, y: Quantity) -> bool:
    if x.kind == "days":
        return abs(x.number - y.number) <= NEAR_TIME * max(x.number, y.number)
    return x.number == y.number


def _windows(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    """One is about the year, the other about a longer time."""
    for one, other in ((a, b), (b, a)):
        years = any(each.kind == "window" for each in one.thresholds)
        times = [
            each
            for each in other.thresholds
            if each.kind == "days" and each.compared in ("eq", "le") and each.number > 366
        ]
        if (
            years
            and times
            and not any(each.kind in ("window", "days") for each in other.thresholds if each not in times)
        ):
            yield Evidence("differ", "threshold", f"in the year is not “{times[0].says}”")


def _denials(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    for word in sorted((a.denied & b.affirmed) | (a.affirmed & b.denied)):
        yield Evidence("differ", "denial", f"one says “{word.replace('-', ' ')}” and the other “not”")


def _polarity(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    if a.polarity and b.polarity and a.polarity == b.polarity:
        yield Evidence("agree", "polarity", "")
    elif a.polarity and b.polarity:
        yield Evidence("near", "polarity", "what is good in one is bad in the other")
