"""Compare the facts of two measures: what agrees, what differs, and which is a part of the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mappings.overlap.concept_families import ConceptFamilies, ConceptFamily
from mappings.overlap.measure_facts import MeasureFacts
from mappings.overlap.measure_units import do_units_differ
from mappings.overlap.quantities import NEAR_TIME, Quantity
from mappings.overlap.vocabulary import Vocabulary

#: ``agree``; ``near`` differs a little; ``narrower`` the first is a part of the second, ``broader`` the other way;
#: ``part`` one is a term, a member or a component of the other; ``differ`` they cannot be the same.
EvidenceKind = Literal["agree", "near", "narrower", "broader", "part", "differ"]
_NARROWER: EvidenceKind = "narrower"
_BROADER: EvidenceKind = "broader"
#: A family of which one measure says nothing in its title, and another thing in its numerator or denominator.
_POPULATION_FAMILIES = frozenset({"who", "role", "sex", "means", "need", "ethnic", "language", "income"})
_DECISIVE_FAMILIES = frozenset({"who", "phase", "stage", "sex"})
_YOUNG = frozenset({"children", "young-people", "infants"})
_YOUNG_PEOPLE = _YOUNG | {"pupils"}
#: Families of which a measure is of children without saying so, and the age from which nobody is young.
_OF_THE_YOUNG = frozenset(
    {"phase", "stage", "year", "step", "activity", "exclusion-kind", "absence-kind", "pupil-score"}
)
_GROWN_UP = 26
#: Units without which a title would not say what it measures.
_UNITS_ALWAYS_NAMED = frozenset({"days", "minutes", "mean", "rate"})
#: Days under which a time is not the year that the other names.
_NEARLY_A_YEAR = 360
#: Calendar days of one working day.
_CALENDAR_DAYS = 7 / 5
_WORKING_DAY_KINDS = frozenset({"days", "working day"})
#: What is counted when: those that begin, end, or are open on a day.
_FLOWS = frozenset({"begin", "end", "open"})
_EVENTS = frozenset({"begin", "end"})
#: Two sets of ages are nearly the same from this share of their years on.
_NEAR_AGES = 0.6
#: The share of a long stage of life that ages must cover; years of the longest stage of schooling.
_NEARLY_ALL, _SCHOOL_STAGE = 0.9, 9
_CLOSE_COMPARATORS = frozenset(
    frozenset(pair) for pair in (("ge", "gt"), ("le", "lt"), ("ge", "eq"), ("le", "eq"), ("gt", "eq"), ("lt", "eq"))
)


@dataclass(frozen=True)
class Evidence:
    """One finding about two measures. ``family``: a family's name, or unit, ages, threshold, denial, polarity."""

    kind: EvidenceKind
    family: str
    text: str


def compare_facts(a: MeasureFacts, b: MeasureFacts, vocabulary: Vocabulary) -> tuple[Evidence, ...]:
    """All evidence for or against ``a`` and ``b`` being the same."""
    return (
        *_compare_units(a, b, vocabulary.units.names),
        *_compare_families(a, b, vocabulary.families),
        *_compare_ages(a, b),
        *_compare_thresholds(a, b),
        *_compare_denials(a, b),
        *_compare_denominators(a, b),
        *_compare_polarity(a, b),
    )


def _compare_units(a: MeasureFacts, b: MeasureFacts, words: Mapping[str, str]) -> Iterator[Evidence]:
    if a.unit is None or b.unit is None:
        single_unit = a.unit or b.unit
        if single_unit in _UNITS_ALWAYS_NAMED:
            # A measure of time and a rate name their unit; a measure without one counts cases, or is a share of them.
            yield Evidence("near", "unit alone", f"only one of them is {words[single_unit]}")
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
        yield Evidence("agree", "unit", f"both {_pluralise(a.unit, first)}")


def _pluralise(unit: str, words: str) -> str:
    return {"percentage": "percentages", "count": "counts", "rate": "rates", "gap": "gaps", "score": "scores"}.get(
        unit, words.removeprefix("a ").removeprefix("an ")
    )


def _compare_families(a: MeasureFacts, b: MeasureFacts, families: ConceptFamilies) -> Iterator[Evidence]:
    for code in sorted({*a.families, *b.families}):
        if code == "gap" and a.unit is not None and b.unit is not None and "gap" in (a.unit, b.unit):
            continue
        family, first_members, second_members = families.by_code[code], a.families.get(code), b.families.get(code)
        if first_members and second_members:
            yield from _compare_members(family, first_members, second_members)
        elif first_members:
            yield from _compare_single(family, first_members, b, first=True)
        elif second_members:
            yield from _compare_single(family, second_members, a, first=False)


