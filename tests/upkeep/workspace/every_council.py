"""Every council that stands now, as the areas that ship have them."""

from __future__ import annotations

from contextlib import suppress

from indicators.areas.area_book import AreaBook
from returnonce.errors import Refused
from upkeep.workspace.councils import KINDS, Council, find_council


def list_councils(areas: AreaBook) -> list[Council]:
    """All of those that can be found by their code and have not ended."""
    councils = []
    for area in areas.all():
        # One that has ended is refused; how, is said by the tests of councils.
        with suppress(Refused):
            councils += [find_council(areas, area.code)] if area.kind in KINDS else []
    return councils
