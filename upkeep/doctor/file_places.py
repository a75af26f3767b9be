"""Checks of where files are kept: reached, as the settings say, moved to the end, and what a place does not forget."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from returnonce.blobs.opening import find_location, open_place
from returnonce.blobs.place import S3, FilePlace, Location, default_place, parse_place, plain_place
from upkeep.doctor.health_context import HealthContext
from upkeep.home_files import FILES

#: Old versions are a setting of the whole bucket: a few objects tell.
LOOKED_AT = 20


def reached(context: HealthContext) -> Iterator[str]:
    """The place of files answers, and is the one that the settings name."""
    settings, location = context.app.settings, _location(context)
    for place in _places(location):
        open_place(settings, place).find(f"{FILES}/none")
    if settings.blobs and parse_place(settings.blobs) not in {plain_place(place) for place in _places(location)}:
        yield f"RETURNONCE_BLOBS is {settings.blobs}: they are in {location.place}"


def finished(context: HealthContext) -> Iterator[str]:
    """No move is half done."""
    location = _location(context)
    if location.source is not None:
        yield f"from {location.source} to {location.place}"


def forgotten(context: HealthContext) -> Iterator[str]:
    """A bucket keeps no old versions of what was removed."""
    if _location(context).place.kind != S3:
        return
    objects = context.app.objects
    for each in islice(objects.entries(FILES), LOOKED_AT):
        described = objects.find(each.name)
        if described is not None and described.version not in {None, "null"}:
            yield f"{each.name}: has versions"
            return


def scrubbed(context: HealthContext) -> Iterator[str]:
    """The database holds no row of a key that was destroyed."""
    if context.app.settings.database_url is None:
        return
    # What a session removed is counted some time later. A purge each night leaves nothing older than this.
    query = (
        "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'object_key' AND n_dead_tup > 0"
        " AND coalesce(last_vacuum, '-infinity') < now() - interval '2 days'"
    )
    yield from (f"object_key: {count} dead rows" for (count,) in context.rows(query))


def _location(context: HealthContext) -> Location:
    return find_location(context.app.settings) or Location(default_place(context.app.settings))


def _places(location: Location) -> list[FilePlace]:
    return [place for place in (location.place, location.source) if place is not None]