def _compare_members(family: ConceptFamily, first: frozenset[str], second: frozenset[str]) -> Iterator[Evidence]:
    if first & second and (_is_for_adults(first, second) or _is_for_adults(second, first)):
        yield Evidence("differ", family.code, f"{family.describe(first)} is not {family.describe(second)}")
        return
    first, second = family.drop_plain(first), family.drop_plain(second)
    one, other = family.describe(first), family.describe(second)
    if first == second:
        yield Evidence("agree", family.code, _describe_agreement(family, first))
    elif first & second:
        yield Evidence("part" if first < second or second < first else "near", family.code, f"{one} beside {other}")
    elif family.is_general_word(first, second) or family.is_general_word(second, first):
        return
    elif family.is_same_kind(first, second):
        yield Evidence("narrower", family.code, f"{one} within {other}")
    elif family.is_same_kind(second, first):
        yield Evidence("broader", family.code, f"{other} within {one}")
    elif family.is_broader(first, second):
        yield Evidence("narrower" if family.is_particular(first) else "near", family.code, f"{one} within {other}")
    elif family.is_broader(second, first):
        yield Evidence("broader" if family.is_particular(second) else "near", family.code, f"{other} within {one}")
    else:
        yield Evidence("differ", family.code, f"{one} is not {other}")


