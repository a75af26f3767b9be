"""Rulesets that earlier releases kept: what their files do not say comes from this release."""

from __future__ import annotations

from collections.abc import Mapping

from returnonce.definition_files.file_tree import DefinitionFiles

#: Folders that are lists: a kept ruleset has the whole of one, or knew no such folder. Another file is one by itself.
LISTS = (
    "indicators/areas/",
    "indicators/breakdowns/",
    "indicators/catalogue/",
    "indicators/factors/",
    "indicators/records/sets/",
    "indicators/wholes/",
    "mappings/calendars/",
    "mappings/disclosure/",
    "mappings/frameworks/",
    "mappings/packs/shipped/",
    "mappings/places/",
    "mappings/portals/",
    "mappings/record_returns/",
    "mappings/returns/",
    "mappings/scheduled_returns/",
    "mappings/sources/",
)


def complete_files(stored_files: Mapping[str, bytes], release: Mapping[str, bytes]) -> DefinitionFiles:
    """Kept files, and beside them the lists and files of this release that they do not have."""
    units = {_unit(name) for name in stored_files}
    return DefinitionFiles(stored_files, {name: data for name, data in release.items() if _unit(name) not in units})


def _unit(name: str) -> str:
    return next((folder for folder in LISTS if name.startswith(folder)), name)
