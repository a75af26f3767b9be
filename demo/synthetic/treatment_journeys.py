"""A made-up journey through treatment: episodes at one agency or more, each with what was done in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.synthetic.lives import DAY
from demo.synthetic.seeded_chance import SeededChance
from demo.synthetic.treatment_clients import ALCOHOL, CRACK, HEROIN, TreatmentClient

COMPLETED = frozenset({"80", "81", "82"})
TRANSFERRED, DECLINED = "83", "88"
UNFINISHED = {"85": 62, "86": 9, "87": 8, "84": 12, "89": 4}
#: Share of journeys that end completed, in a hundred, with opiates and without.
COMPLETING, COMPLETING_OTHERS = 26, 58
SHORTEST, LONGEST, LONGEST_OTHERS = 12, 1500, 320


@dataclass(slots=True)
class TreatmentStep:
    """An intervention. ``what``: with medicine (M), talking (T), or help to recover (R)."""

    what: str
    referred: date
    offered: date
    began: date | None
    ended: date | None = None
    how: str | None = None


@dataclass(slots=True)
class OutcomeProfile:
    """A Treatment Outcomes Profile: when, at which stage, and days of use of the main substance."""

    day: date
    stage: str
    used: int


@dataclass(slots=True)
class TreatmentEpisode:
    """One agency's episode."""

    agency: str
    referred: date
    triaged: date
    ended: date | None
    reason: str | None
    coordinates: bool
    steps: list[TreatmentStep] = field(default_factory=list)
    profiles: list[OutcomeProfile] = field(default_factory=list)


def journeys(
    draw: SeededChance, client: TreatmentClient, agencies: Sequence[str], first: date, last: date
) -> list[TreatmentEpisode]:
    """Episodes of one person that are open at some time between two days, or follow one that is."""
    longest = LONGEST if client.opiates else LONGEST_OTHERS
    began = draw.day(first - timedelta(longest), last - 3 * DAY)
    episodes: list[TreatmentEpisode] = []
    while began < last:
        ended = began + draw.days(SHORTEST, longest)
        if ended >= first or episodes:
            episodes += journey(draw, client, agencies, began, ended)
        if episodes and not draw.chance(22):
            return episodes
        began = ended + (draw.days(25, 230) if episodes else draw.days(30, 200))
    return episodes or journey(draw, client, agencies, last - draw.days(5, 60), last + 30 * DAY)


def journey(
    draw: SeededChance, client: TreatmentClient, agencies: Sequence[str], began: date, ended: date
) -> list[TreatmentEpisode]:
    """At one agency, at two one after the other, or at two side by side."""
    one = draw.choice(agencies)
    others = [agency for agency in agencies if agency != one]
    reason = exit_reason(draw, client)
    kind, days = draw.randrange(100), (ended - began).days
    if not others or days < 120 or kind < 70:
        return [episode(draw, client, one, began, ended, reason)]
    second_agency, middle = draw.choice(others), began + draw.days(60, days - 50)
    if kind < 88:
        before = episode(draw, client, one, began, middle, TRANSFERRED)
        return [before, episode(draw, client, second_agency, middle + draw.days(0, 9), ended, reason)]
    beside = episode(draw, client, second_agency, middle, ended - 5 * DAY, exit_reason(draw, client), coordinates=False)
    return [episode(draw, client, one, began, ended, reason), beside]


def exit_reason(draw: SeededChance, client: TreatmentClient) -> str:
    """How an episode ends. Occasional use is a completion only of those who took neither heroin nor crack."""
    if not draw.chance(COMPLETING if client.opiates else COMPLETING_OTHERS):
        return draw.pick(UNFINISHED)
    if client.substances[0] == ALCOHOL:
        return "81"
    strong = HEROIN in client.substances or CRACK in client.substances or client.opiates
    return "80" if strong or draw.chance(60) else "82"


def episode(
    draw: SeededChance,
    client: TreatmentClient,
    agency: str,
    triaged: date,
    ended: date,
    reason: str,
    *,
    coordinates: bool = True,
) -> TreatmentEpisode:
    """From triage to discharge; a few never start."""
    treatment = TreatmentEpisode(agency, triaged - draw.days(0, 9), triaged, ended, reason, coordinates)
    if coordinates and draw.chance(4):
        offered = treatment.referred + draw.days(3, 20)
        treatment.steps.append(TreatmentStep("T", treatment.referred, offered, None))
        treatment.ended, treatment.reason = max(offered, triaged) + draw.days(5, 25), DECLINED
        return treatment
    kinds = ["M"] if client.opiates and draw.chance(80) else ["T"]
    kinds += [kind for kind in ("T", "R") if kind not in kinds and draw.chance(35)]
    at = treatment.referred
    for kind in kinds:
        step = _step(draw, kind, at, treatment, ended)
        treatment.steps.append(step)
        at = (step.began or at) + draw.days(10, 60)
        if at > ended - 30 * DAY:
            break
    treatment.profiles = _profiles(draw, treatment, ended) if coordinates else []
    return treatment


def _step(draw: SeededChance, kind: str, referred: date, treatment: TreatmentEpisode, ended: date) -> TreatmentStep:
    offered = referred + (draw.days(22, 40) if draw.chance(5) else draw.days(0, 19))
    began = max(offered, treatment.triaged) + draw.days(0, 2)
    if began >= ended:
        began = offered = max(referred, treatment.triaged)
    completed = ended if draw.chance(70) else draw.day(began + 5 * DAY, ended)
    return TreatmentStep(
        kind, referred, offered, began, min(completed, ended), "A" if treatment.reason in COMPLETED else "B"
    )


def _profiles(draw: SeededChance, treatment: TreatmentEpisode, ended: date) -> list[OutcomeProfile]:
    """At the start, about every five months, and at a planned end; now and then one is not done."""
    began = treatment.steps[0].began or treatment.triaged
    used = draw.randint(8, 28)
    profiles = [OutcomeProfile(min(began + draw.days(0, 12), ended), "S", used)] if draw.chance(92) else []
    day = began + draw.days(90, 170)
    while day < ended - 20 * DAY:
        used = max(0, used - draw.randint(0, 9))
        if draw.chance(88):
            profiles.append(OutcomeProfile(day, "R", used))
        day += draw.days(120, 175)
    if treatment.reason in COMPLETED and draw.chance(88):
        profiles.append(
            OutcomeProfile(max(ended - draw.days(0, 10), began), "E", max(0, used - 10) if draw.chance(85) else 2)
        )
    return profiles
