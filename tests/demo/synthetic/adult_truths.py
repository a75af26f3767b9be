"""The figures that the planted stories come to: added up from what each says of itself, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import median

from demo.synthetic.adult_people import SETTLED, MadeUpAdult
from demo.synthetic.adult_stories import AdultStory
from indicators.period.arithmetic import Period

WORKING, OLDER = "18-64", "65-and-over"
SELF_DIRECTED = ("direct-payment", "managed-budget")
IN_COMMUNITY = (*SELF_DIRECTED, "commissioned", "not-known")


def sum_parts(stories: Iterable[AdultStory], year: Period) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each share, by indicator."""
    told = list(stories)
    sequels = [story.truth.short_term for story in told]
    unasked = sequels.count("no-further-request")
    parts = {"short-term-support-no-further-request": (unasked, unasked + sequels.count("support"))}
    for code, belongs in _list_home_groups().items():
        lived = [s for s in told if s.truth.long_term and belongs(band_of(s.adult, year), s.adult)]
        parts[code] = (sum(map(is_settled, lived)), len(lived))
    clients = [story.truth.client for story in told if story.truth.client in IN_COMMUNITY]
    carers = [story.truth.carer for story in told if story.truth.carer in (*SELF_DIRECTED, "commissioned")]
    for who, supports in (("clients", clients), ("carers", carers)):
        self_directed = sum(support in SELF_DIRECTED for support in supports)
        parts[f"self-directed-support-{who}"] = (self_directed, len(supports))
        parts[f"direct-payments-{who}"] = (supports.count("direct-payment"), len(supports))
    return parts


def _list_home_groups() -> Mapping[str, Callable[[str, MadeUpAdult], bool]]:
    return {
        "home-or-family-18-64": lambda band, _: band == WORKING,
        "home-or-family-65-and-over": lambda band, _: band == OLDER,
        "home-or-family-learning-disability": lambda band, adult: (
            band == WORKING and adult.reason == "Learning Disability Support"
        ),
    }


def band_of(adult: MadeUpAdult, year: Period) -> str:
    """The age band all year, or not-known."""
    if adult.born is None:
        return "not-known"
    return OLDER if adult.born.year < year.start.year - 65 else WORKING


def is_settled(story: AdultStory) -> bool:
    """Whether the person is at home or with family, as the files of the year have it."""
    return story.adult.accommodation in SETTLED if story.truth.settled is None else story.truth.settled


def sum_values(stories: Iterable[AdultStory], year: Period) -> dict[str, float]:
    """Counts of admissions and medians of waits, by indicator."""
    told = [(story.truth, band_of(story.adult, year)) for story in stories]
    values: dict[str, float] = {
        f"care-home-admissions-{band}": float(sum(truth.admitted and of == band for truth, of in told))
        for band in (WORKING, OLDER)
    }
    for band, of in (("25-64", WORKING), (OLDER, OLDER)):
        for what in ("response", "service"):
            days = [getattr(truth, what) for truth, its in told if its == of and getattr(truth, what) is not None]
            if days:
                values[f"wait-for-first-{what}-{band}"] = float(median(days))
    return values