def _is_for_adults(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether one is of those who work for adults, and the other of the same for children."""
    return "adults" in first - second and "children" in second - first


def _describe_agreement(family: ConceptFamily, members: frozenset[str]) -> str:
    return f"both {'of' if family.code in _POPULATION_FAMILIES else 'about'} {family.describe(members)}"


def _compare_single(
    family: ConceptFamily, members: frozenset[str], other_facts: MeasureFacts, *, first: bool
) -> Iterator[Evidence]:
    """Evidence of members that only one title names; the other's numerator or denominator may name some."""
    supporting_members = other_facts.supporting_families.get(family.code, frozenset())
    if family.code == "flow" and members & _EVENTS:
        # A numerator speaks of beginnings and ends of much else.
        supporting_members = frozenset()
    description, smaller = family.describe(members), _NARROWER if first else _BROADER
    if supporting_members & members:
        if members != supporting_members and "part" in family.meanings(members | supporting_members):
            # "Totally breastfed", and "totally or partially breastfed".
            yield Evidence(smaller, family.code, f"{description} within more")
        else:
            yield Evidence("agree", family.code, _describe_agreement(family, members & supporting_members))
        return
    if family.code == "who" and members <= _YOUNG and "residents" in other_facts.affirmed:
        # Where one says "children" and the other "people", one is of a part of the other's people.
        yield Evidence(smaller, family.code, f"only one of them is of {description}")
        return
    if family.code == "who" and members <= _YOUNG_PEOPLE and not _is_of_the_young(other_facts):
        yield Evidence("near", family.code, f"only one of them is of {description}")
        return
    if len(members) > 1 and members == family.rows.keys():
        # All kinds of schools together are schools.
        return
    meanings = family.meanings(members)
    if supporting_members and family.code in _DECISIVE_FAMILIES and family.is_apart(members, supporting_members):
        yield Evidence("differ", family.code, f"{description} is not {family.describe(supporting_members)}")
    elif family.code == "flow" and members <= _FLOWS and not supporting_members:
        yield Evidence("near", "flow alone", f"one is of {description}, the other does not say so")
    elif "part" in meanings:
        yield Evidence(smaller, family.code, f"only one of them is of {description}")
    elif meanings & {"piece", "gap"}:
        verb = "of them is" if family.code == "gap" else "names"
        yield Evidence("part", family.code, f"only one {verb} {description}")


def _is_of_the_young(facts: MeasureFacts) -> bool:
    """Whether anything that is said of a measure is of children: their ages, school or the steps of social care."""
    said = {*facts.families, *facts.supporting_families}
    ages = facts.ages | facts.stage_ages | facts.defined_ages
    people = facts.families.get("who", frozenset()) | facts.supporting_families.get("who", frozenset())
    return bool(said & _OF_THE_YOUNG or people & _YOUNG_PEOPLE) or 0 < ages.bit_length() <= _GROWN_UP


def _compare_ages(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    first_ages, second_ages = a.ages or (a.stage_ages if b.ages else 0), b.ages or (b.stage_ages if a.ages else 0)
    if not (first_ages and second_ages):
        if (first_ages and first_ages == b.defined_ages) or (second_ages and second_ages == a.defined_ages):
            yield Evidence("agree", "ages", f"ages agree: {format_ages(first_ages or second_ages)}")
        elif (a.ages_named and not b.stage_ages) or (b.ages_named and not a.stage_ages):
            yield Evidence("near", "age alone", f"only one of them names ages: {format_ages(a.ages or b.ages)}")
        return
    shared_years, all_years = (first_ages & second_ages).bit_count(), (first_ages | second_ages).bit_count()
    if first_ages == second_ages:
        yield Evidence("agree", "ages", f"ages agree: {format_ages(first_ages)}")
    elif not a.ages_named and not b.ages_named:
        return
    elif not shared_years:
        yield Evidence("differ", "ages", f"ages differ: {format_ages(first_ages)}, and {format_ages(second_ages)}")
    elif not (a.ages and b.ages):
        named, stage = (first_ages, second_ages) if a.ages else (second_ages, first_ages)
        if _do_ages_fit(named, stage):
            yield Evidence("agree", "ages", f"ages fit: {format_ages(named)}")
        else:
            yield Evidence("near", "age alone", f"only one of them names ages: {format_ages(named)}")
    elif shared_years / all_years >= _NEAR_AGES or not (a.ages_named and b.ages_named):
        yield Evidence("near", "ages", f"ages nearly agree: {format_ages(first_ages)}, and {format_ages(second_ages)}")
    else:
        kind: EvidenceKind = (
            "narrower"
            if first_ages & second_ages == first_ages
            else "broader"
            if first_ages & second_ages == second_ages
            else "differ"
        )
        yield Evidence(kind, "ages", f"ages differ: {format_ages(first_ages)}, and {format_ages(second_ages)}")


def _do_ages_fit(named: int, stage: int) -> bool:
    """Ages of a school stage may be any of its years; those of a long stage of life must be nearly all of them."""
    share = (named & stage).bit_count() / (named | stage).bit_count()
    return share >= _NEARLY_ALL or (
        stage.bit_count() <= _SCHOOL_STAGE and (named & stage == named or share >= _NEAR_AGES)
    )


def format_ages(ages: int) -> str:
    """``19 to 21``, ``16``, ``under 18``, ``65 and over``."""
    first, last = (ages & -ages).bit_length() - 1, ages.bit_length() - 1
    if first == last:
        return str(first)
    if last >= 99:
        return f"{first} and over"
    return f"under {last + 1}" if first == 0 else f"{first} to {last}"


def _compare_thresholds(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    for kind in sorted({threshold.kind for threshold in a.thresholds} & {threshold.kind for threshold in b.thresholds}):
        first = sorted((threshold for threshold in a.thresholds if threshold.kind == kind), key=_make_sort_key)
        second = sorted((threshold for threshold in b.thresholds if threshold.kind == kind), key=_make_sort_key)
        yield from _compare_threshold_kind(first, second)
    schemes = [
        {threshold.kind for threshold in facts.thresholds if threshold.kind.startswith("grades")} for facts in (a, b)
    ]
    if all(schemes) and not schemes[0] & schemes[1]:
        yield Evidence("near", "grades", "grades in letters beside grades in numbers")
    yield from _compare_windows(a, b)
    yield from _find_unmatched_thresholds(a, b)


def _make_sort_key(quantity: Quantity) -> tuple[str, float, str]:
    return quantity.kind, quantity.number, quantity.text


def _find_unmatched_thresholds(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    """Thresholds that only one title names; the other's numerator or denominator may name them."""
    working = _compare_working_days(a, b)
    if working is not None:
        yield working
    for first, second in ((a, b), (b, a)):
        kinds = (
            {threshold.kind for threshold in second.thresholds}
            | {"window", "level"}
            | (_WORKING_DAY_KINDS if working else set())
        )
        unmatched = sorted(
            (threshold for threshold in first.thresholds if threshold.kind not in kinds), key=_make_sort_key
        )
        windowed = any(threshold.kind == "window" for threshold in second.thresholds)
        for quantity in unmatched[:1]:
            is_year = windowed and quantity.kind == "days" and quantity.number < _NEARLY_A_YEAR
            if not is_year and any(
                quantity.kind == y.kind and _is_equal_quantity(quantity, y)
                for y in (*second.supporting_thresholds, *second.defined_thresholds)
            ):
                yield Evidence("agree", "threshold", f"the same number: {quantity.text}")
            else:
                yield Evidence("near", "threshold alone", f"only one names “{quantity.text}”")


def _compare_working_days(a: MeasureFacts, b: MeasureFacts) -> Evidence | None:
    """What a limit in days beside one in working days says; None where both name limits of one kind."""
    for first, second in ((a, b), (b, a)):
        days, working = _list_of_kind(first, "days"), _list_of_kind(second, "working day")
        if not days or not working or _list_of_kind(first, "working day") or _list_of_kind(second, "days"):
            continue
        x, y = days[0], working[0]
        if x.number == y.number:
            # Lists say "45 days" and mean working days.
            return Evidence("near", "threshold", f"{x.number:g} days beside {y.number:g} working days")
        if abs(x.number - y.number * _CALENDAR_DAYS) > NEAR_TIME * x.number:
            return Evidence("differ", "threshold", f"“{x.text}” is not “{y.text} days”")
    return None


def _list_of_kind(facts: MeasureFacts, kind: str) -> list[Quantity]:
    return [threshold for threshold in facts.thresholds if threshold.kind == kind]


def _compare_threshold_kind(first: list[Quantity], second: list[Quantity]) -> Iterator[Evidence]:
    pairs = [(x, y) for x in first for y in second if _is_equal_quantity(x, y)]
    if first[0].kind == "window":
        return
    if not pairs and first[0].kind.startswith("grades"):
        # Fewer grades are within more of them: A* to B within A* to E.
        smaller = (
            first[0].number < second[0].number if "letters" in first[0].kind else first[0].number > second[0].number
        )
        yield Evidence(
            "narrower" if smaller else "broader", "grades", f"grades {first[0].text} beside {second[0].text}"
        )
    elif not pairs:
        yield Evidence("differ", "threshold", f"“{first[0].text}” is not “{second[0].text}”")
    elif any(_is_unpaired(x, second) for x in first) or any(_is_unpaired(y, first) for y in second):
        extra = next(x for x, others in _pair_sides(first, second) if _is_unpaired(x, others))
        yield Evidence("near", "threshold alone", f"only one names “{extra.text}”")
    elif any(x.compared == y.compared for x, y in pairs):
        yield Evidence("agree", "threshold", f"the same number: {pairs[0][0].text}")
    elif any(frozenset((x.compared, y.compared)) in _CLOSE_COMPARATORS for x, y in pairs):
        x, y = pairs[0]
        if "eq" in (x.compared, y.compared):
            yield Evidence("agree", "threshold", f"the same number: {x.text}")
        else:
            yield Evidence("near", "threshold", f"“{x.text}” differs at the boundary from “{y.text}”")
    else:
        yield Evidence("differ", "threshold", f"“{pairs[0][0].text}” is not “{pairs[0][1].text}”")


def _pair_sides(first: list[Quantity], second: list[Quantity]) -> Iterator[tuple[Quantity, list[Quantity]]]:
    yield from ((x, second) for x in first)
    yield from ((y, first) for y in second)


def _is_unpaired(quantity: Quantity, others: list[Quantity]) -> bool:
    return quantity.kind != "level" and not any(_is_equal_quantity(quantity, other) for other in others)


def _is_equal_quantity(x: Quantity, y: Quantity) -> bool:
    if x.kind == "days":
        return abs(x.number - y.number) <= NEAR_TIME * max(x.number, y.number)
    return x.number == y.number


def _compare_windows(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    """One is about the year, the other about a longer time."""
    for first, second in ((a, b), (b, a)):
        years = any(threshold.kind == "window" for threshold in first.thresholds)
        times = [
            threshold
            for threshold in second.thresholds
            if threshold.kind == "days" and threshold.compared in ("eq", "le") and threshold.number > 366
        ]
        if (
            years
            and not any(_is_equal_quantity(x, time) for x in first.thresholds if x.kind == "days" for time in times)
            and times
            and not any(
                threshold.kind in ("window", "days") for threshold in second.thresholds if threshold not in times
            )
        ):
            yield Evidence("differ", "threshold", f"in the year is not “{times[0].text}”")


def _compare_denials(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    for word in sorted((a.denied & b.affirmed) | (a.affirmed & b.denied)):
        yield Evidence("differ", "denial", f"one says “{word.replace('-', ' ')}” and the other “not”")


def _compare_denominators(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    """Quitters of 100,000 smokers are not quitters of 100,000 residents, though both speak of smoking."""
    for first, second in ((a, b), (b, a)):
        said = second.denominator.union(second.divided_by)
        if first.divided_by and said and said.isdisjoint(first.divided_by):
            yield Evidence("near", "denominator", f"only one of them is per {', '.join(first.divided_by.values())}")


def _compare_polarity(a: MeasureFacts, b: MeasureFacts) -> Iterator[Evidence]:
    if a.polarity and b.polarity and a.polarity == b.polarity:
        yield Evidence("agree", "polarity", "")
    elif a.polarity and b.polarity:
        yield Evidence("near", "polarity", "what is good in one is bad in the other")
