"""What happened to each made-up adult, and what that makes of each figure: planted with the story, not worked out.

Each story is told by a function of the person, chance and the year. What it says of a figure holds for files that
reach a quarter past the year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.synthetic.adult_events import (
    COMMUNITY,
    NURSING,
    REABLEMENT,
    RESIDENTIAL,
    TO_CARER,
    MadeUpEvent,
    assessment,
    request,
    review,
    service,
)
from demo.synthetic.adult_people import MadeUpAdult
from demo.synthetic.seeded_chance import SeededChance
from indicators.period.arithmetic import Period

GOES_ON = "Continuation of support or services"
PLANNED, PROGRESS = "NFA: Support ended as planned", "Progress to support planning or services"
ADVICE, SELF_FUNDED = "NFA: Information and advice or signposting", "NFA: Self-funded client or under 12wk disregard"
MECHANISMS = {"Direct payment": "direct-payment", "CASSR managed personal budget": "managed-budget",
              "CASSR commissioned support": "commissioned", "": "not-known"}  # fmt: skip
HOME_CARE = "Home support or domiciliary care"
CARER = "Unpaid carer"


@dataclass(frozen=True, slots=True)
class PlantedTruth:
    """What a story adds to each figure.

    ``short_term``: no-further-request, support or uncounted. ``long_term``: in the year. ``settled``: where the files
    settle it otherwise than the person's accommodation. ``client``, ``carer``: the support that counts.
    ``response``, ``service``: days waited, where what answered came in the year's last quarter.
    """

    short_term: str | None = None
    admitted: bool = False
    long_term: bool = False
    settled: bool | None = None
    client: str | None = None
    carer: str | None = None
    response: int | None = None
    service: int | None = None


@dataclass(frozen=True, slots=True)
class AdultStory:
    """A person, the events, and what is planted with them. ``client_type``: whose events they are."""

    kind: str
    adult: MadeUpAdult
    events: tuple[MadeUpEvent, ...]
    truth: PlantedTruth
    client_type: str = "Service user"


@dataclass(frozen=True, slots=True)
class _Setting:
    """A person and a year, with days that many stories need."""

    adult: MadeUpAdult
    draw: SeededChance
    year: Period

    def in_year(self, first: int = 20, last: int = 250) -> date:
        """A day so many days into the year."""
        return self.year.start + self.draw.days(first, last)

    def long_before(self) -> date:
        return self.year.start - self.draw.days(400, 1500)

    def reablement(self, start: date, outcome: str = "") -> tuple[MadeUpEvent, date]:
        """An ST-Max service of five or six weeks, and its last day."""
        end = start + self.draw.days(35, 42)
        return service(start, end, REABLEMENT, "Reablement", outcome=outcome), end

    def everyday(self) -> list[MadeUpEvent]:
        """What goes on with a client at home, month by month through all five files, and changes no figure."""
        first, last = self.year.start - timedelta(270), self.year.end + timedelta(80)
        days = [self.draw.day(first, last) for _ in range(9)]
        low_level = "Short term support: Ongoing low level"
        return [
            *(request(day, ADVICE) for day in days[:2]),
            *(assessment(day, day + timedelta(5), GOES_ON) for day in days[2:4]),
            *(review(day, day + timedelta(3), GOES_ON) for day in days[4:7]),
            *(service(day, day + timedelta(9), low_level, "Equipment", outcome=PLANNED) for day in days[7:]),
        ]

    def tell(self, kind: str, *events: MadeUpEvent, **truth: object) -> AdultStory:
        return AdultStory(kind, self.adult, events, PlantedTruth(**truth))  # type: ignore[arg-type]


def tell_story(adult: MadeUpAdult, draw: SeededChance, year: Period) -> AdultStory:
    """One of the stories, by weight."""
    names, weights = zip(*((name, weight) for name, (weight, _) in STORIES.items()), strict=True)
    kind = draw.choices(names, weights)[0]
    return STORIES[kind][1](_Setting(adult, draw, year))


def _lives_at_home(at: _Setting) -> AdultStory:
    """Support at home for years, by a mechanism that is drawn."""
    mechanism = at.draw.pick({"Direct payment": 25, "CASSR managed personal budget": 40,
                              "CASSR commissioned support": 30, "": 5})  # fmt: skip
    care = service(at.long_before(), None, COMMUNITY, HOME_CARE, mechanism=mechanism)
    return at.tell("lives at home", care, *at.everyday(), long_term=True, client=MECHANISMS[mechanism])


def _paid_directly(at: _Setting) -> AdultStory:
    """The component says direct payment, whatever the mechanism says."""
    care = service(at.long_before(), None, COMMUNITY, "Direct payment", mechanism="CASSR commissioned support")
    return at.tell("paid directly", care, long_term=True, client="direct-payment")


def _home_not_told(at: _Setting) -> AdultStory:
    """Accommodation is unknown, and home care tells that it is presumed to be at home."""
    told = _Setting(at.adult.changed(accommodation="Unknown"), at.draw, at.year)
    care = service(at.long_before(), None, COMMUNITY, HOME_CARE, mechanism="CASSR managed personal budget")
    return told.tell("home not told", care, long_term=True, settled=True, client="managed-budget")


def _age_not_told(at: _Setting) -> AdultStory:
    """No birth date: in totals that hold unknown ages, and in no band."""
    unknown = _Setting(at.adult.changed(born=None), at.draw, at.year)
    care = service(at.long_before(), None, COMMUNITY, HOME_CARE, mechanism="Direct payment")
    return unknown.tell("age not told", care, long_term=True, client="direct-payment")


def _under_age(at: _Setting) -> AdultStory:
    """Sixteen, and in no figure."""
    young = _Setting(at.adult.changed(born=date(at.year.start.year - 15, 1, 1)), at.draw, at.year)
    return young.tell("under age", service(at.long_before(), None, COMMUNITY, HOME_CARE, mechanism="Direct payment"))


def _left_long_ago(at: _Setting) -> AdultStory:
    """Support that ended before the year."""
    end = at.year.start - at.draw.days(20, 200)
    return at.tell("left long ago", service(end - timedelta(300), end, COMMUNITY, HOME_CARE))


def _vanished(at: _Setting) -> AdultStory:
    """Support without an end that later files do not have: it is closed with the quarter before, ahead of the year."""
    care = service(at.long_before(), None, COMMUNITY, HOME_CARE)
    return at.tell("vanished", replace(care, vanishes=at.year.start + timedelta(200)))


def _in_a_home(at: _Setting) -> AdultStory:
    """In a nursing home for years, with a direct payment that counts for nothing."""
    housed = _Setting(at.adult.changed(accommodation="Registered nursing home"), at.draw, at.year)
    stays = (
        service(at.long_before(), None, NURSING, "Nursing care"),
        service(at.long_before(), None, COMMUNITY, "Direct payment"),
    )
    return housed.tell("in a home", *stays, long_term=True, client="nursing")


def _enters_a_home(at: _Setting) -> AdultStory:
    housed = _Setting(at.adult.changed(accommodation="Registered care home"), at.draw, at.year)
    stay = service(at.in_year(), None, RESIDENTIAL, "Residential care")
    return housed.tell("enters a home", stay, admitted=True, long_term=True, client="residential")


def _enters_and_pays(at: _Setting) -> AdultStory:
    """An admission that ended as self-funded is none."""
    start = at.in_year()
    stay = service(start, start + timedelta(60), RESIDENTIAL, "Residential care", outcome=SELF_FUNDED)
    return at.tell("enters and pays", stay, long_term=True)


def _comes_back(at: _Setting) -> AdultStory:
    """A second stay within a year of the first is no new admission."""
    start = at.in_year()
    first = service(start - timedelta(300), start - timedelta(100), RESIDENTIAL, "Residential care")
    return at.tell(
        "comes back", first, service(start, start + timedelta(20), RESIDENTIAL, "Residential care"), long_term=True
    )


def _without_component(at: _Setting) -> AdultStory:
    """A stay whose component is blank drops out, as in the published code."""
    start = at.in_year()
    return at.tell("without component", service(start, start + timedelta(40), RESIDENTIAL), long_term=True)


def _recovers(at: _Setting) -> AdultStory:
    care, _ = at.reablement(at.in_year(), PLANNED)
    return at.tell("recovers", care, short_term="no-further-request")


def _recovers_in_two_parts(at: _Setting) -> AdultStory:
    """Two services seven days apart are one episode."""
    first, end = at.reablement(at.in_year(20, 200), PROGRESS)
    second, _ = at.reablement(end + timedelta(7), PLANNED)
    return at.tell("recovers in two parts", first, second, short_term="no-further-request")


def _goes_on_at_home(at: _Setting) -> AdultStory:
    """Reablement with long-term support within seven days."""
    first, end = at.reablement(at.in_year(), PLANNED)
    care = service(end + timedelta(7), None, COMMUNITY, HOME_CARE, mechanism="CASSR commissioned support")
    return at.tell("goes on at home", first, care, short_term="support", long_term=True, client="commissioned")


def _goes_on_too_late(at: _Setting) -> AdultStory:
    """Support that begins on the eighth day is no sequel."""
    first, end = at.reablement(at.in_year(), PLANNED)
    care = service(end + timedelta(8), None, COMMUNITY, HOME_CARE, mechanism="Direct payment")
    return at.tell(
        "goes on too late", first, care, short_term="no-further-request", long_term=True, client="direct-payment"
    )


def _low_level_help(at: _Setting) -> AdultStory:
    first, end = at.reablement(at.in_year(), PROGRESS)
    after = service(end, None, "Short term support: Ongoing low level", "Equipment")
    return at.tell("low-level help", first, after, short_term="no-further-request")


def _short_stay(at: _Setting) -> AdultStory:
    """A short stay in a care home is further support."""
    first, end = at.reablement(at.in_year(), PLANNED)
    after = service(
        end + timedelta(2), end + timedelta(30), "Short term support: Other short term", "Short term nursing care"
    )
    return at.tell("short stay", first, after, short_term="support")


def _dies(at: _Setting) -> AdultStory:
    """Died on the seventh day after."""
    first, end = at.reablement(at.in_year(), PLANNED)
    dead = _Setting(at.adult.changed(died=end + timedelta(7)), at.draw, at.year)
    return dead.tell("dies", first, short_term="uncounted")


def _goes_to_hospital(at: _Setting) -> AdultStory:
    first, _ = at.reablement(at.in_year(), "Admitted to hospital")
    return at.tell("goes to hospital", first, short_term="uncounted")


def _advised_after(at: _Setting) -> AdultStory:
    """A later request tells what the episode's own outcome does not."""
    first, end = at.reablement(at.in_year(), PROGRESS)
    return at.tell("advised after", first, request(end + timedelta(5), ADVICE), short_term="no-further-request")


