"""Where a store keeps its files now: each act asks.

On PostgreSQL it is a row, which every machine sees at once. An embedded store has it in a file of its home; without
one, its files are in the home.
"""

from __future__ import annotations

import json
from pathlib import Path

from returnonce.blobs.files import write_atomic
from returnonce.blobs.place import Location, make_location, place_fields
from returnonce.errors import Unavailable
from returnonce.settings import Settings

#: In a home: where an embedded store keeps its files, and the name of this home's folder of files.
PLACE_FILE, HOME_NAME = "files-place.json", "files-name"


def read_location(settings: Settings) -> Location | None:
    """Where a store keeps its files; None where nothing says so yet.

    Raises:
        Unavailable: the store does not answer, or the file that says so was altered.
    """
    if settings.database_url is None:
        return _read_file(settings.home / PLACE_FILE)
    from returnonce.blobs.database import open_connection
    from returnonce.blobs.place_rows import read_row

    with open_connection(settings.url) as connection:
        return read_row(connection)


def write_location(settings: Settings, location: Location) -> None:
    """Say where files are from now on.

    Raises:
        Unavailable: the store or the disk does not take it.
    """
    if settings.database_url is None:
        data = json.dumps([*place_fields(location.place), *place_fields(location.source)]).encode()
        write_atomic(settings.home / PLACE_FILE, data, private=True)
        return
    from returnonce.blobs.database import open_connection
    from returnonce.blobs.place_rows import write_row

    with open_connection(settings.url) as connection:
        write_row(connection, location)


def _read_file(path: Path) -> Location | None:
    try:
        return make_location(*json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, OSError) as error:
        raise Unavailable(
            "What says where files are kept cannot be read.", where=PLACE_FILE,
            mend=f"Put {PLACE_FILE} back from a copy of the home.",
        ) from error  # fmt: skip
