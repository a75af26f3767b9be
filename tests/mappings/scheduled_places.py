"""Places with a schedule, written as packs, for tests: everything about them is made up but the areas' codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset

MANIFEST = "name: {name}\nversion: 1.0.0\ntitle: Made up\nlicence: not established\nsources: [made up]\n"
PLACE = """name: {name}
title: {title}
areas: [{areas}]
illustrative: false
returns: {returns}
schedules:
{schedules}
sources: [made up]
"""
AGENCIES = "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource\n"
KENT, MAIDSTONE = "E10000016", "E07000110"
YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def write_folder(folder: Path, files: Mapping[str, str]) -> Path:
    """A pack of these files, by their path from its folder."""
    for path, text in {"pack.yaml": MANIFEST.format(name=folder.name), **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def place_files(
    name: str, areas: Mapping[str, str], *, returns: str = "[]", schedules: str | None = None, agencies: str = ""
) -> dict[str, str]:
    """The files of a place. ``areas``: the roles of the council of each area."""
    rows = "".join(
        f"{name}-{code.lower()}\tCouncil of {code}\tcouncil\t{roles}\t{code}\tnot established\t\t\tmade up\n"
        for code, roles in areas.items()
    )
    listed = ", ".join(areas)
    text = PLACE.format(
        name=name,
        title=name.title(),
        areas=listed,
        returns=returns,
        schedules=schedules or f"  - {{pack: returns-2026, areas: [{listed}], from: FY2025-26}}",
    )
    folder = f"mappings/places/{name}"
    return {f"{folder}/place.yaml": text, f"{folder}/agencies.tsv": AGENCIES + (agencies or rows)}


def load_kent(folder: Path, files: Mapping[str, str] | None = None, **changes: str) -> Ruleset:
    """What ships, and the county of Kent with the schedule of 2026. ``files``: further ones of its pack."""
    kent = place_files("kent", {KENT: "council|environment"}, **changes)
    return load_ruleset(packs=[write_folder(folder / "kent-own", {**kent, **(files or {})})])
