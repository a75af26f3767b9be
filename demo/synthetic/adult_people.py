"""Made-up adults whom a council's social care knows; the numbers are nobody's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from demo.synthetic.seeded_chance import SeededChance
from indicators.period.arithmetic import Period

SETTLED = {
    "Owner occupier or shared ownership scheme": 30,
    "Tenant: Local authority or other social housing provider": 25,
    "Tenant: Private landlord": 15,
    "Settled mainstream housing with family or friends": 20,
    "Sheltered housing, extra care housing or other sheltered housing": 10,
}
NOT_SETTLED = {
    "Staying with family or friends as a short term guest": 4,
    "Placed in temporary accommodation by the council (inc. homelessness resettlement)": 3,
    "Rough sleeper or squatting": 1,
}
REASONS = {
    "Physical Support: Personal care support": 50,
    "Learning Disability Support": 25,
    "Mental Health Support": 15,
    "Support with Memory and Cognition": 10,
}


@dataclass(frozen=True, slots=True)
class MadeUpAdult:
    """One person. ``born`` is the first of a month; ``accommodation`` is what the latest files say."""

    number: str
    nhs_number: str | None
    born: date | None
    gender: str
    reason: str
    accommodation: str
    died: date | None = None

    def changed(self, **changes: object) -> MadeUpAdult:
        """The same person, with something else."""
        return replace(self, **changes)  # type: ignore[arg-type]


def make_adult(number: int, draw: SeededChance, year: Period) -> MadeUpAdult:
    """Somebody who is of one age band all year: of 26 to 60, or of 70 to 94."""
    age = draw.randint(26, 60) if draw.chance(45) else draw.randint(70, 94)
    return MadeUpAdult(
        number=f"MU{number:06}",
        nhs_number=None if draw.chance(5) else make_nhs_number(number),
        born=date(year.start.year - age, draw.randint(1, 12), 1),
        gender=draw.pick({"Female": 55, "Male": 44, "Unknown": 1}),
        reason=draw.pick(REASONS),
        accommodation=draw.pick(SETTLED if draw.chance(80) else NOT_SETTLED),
    )


def make_nhs_number(number: int) -> str | None:
    """A number whose check digit is right, from the range 999 that is kept for tests; None where there is no digit."""
    digits = f"999{number:06}"
    left = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return None if left == 10 else digits + str(left % 11)
