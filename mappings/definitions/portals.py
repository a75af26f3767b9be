"""Portals that only take uploads: their titles, and the headings and severities of their error reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mappings.definitions.finding_kinds import Severity
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import NotFound

Column = Literal["code", "message", "severity", "line"]


class Portal(Definition):
    """One portal. ``headings``: what each column may be called; ``severities``: what stands in that column, folded."""

    portal: Code
    title: Text
    takes: Text
    headings: dict[Column, tuple[Text, ...]]
    severities: dict[Severity, tuple[Text, ...]]
    assumed: bool = False
    source: Text


@dataclass(frozen=True)
class PortalFinding:
    """One row of a portal's report. ``row`` is as a spreadsheet shows it."""

    severity: Severity
    code: str
    line: str | None
    row: int
    message: str


@dataclass(frozen=True)
class NewPortalReport:
    """A portal's report as it came: its bytes, and the findings that were read in them."""

    file_name: str
    data: bytes
    findings: Sequence[PortalFinding]


def load_portals(folder: FilePath) -> dict[str, Portal]:
    """Every portal by its code."""
    portals = (read_definition(Portal, path) for path in sorted(folder.glob("*.yaml")))
    return {portal.portal: portal for portal in portals}


def find_portal(portals: Mapping[str, Portal], code: str) -> Portal:
    """A portal by its code, in any case.

    Raises:
        NotFound: there is no such portal.
    """
    if code.lower() in portals:
        return portals[code.lower()]
    raise NotFound(f"There is no portal {code!r}.", mend=f"Portals are: {', '.join(portals)}.")
