"""Which council is meant, and what the areas know of it: kind of authority, districts, county, neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from returnonce.errors import Refused

#: Kinds of areas that have a council, in the words of a page.
KINDS = {
    "county": "a county",
    "unitary": "a unitary authority",
    "london_borough": "a London borough",
    "metropolitan_borough": "a metropolitan borough",
    "district": "a district",
}
#: What people say of a council beside its area's name.
_AROUND = re.compile(
    r"^(the )?(royal |london )*borough( council)? of |^(the )?city of |"
    r"( county| city| metropolitan| district| borough| royal)* council$",
    re.IGNORECASE,
)
_ENDING = re.compile(r", (City|County) of$")


@dataclass(frozen=True)
class Council:
    """A council that stands now. ``place``: the name of its folder; ``title``: its area's name as people say it."""

    area: Area
    districts: tuple[Area, ...]
    county: Area | None
    region: Area | None
    neighbours: tuple[Area, ...]
    #: A reorganisation ahead, in words.
    planned: tuple[str, ...]

    @property
    def title(self) -> str:
        return _ENDING.sub("", self.area.name)

    @property
    def place(self) -> str:
        return name_place(self.title)

    def describe(self) -> str:
        """``Kent is a county (E10000016) in South East with 12 districts: Ashford, …``."""
        region = f" in {self.region.name}" if self.region else ""
        parts = f" with {len(self.districts)} districts: {_names(self.districts)}" if self.districts else ""
        within = f"; {self.county.name} is its county" if self.county else ""
        return f"{self.title} is {KINDS[self.area.kind]} ({self.area.code}){region}{parts}{within}."


def name_place(title: str) -> str:
    """The folder's name of a place: small letters, digits and hyphens."""
    plain = title.casefold().replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def find_council(book: AreaBook, text: str) -> Council:
    """The council that a name or code means, with or without words such as *County Council*.

    Raises:
        NotFound: there is none; names similar ones.
        Refused: it is no council, or one that has ended; names who took over.
    """
    area = _find_area(book, text)
    if area.kind not in KINDS:
        raise Refused(f"{area.name} ({area.code}) is no council.", mend="Name a county, district, borough or city.")
    if not _stands(book, area):
        after = " and ".join(book.get(one.successor).name for one in book.successors(area.code))
        raise Refused(f"{area.name} ({area.code}) has ended.", mend=f"It was followed by {after}." if after else None)
    return make_council(book, area)


def _find_area(book: AreaBook, text: str) -> Area:
    texts = dict.fromkeys(
        (
            text,
            _AROUND.sub("", text.strip()),
            *(f"{_AROUND.sub('', text.strip())}, {end}" for end in ("City of", "County of")),
        )
    )
    known = (each for each in texts if book.recognises(each))
    return book.find_of_now(next(known, text))


def make_council(book: AreaBook, area: Area) -> Council:
    """What the areas know of a council."""
    districts = [each for each in book.children(area.code, "local_government") if each.kind == "district"]
    above = [each for each in book.parents(area.code, "local_government") if each.kind == "county"]
    related = (area.code, *(each.code for each in above))
    return Council(
        area=area,
        districts=tuple(sorted(districts, key=lambda each: each.name)),
        county=above[0] if above else None,
        region=book.region(area.code),
        neighbours=tuple(book.get(code) for code in book.neighbours(area.code)),
        planned=tuple(f"{change.on}: {change.what}" for change in book.planned if change.code in related),
    )


def _stands(book: AreaBook, area: Area) -> bool:
    return area.exists_on(None) and book.history.ended(area.code) is None


def _names(areas: tuple[Area, ...]) -> str:
    return ", ".join(area.name for area in areas)
