"""Names that the generator and the contenders share. It imports little, because a contender's imports are timed."""

from __future__ import annotations

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area
from indicators.period.codes import parse_period

TREE, UPLOAD, MENDED, SPOILED = "tree", "upload.csv", "mended.csv", "spoiled.json"
COUNCILS = ("county", "unitary", "london_borough", "metropolitan_borough")
ENGLAND = "E92000001"
AGENCY, PLACE = "bench-council", "bench"
RETURNS = tuple(f"bench-{word}" for word in ("first", "second", "third", "fourth", "fifth"))
PERIOD = "2009-M10"


def councils(book: AreaBook) -> list[tuple[Area, Area]]:
    """Every region with each of its councils of upper tier, by code of region, then of council."""
    on = parse_period(PERIOD).end
    standing = sorted((a for a in book.all() if a.kind in COUNCILS and a.exists_on(on)), key=lambda a: a.code)
    regions = sorted(book.children(ENGLAND, "region", on), key=lambda a: a.code)
    return [
        (region, area)
        for region in regions
        for area in standing
        if book.footprint(area.code, on) <= book.footprint(region.code, on)
    ]
