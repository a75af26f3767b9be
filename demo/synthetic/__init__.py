"""A made-up council, its children and adults, and made-up treatment services: plausible, valid, nobody's.

Every number of a child or an adult begins with MU, every postcode is a public building's, no name is anywhere. The
same seed gives the same records on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from demo.synthetic.adult_people import make_adult
from demo.synthetic.adult_stories import AdultStory, tell_story
from demo.synthetic.adult_submissions import build_submissions
from demo.synthetic.census_tables import census_rows
from demo.synthetic.codes import LOOKED_AFTER
from demo.synthetic.councils import make_town, years_before
from demo.synthetic.looked_after_tables import looked_after_rows
from demo.synthetic.seeded_chance import SeededChance
from demo.synthetic.treatment_tables import stories, treatment_records
from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records, build_records
from mappings.ruleset.ruleset import Ruleset

IN_NEED, TREATMENT = "children-in-need", "treatment"
NOTTINGHAMSHIRE = "E10000024"


def children(
    count: int, ruleset: Ruleset, *, seed: int, year: Period, area: str, back: int = 0
) -> tuple[Records, Records]:
    """The returns on children looked after and on children in need: so many children in each, most of one in both.

    ``back``: the returns of the same council so many years before, as they were made then. Those of two years before
    are whole; the older ones hold whom the later ones hold.

    Raises:
        NotFound: no postcodes of the area are at hand.
        Refused: no version is known for the year.
    """
    town = make_town(count, ruleset, seed=seed, year=year, area=area)
    earlier_year = years_before(year, back)
    definitions = ruleset.records
    own, other = (
        definitions.record_set(code, definitions.find_version(code, earlier_year)) for code in (LOOKED_AFTER, IN_NEED)
    )
    return (
        build_records(own, earlier_year, looked_after_rows(town.lives, earlier_year, own, town.seed)),
        build_records(other, earlier_year, census_rows(town.in_need, earlier_year, other, town.council.department)),
    )


def clients(
    count: int,
    ruleset: Ruleset,
    *,
    seed: int,
    year: Period,
    providers: Sequence[str],
    version: str | None = None,
    area: str = NOTTINGHAMSHIRE,
    reach: date | None = None,
) -> dict[str, Records]:
    """Treatment records of so many people, by the code of the agency that treats them; some are with two.

    ``version``: of the data set, where not the one in force. ``reach``: the last day that the records know of, where
    not the year's.

    Raises:
        Refused: no version is known for the year, and none was named.
    """
    definitions = ruleset.records
    record_set = definitions.record_set(TREATMENT, version or definitions.find_version(TREATMENT, year))
    last, agencies = reach or year.end, tuple(providers)
    all_stories = stories(count, seed, year, agencies, area, last)
    return treatment_records(all_stories, record_set, year, agencies, last)


@dataclass(frozen=True, eq=False)
class MadeUpAdults:
    """What happened to each made-up adult, with what is planted; and the five files that tell of it, in order."""

    stories: tuple[AdultStory, ...]
    submissions: tuple[Records, ...]


def adults(count: int, ruleset: Ruleset, *, seed: int, year: Period, area: str = NOTTINGHAMSHIRE) -> MadeUpAdults:
    """So many adults, and a council's quarterly files of them: four of the year, and one of the quarter after it.

    Raises:
        Refused: no release is known for the year.
    """
    draw = SeededChance(seed)
    stories = tuple(tell_story(make_adult(number, draw, year), draw, year) for number in range(1, count + 1))
    return MadeUpAdults(stories, build_submissions(stories, ruleset.records, year, area))
