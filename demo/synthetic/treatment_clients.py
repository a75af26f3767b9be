"""Made-up people who use drugs or alcohol: what a treatment service asks of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.synthetic.lives import ago
from demo.synthetic.seeded_chance import SeededChance

ALCOHOL, CRACK, HEROIN, METHADONE, COCAINE, CANNABIS = "7000", "3201", "1101", "1105", "3200", "5000"
OTHER_OPIATES, BENZODIAZEPINES = "1000", "2200"
NO_SECOND, NO_THIRD = "9996", "9997"
#: What is used first, second and third, by weight.
SUBSTANCES = {
    f"{HEROIN} {CRACK} {NO_THIRD}": 22,
    f"{HEROIN} {NO_SECOND} {NO_THIRD}": 14,
    f"{HEROIN} {CRACK} {ALCOHOL}": 6,
    f"{HEROIN} {METHADONE} {NO_THIRD}": 3,
    f"{HEROIN} {BENZODIAZEPINES} {CANNABIS}": 4,
    f"{OTHER_OPIATES} {NO_SECOND} {NO_THIRD}": 2,
    f"{ALCOHOL} {NO_SECOND} {NO_THIRD}": 29,
    f"{ALCOHOL} {CANNABIS} {NO_THIRD}": 5,
    f"{ALCOHOL} {COCAINE} {NO_THIRD}": 4,
    f"{CRACK} {CANNABIS} {NO_THIRD}": 3,
    f"{COCAINE} {NO_SECOND} {NO_THIRD}": 3,
    f"{CANNABIS} {NO_SECOND} {NO_THIRD}": 5,
}
OPIATES = frozenset({HEROIN, METHADONE, OTHER_OPIATES})
ETHNIC = {"A": 82, "C": 4, "D": 2, "G": 1, "H": 1, "J": 2, "M": 2, "N": 2, "P": 1, "S": 1, "Z": 2}
LETTERS = "ABCDEFGHJKLMNPRSTVW"
PARENTS = {"11": 14, "12": 7, "13": 30, "14": 46, "15": 3}


@dataclass(frozen=True, slots=True)
class TreatmentClient:
    """One person. Initials, date of birth and sex are the only ones of the person; there is no name."""

    initials: str
    born: date
    sex: str
    ethnic: str
    district: str
    substances: tuple[str, str, str]
    injecting: str
    parent: str
    children: int
    consents: bool

    @property
    def opiates(self) -> bool:
        """Uses any opiate."""
        return any(substance in OPIATES for substance in self.substances)

    @property
    def drinks(self) -> bool:
        """Uses alcohol."""
        return ALCOHOL in self.substances


def make_client(draw: SeededChance, first: date, districts: tuple[str, ...]) -> TreatmentClient:
    """Somebody of 24 to 60 on that day, and so of age when treatment may have begun."""
    sex = "M" if draw.chance(70) else "F"
    substances = draw.pick(SUBSTANCES).split()
    parent = draw.pick(PARENTS)
    heroin = substances[0] == HEROIN
    return TreatmentClient(
        initials=draw.choice(LETTERS) + draw.choice(LETTERS),
        born=draw.day(ago(first, 60), ago(first, 24)).replace(day=draw.randint(1, 28)),
        sex=sex,
        ethnic=draw.pick(ETHNIC),
        district=draw.choice(districts),
        substances=(substances[0], substances[1], substances[2]),
        injecting=draw.pick({"C": 25, "P": 30, "N": 43, "Z": 2} if heroin else {"P": 4, "N": 95, "Z": 1}),
        parent=parent,
        children=draw.randint(1, 3) if parent in ("11", "12") else 98 if parent == "15" else 0,
        consents=not draw.chance(3),
    )