def _reviewed_near_the_end(at: _Setting) -> AdultStory:
    """A review in the last fortnight tells."""
    first, end = at.reablement(at.in_year(), PROGRESS)
    last = review(end - timedelta(15), end - timedelta(13), "NFA: Support ended for other reason")
    return at.tell("reviewed near the end", first, last, short_term="no-further-request")


def _reviewed_too_early(at: _Setting) -> AdultStory:
    """A review on the fourteenth day before the end does not tell; nothing can be said."""
    first, end = at.reablement(at.in_year(), PROGRESS)
    early = review(end - timedelta(15), end - timedelta(14), "NFA: Support ended for other reason")
    return at.tell("reviewed too early", first, early, short_term="uncounted")


def _equipped(at: _Setting) -> AdultStory:
    """Equipment within the episode stands for low-level support."""
    first, end = at.reablement(at.in_year(), PROGRESS)
    after = service(end - timedelta(20), end - timedelta(10), "Short term support: Ongoing low level", "Equipment")
    return at.tell("equipped", first, after, short_term="no-further-request")


def _not_new(at: _Setting) -> AdultStory:
    """Long-term support ended 90 days before the episode."""
    start = at.in_year()
    before = service(start - timedelta(300), start - timedelta(90), COMMUNITY, HOME_CARE, mechanism="Direct payment")
    first, _ = at.reablement(start, PLANNED)
    in_year = start - timedelta(90) >= at.year.start
    return at.tell("not new", before, first, long_term=in_year)


