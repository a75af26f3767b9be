"""Made-up children: who they are, in both censuses alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.synthetic.seeded_chance import SeededChance

ETHNIC = {
    "WBRI": 560, "WOTH": 55, "WIRI": 4, "WROM": 6, "WIRT": 3, "MWBC": 45, "MWBA": 16, "MWAS": 16, "MOTH": 25,
    "AIND": 10, "APKN": 20, "ABAN": 10, "AOTH": 25, "BCRB": 30, "BAFR": 45, "BOTH": 18, "CHNE": 3, "OOTH": 20,
    "NOBT": 6, "REFU": 3,
}  # fmt: skip
#: Where children who come alone are mostly said to come from.
ETHNIC_ALONE = {"BAFR": 35, "AOTH": 30, "OOTH": 25, "WOTH": 5, "AIND": 1}
NEED = {"N1": 62, "N2": 5, "N3": 4, "N4": 9, "N5": 15, "N6": 2, "N8": 3}
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
#: Made-up schools have numbers that no school has.
FIRST_SCHOOL = 9000


@dataclass(slots=True)
class SyntheticChild:
    """One made-up child. ``number`` goes by the name CHILD in one census and LAchildID in the other."""

    number: str
    sex: str
    born: date
    ethnic: str
    upn: str
    need: str
    home: str
    alone: bool = False
    alone_until: date | None = None
    mother_of: date | None = None
    disabilities: tuple[str, ...] = ()


def make_child(
    draw: SeededChance, at: int, born: date, *, department: str, homes: tuple[str, ...], alone: bool
) -> SyntheticChild:
    """The child with that ordinal, born on that day."""
    sex = "M" if draw.chance(90 if alone else 55) else "F"
    ethnic = draw.pick(ETHNIC_ALONE if alone else ETHNIC)
    need = "N8" if alone else draw.pick(NEED)
    return SyntheticChild(
        f"MU{at:06d}", sex, born, ethnic, pupil_number(at, born, department), need, draw.choice(homes), alone
    )


def pupil_number(at: int, born: date, department: str) -> str:
    """A unique pupil number with a right check letter, of a school that does not exist."""
    school, serial = FIRST_SCHOOL + at // 1000, at % 1000
    digits = f"{department}{school}{(born.year + 5) % 100:02d}{serial:03d}"
    return CHECK_LETTERS[sum(place * int(digit) for place, digit in enumerate(digits, start=2)) % 23] + digits
