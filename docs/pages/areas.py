"""How many areas of each kind there are, and the special cases."""

from __future__ import annotations

from collections import Counter

from docs.pages.markdown import code, page, table, words
from indicators.areas.area_files import Area
from mappings.ruleset.ruleset import Ruleset


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``areas.md``."""
    areas = ruleset.areas.all()
    counts = table(("kind", "areas"), [(words(kind), count) for kind, count in Counter(a.kind for a in areas).items()])
    special = [
        _health(ruleset),
        _older(ruleset),
        _recoded(ruleset),
        _planned(ruleset),
        _others(ruleset),
        _same_ground(ruleset),
    ]
    return {"areas.md": page("Areas", _opening(len(areas)), counts, *special)}


def _opening(count: int) -> str:
    return (
        f"{count} areas of England. Where each fact comes from is said in `indicators/areas/README.md`. An area is "
        "found by its code, its exact name, the Department's three digits, an ODS code, or an older ONS code where "
        "that is established."
    )


def _health(ruleset: Ruleset) -> str:
    areas = [*ruleset.areas.all("pct"), *ruleset.areas.all("partnership")]
    rows = [(code(a.code), a.name, ", ".join(part.name for part in ruleset.areas.children(a.code))) for a in areas]
    sentence = "Primary care trusts and drug partnerships that ship, with the areas they consist of."
    return f"## Health areas\n\n{sentence}\n\n{table(('code', 'name', 'consists of'), rows)}"


def _older(ruleset: Ruleset) -> str:
    book = ruleset.areas
    rows = [
        (code(area.code), area.name, str(each.on), code(each.successor), book.get(each.successor).name, each.note or "")
        for area in book.all()
        for each in book.successors(area.code)
    ]
    sentence = (
        "Areas that ended, and what their ground belongs to since. A council that stood alone before and after is one "
        "council: its name and digits mean the area of the period asked for. Where no figure can be had because the "
        "area did not exist then, the answer says so, and not that none was given."
    )
    return f"## Areas that ended\n\n{sentence}\n\n{table(('code', 'name', 'on', 'since then', 'name', 'note'), rows)}"


def _recoded(ruleset: Ruleset) -> str:
    book = ruleset.areas
    former = [(area, each) for area in book.all() for each in book.dated_aliases(area.code)]
    rows = [
        (code(each.alias), str(each.valid_to), code(area.code), area.name, each.note or "")
        for area, each in former
        if each.scheme == "former_code"
    ]
    sentence = "Codes that a council had before. Each means the same area, and an answer says which code was used."
    return f"## Former codes\n\n{sentence}\n\n{table(('code', 'before', 'now', 'name', 'note'), rows)}"


def _others(ruleset: Ruleset) -> str:
    rows = [(code(each.text), each.what, each.members or "", each.source) for each in ruleset.areas.other_bodies]
    sentence = (
        "What stands in published files beside councils and is none: by the first characters of a code, the form of a "
        "code (`?` is any character), or a name. It is left out of a file by name, and a question for it is told so."
    )
    return f"## No councils\n\n{sentence}\n\n{table(('text', 'is', 'councils', 'source'), rows)}"


def _planned(ruleset: Ruleset) -> str:
    rows = [(code(each.code), str(each.on), each.what, each.source) for each in ruleset.areas.planned]
    sentence = "Reorganisations ahead. Nothing is reckoned with them."
    return f"## Planned\n\n{sentence}\n\n{table(('code', 'on', 'what', 'source'), rows)}"


def _same_ground(ruleset: Ruleset) -> str:
    grounds: dict[frozenset[str], list[Area]] = {}
    for area in ruleset.areas.all():
        grounds.setdefault(ruleset.areas.footprint(area.code), []).append(area)
    rows = [(", ".join(f"{a.name} (`{a.code}`)" for a in same),) for same in grounds.values() if len(same) > 1]
    sentence = (
        "A figure that belongs to the ground, not to the body that reports it, serves every body on the same ground."
    )
    return f"## On the same ground\n\n{sentence}\n\n{table(('areas',), rows)}"