def _new_again(at: _Setting) -> AdultStory:
    """Long-term support ended 91 days before the episode."""
    start = at.in_year()
    before = service(start - timedelta(300), start - timedelta(91), COMMUNITY, HOME_CARE, mechanism="Direct payment")
    first, _ = at.reablement(start, PLANNED)
    in_year = start - timedelta(91) >= at.year.start
    return at.tell("new again", before, first, short_term="no-further-request", long_term=in_year)


def _waits(at: _Setting) -> AdultStory:
    """A request, an assessment and support, both of these in the year's last quarter."""
    asked = at.year.end - at.draw.days(60, 80)
    seen, helped = asked + at.draw.days(3, 20), asked + at.draw.days(25, 50)
    events = (request(asked, "Progress to assessment, review or reassessment"),
              assessment(seen, seen + timedelta(2), PROGRESS),
              service(helped, None, COMMUNITY, HOME_CARE, mechanism="CASSR managed personal budget"))  # fmt: skip
    days = {"response": (seen - asked).days, "service": (helped - asked).days}
    return at.tell("waits", *events, long_term=True, client="managed-budget", **days)


def _asks_in_vain(at: _Setting) -> AdultStory:
    """A request that led to advice starts no wait."""
    return at.tell("asks in vain", request(at.in_year(), ADVICE))


