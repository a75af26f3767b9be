"""Another state of every kind of definition, and what is seen of it in a process that reads from there."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlmodel import Session

from mappings.ruleset.as_of import Request
from mappings.ruleset.ruleset import DEFINITION_FILES, INDICATOR_FOLDERS, MAPPING_FOLDERS, Ruleset
from returnonce.definition_files.root import RELEASE, definition_path

#: Folder or file, what stands there, what is put instead; the changed text must be seen by the loader of that kind.
CHANGES = (
    ("indicators/catalogue/annex-a/annex-a-care-leavers-in-touch.yaml", "title: ", "title: CHANGED "),
    ("indicators/breakdowns/sex.yaml", "title: Sex", "title: CHANGED"),
    ("indicators/areas/areas.csv", ",Lewisham,", ",CHANGED,"),
    ("indicators/factors/crc-FY2010-11.yaml", "title: CRC", "title: CHANGED"),
    ("indicators/records/concepts/in-touch.tsv", "\tYES\t", "\tCHANGED\t"),
    ("indicators/records/sets/children-in-need/set.yaml", "title: ", "title: CHANGED "),
    ("indicators/records/sets/children-in-need/views.yaml", "title: ", "title: CHANGED "),
    ("mappings/burden/counts.yaml", "title: Returns to make", "title: CHANGED"),
    ("mappings/burden/assumptions.yaml", "formula: (hours x", "formula: CHANGED (hours x"),
    ("mappings/overlap/words.tsv", "\tlooked after children;", "\tCHANGED;looked after children;"),
    ("mappings/look_alikes.tsv", "word for word", "CHANGED"),
    ("mappings/returns/crc/FY2010-11.yaml", "title: ", "title: CHANGED "),
    ("mappings/places/lewisham/place.yaml", "title: London", "title: CHANGED London"),
    ("mappings/calendars/england-bank-holidays.csv", "New Year's Day", "CHANGED"),
    ("mappings/schedule/reminders.yaml", "days_before: [28, ", "days_before: [27, "),
    ("mappings/schedule/event_kinds.yaml", "title: Notice of an inspection", "title: CHANGED"),
    ("mappings/sources/cla-rates.yaml", 'title: "', 'title: "CHANGED '),
    ("mappings/record_returns/cin.yaml", "title: Children", "title: CHANGED Children"),
    ("mappings/portals", "title: ", "title: CHANGED "),
    ("mappings/disclosure/rules", "title: ", "title: CHANGED "),
)


def change(root: Path) -> None:
    """Put each change into a copy of the definitions."""
    for name, old, new in CHANGES:
        path = root / name
        for each in [path] if path.is_file() else sorted(path.rglob("*.yaml")):
            text = each.read_text(encoding="utf-8")
            assert old in text, (name, old)
            each.write_text(text.replace(old, new), encoding="utf-8")


def seen(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """The question: what every loader reads by itself, and where modules would read from."""
    modules = _every_module()
    opened: list[str] = []
    sys.addaudithook(lambda event, arguments: _note(event, arguments, opened))
    told = {
        "seen": _loaded(),
        "strays": _strays(modules),
        "not_kept": _not_kept(modules),
        "root": str(definition_path()),
    }
    told["opened"] = sorted({name for name in opened if _is_of_the_release(Path(name))})
    (out / "told.json").write_text(json.dumps(told, default=str), encoding="utf-8")


def _loaded() -> dict[str, str]:
    """What is read without any folder being named, by kind."""
    from indicators.areas.area_book import load_areas
    from indicators.catalogue.catalogue_files import load_breakdowns, load_catalogue
    from indicators.catalogue.factor_sets import load_factor_sets
    from indicators.records.crosswalks import load_concept
    from indicators.records.record_sets import load_record_set
    from mappings.burden.count_definitions import load_count_definitions
    from mappings.calendar.event_kinds import load_event_kinds
    from mappings.calendar.working_days import load_calendar
    from mappings.definitions.burden_assumptions import load_assumptions
    from mappings.definitions.line_pairs import load_line_pairs
    from mappings.definitions.portals import load_portals
    from mappings.definitions.published_sources import load_sources
    from mappings.definitions.record_returns import load_record_returns
    from mappings.overlap.vocabulary import read_words
    from mappings.place.places import load_places
    from mappings.reminders.templates import load_templates
    from mappings.ruleset.ruleset import load_ruleset

    found: dict[str, Any] = {
        "indicators/catalogue": load_catalogue()["annex-a-care-leavers-in-touch"].title,
        "indicators/breakdowns": load_breakdowns()["sex"].title,
        "indicators/areas": load_areas().find("E09000023").name,
        "indicators/factors": load_factor_sets()["crc-FY2010-11"].title,
        "indicators/records/concepts": load_concept("in-touch"),
        "indicators/records/sets": load_record_set("children-in-need").title,
        "indicators/records/sets, views": load_record_set("children-in-need").views,
        "mappings/burden/counts.yaml": load_count_definitions().by_code["returns"].title,
        "mappings/burden/assumptions.yaml": load_assumptions(),
        "mappings/overlap": read_words(),
        "mappings/look_alikes.tsv": load_line_pairs(definition_path("mappings")),
        "mappings/returns": load_ruleset().returns["crc"],
        "mappings/places": load_places()["lewisham"].title,
        "mappings/calendars": load_calendar(),
        "mappings/schedule/reminders.yaml": f"CHANGED {load_templates().days_before}",
        "mappings/schedule/event_kinds.yaml": load_event_kinds(),
        "mappings/sources": load_sources()["cla-rates"].title,
        "mappings/record_returns": load_record_returns()["cin"].title,
        "mappings/portals": load_portals(),
        "mappings/disclosure": load_ruleset().disclosure,
    }
    return {name: repr(value) for name, value in found.items()}


def _every_module() -> list[ModuleType]:
    names = [
        found.name
        for room in ("returnonce", "indicators", "mappings", "exports")
        for found in pkgutil.walk_packages([str(RELEASE / room)], f"{room}.")
    ]
    return [importlib.import_module(name) for name in names if not name.endswith("_child")]


def _strays(modules: list[ModuleType]) -> list[str]:
    """Names in modules that still lead to definitions of the release."""
    return sorted(
        f"{module.__name__}.{name}"
        for module in modules
        if module.__name__ != "returnonce.definition_files.root"
        for name, value in vars(module).items()
        if isinstance(value, Path) and _is_of_the_release(value)
    )


def _not_kept(modules: list[ModuleType]) -> list[str]:
    """Names in modules that lead to definitions which are no part of a ruleset."""
    rooms = (
        definition_path(),
        definition_path("indicators"),
        definition_path("mappings"),
        definition_path("mappings", "overlap"),
    )
    held = [definition_path("indicators", name) for name in INDICATOR_FOLDERS]
    held += [definition_path("mappings", name) for name in MAPPING_FOLDERS]
    return sorted(
        f"{module.__name__}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Path) and definition_path() in value.parents and value not in rooms
        if not any(value == folder or folder in value.parents for folder in held)
    )


def _note(event: str, arguments: tuple[object, ...], opened: list[str]) -> None:
    if event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])


def _is_of_the_release(path: Path) -> bool:
    """True of a definition file, or a folder of them, that ships with the release."""
    folders = [RELEASE / "indicators" / name for name in INDICATOR_FOLDERS]
    folders += [RELEASE / "mappings" / name for name in MAPPING_FOLDERS]
    inside = any(path == folder or folder in path.parents for folder in folders)
    return (inside and (path.suffix in DEFINITION_FILES or path.suffix == "")) or path == RELEASE
