"""The mistakes that are planted in the census of children in need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from judges.planted_return_mistakes import Mistake
from judges.planting import PlantedCensus, iso_later, put

IDENTITY, NEED = "ChildIdentifiers", "CINdetails"


def _number(child: Element) -> str:
    return child.findtext(f"{IDENTITY}/LAchildID") or ""


def _set(path: str, value: str, fits: Callable[[Element], bool] = lambda _: True) -> Callable[[PlantedCensus], str]:
    """The text of an element is another."""

    def plant(census: PlantedCensus) -> str:
        child, element = census.child(path, fits)
        element.text = value
        return _number(child)

    return plant


def _move(path: str, tag: str, of: str, days: int) -> Callable[[PlantedCensus], str]:
    """A date is so many days after another one beside it."""

    def plant(census: PlantedCensus) -> str:
        child, element = census.child(path, lambda one: one.find(tag) is not None and one.find(of) is not None)
        moved = element.find(tag)
        assert moved is not None
        moved.text = iso_later(element.findtext(of), days)
        return _number(child)

    return plant


def _letter(census: PlantedCensus) -> str:
    child, element = census.child(f"{IDENTITY}/UPN")
    upn = element.text or ""
    element.text = ("B" if upn[0] == "A" else "A") + upn[1:]
    return _number(child)


def _unauthorised(census: PlantedCensus) -> str:
    child, element = census.child(
        f"{NEED}/Assessments", lambda one: one.find("FactorsIdentifiedAtAssessment") is not None
    )
    element.remove(element.find("AssessmentAuthorisationDate"))  # type: ignore[arg-type]
    return _number(child)


def _no_factors(census: PlantedCensus) -> str:
    child, element = census.child(
        f"{NEED}/Assessments", lambda one: one.find("FactorsIdentifiedAtAssessment") is not None
    )
    element.remove(element.find("FactorsIdentifiedAtAssessment"))  # type: ignore[arg-type]
    return _number(child)


def _no_reason(census: PlantedCensus) -> str:
    child, element = census.child(NEED, lambda one: one.find("ReasonForClosure") is not None)
    element.remove(element.find("ReasonForClosure"))  # type: ignore[arg-type]
    return _number(child)


def _nothing_done(census: PlantedCensus) -> str:
    child, element = census.child(NEED, lambda one: one.find("Assessments") is not None)
    element.find("ReferralNFA").text = "1"  # type: ignore[union-attr]
    return _number(child)


def _two_open_plans(census: PlantedCensus) -> str:
    def fits(one: Element) -> bool:
        plan = one.find("CINPlanDates")
        return plan is not None and plan.find("CINPlanEndDate") is None

    child, element = census.child(NEED, fits)
    plan = element.find("CINPlanDates")
    assert plan is not None
    again = Element("CINPlanDates")
    SubElement(again, "CINPlanStartDate").text = iso_later(plan.findtext("CINPlanStartDate"), 10)
    element.insert(list(element).index(plan) + 1, again)
    return _number(child)


def _weekend(census: PlantedCensus) -> str:
    child, element = census.child(f"{NEED}/Section47", lambda one: one.find("DateOfInitialCPC") is not None)
    held = element.find("DateOfInitialCPC")
    assert held is not None
    while iso_weekday(held.text) < 6:
        held.text = iso_later(held.text, 1)
    return _number(child)


def iso_weekday(text: str | None) -> int:
    """1 to 7, from Monday."""
    return date.fromisoformat(text or "").isoweekday()


def _none_and_more(census: PlantedCensus) -> str:
    child, element = census.child("ChildCharacteristics/Disabilities", lambda one: one.findtext("Disability") != "NONE")
    put(element, "Disability", "NONE", after="Disability")
    return _number(child)


def _same_disability(census: PlantedCensus) -> str:
    child, element = census.child("ChildCharacteristics/Disabilities", lambda one: one.findtext("Disability") != "NONE")
    put(element, "Disability", element.findtext("Disability") or "", after="Disability")
    return _number(child)


PLAN = f"{NEED}/ChildProtectionPlans"


def _review_at_once(census: PlantedCensus) -> str:
    child, element = census.child(PLAN, lambda one: one.find("Reviews") is not None)
    review = element.find("Reviews/CPPreviewDate")
    assert review is not None
    review.text = element.findtext("CPPstartDate")
    return _number(child)


CENSUS_MISTAKES = (
    Mistake("ethnic origin is a code that is not there", _set("ChildCharacteristics/Ethnicity", "RB")),
    Mistake("sex is a code that is not there", _set(f"{IDENTITY}/Sex", "1")),
    Mistake("check letter of the UPN is wrong", _letter),
    Mistake("born after the census year", _set(f"{IDENTITY}/PersonBirthDate", "2027-06-01")),
    Mistake("case is closed before it was referred", _move(NEED, "CINclosureDate", "CINreferralDate", -4)),
    Mistake("case is closed for no reason", _no_reason),
    Mistake("reason for closure is a code that is not there", _set(f"{NEED}/ReasonForClosure", "RC77")),
    Mistake("assessment, though nothing was to be done", _nothing_done),
    Mistake(
        "assessment ends before it begins",
        _move(f"{NEED}/Assessments", "AssessmentAuthorisationDate", "AssessmentActualStartDate", -2),
    ),
    Mistake("assessment is done and found no factors", _no_factors),
    Mistake("factors, though the assessment is not done", _unauthorised),
    Mistake(
        "factor that was withdrawn (18A)",
        _set(f"{NEED}/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors", "18A"),
        "Theirs (8945Q) compares the whole list of an assessment's factors with the one code, and never finds it.",
    ),
    Mistake("two plans for help are open", _two_open_plans),
    Mistake("conference at a weekend", _weekend),
    Mistake("protection plan ends on the day on which it begins", _move(PLAN, "CPPendDate", "CPPstartDate", 0)),
    Mistake("category of abuse is a code that is not there", _set(f"{PLAN}/LatestCategoryOfAbuse", "XYZ")),
    Mistake("review on the day on which the plan begins", _review_at_once),
    Mistake("no disability, and one", _none_and_more),
    Mistake("a disability twice", _same_disability),
    Mistake("whether nothing was done is neither 0 nor 1", _set(f"{NEED}/ReferralNFA", "perhaps")),
)