def _cares(at: _Setting) -> AdultStory:
    """An unpaid carer with support of a mechanism that is drawn; an unknown one is left out."""
    mechanism = at.draw.pick({"Direct payment": 50, "CASSR managed personal budget": 20,
                              "CASSR commissioned support": 20, "": 10})  # fmt: skip
    support = service(at.in_year(), None, TO_CARER, "Social support: Support to unpaid carer", mechanism=mechanism)
    events = (support, review(at.in_year(), at.in_year(251, 300), PROGRESS))
    return AdultStory("cares", at.adult, events, PlantedTruth(carer=MECHANISMS[mechanism]), CARER)


def _cares_unseen(at: _Setting) -> AdultStory:
    """A managed budget whose component is blank drops out, as in the published code."""
    support = service(at.in_year(), None, TO_CARER, mechanism="CASSR managed personal budget")
    return AdultStory("cares unseen", at.adult, (support,), PlantedTruth(), CARER)


#: By weight.
STORIES: dict[str, tuple[int, Callable[[_Setting], AdultStory]]] = {
    "lives at home": (30, _lives_at_home), "paid directly": (4, _paid_directly), "home not told": (4, _home_not_told),
    "age not told": (1, _age_not_told), "under age": (1, _under_age), "left long ago": (4, _left_long_ago),
    "vanished": (2, _vanished), "in a home": (10, _in_a_home), "enters a home": (6, _enters_a_home),
    "enters and pays": (1, _enters_and_pays), "comes back": (1, _comes_back),
    "without component": (1, _without_component), "recovers": (6, _recovers),
    "recovers in two parts": (2, _recovers_in_two_parts), "goes on at home": (3, _goes_on_at_home),
    "goes on too late": (1, _goes_on_too_late), "low-level help": (2, _low_level_help), "short stay": (1, _short_stay),
    "dies": (1, _dies), "goes to hospital": (1, _goes_to_hospital), "advised after": (1, _advised_after),
    "reviewed near the end": (1, _reviewed_near_the_end), "reviewed too early": (1, _reviewed_too_early),
    "equipped": (1, _equipped), "not new": (1, _not_new), "new again": (1, _new_again), "waits": (4, _waits),
    "asks in vain": (3, _asks_in_vain), "cares": (8, _cares), "cares unseen": (1, _cares_unseen),
}  # fmt: skip
