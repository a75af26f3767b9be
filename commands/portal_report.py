"""The portal's report that a command line names."""

from __future__ import annotations

from pathlib import Path

from collectors.portal_report import read_portal_report
from collectors.readers.upload_copy import own_copy
from mappings.definitions.portals import NewPortalReport, find_portal
from mappings.ruleset.ruleset import Ruleset


def read_own_report(ruleset: Ruleset, path: Path, portal: str) -> NewPortalReport:
    """A file of the caller's as the report of a portal. Raises as what it calls does."""
    with own_copy(path) as copy:
        return read_portal_report(copy, find_portal(ruleset.portals, portal), ruleset.finding_kinds, name=path.name)
