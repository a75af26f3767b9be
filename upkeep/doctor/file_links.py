"""Check: is every kept file a file of its own, and none a link to something elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator

from returnonce.vault import RECORDS
from upkeep.doctor.health_context import HealthContext
from upkeep.home_files import FILES, KEYS


def look(context: HealthContext) -> Iterator[str]:
    """Files and folders below the kept ones that are links; these themselves may lie on another disk."""
    for folder in (FILES, RECORDS, KEYS):
        for path in sorted((context.app.home / folder).rglob("*")):
            if path.is_symlink():
                yield f"{path.relative_to(context.app.home).as_posix()}: is a link"
