"""What the tests of the rooms ask of the imports: circles, arrows between parts, and arrows without detours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from docs.import_graph import Arrow, arrows_between, imports, room_arrows, room_of


def circle() -> list[str]:
    """Modules that import each other in a circle, the first again at the end; empty where there is none."""
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def part_arrows() -> set[Arrow]:
    """The same, with each module that lies beside rooms standing for itself: ``api/app`` and ``api/dependencies``."""
    return arrows_between(_part_of)


def _part_of(module: str) -> str:
    package, _, name = module.partition(".")
    return f"{package}/{name}" if room_of(module) == package and name else room_of(module)


def top_arrows() -> set[Arrow]:
    """Which top-level package or single file imports from which other."""
    pairs = ((importer.partition("/")[0], imported.partition("/")[0]) for importer, imported in room_arrows())
    return {(importer, imported) for importer, imported in pairs if importer != imported}


def without_detours(arrows: Iterable[Arrow]) -> set[Arrow]:
    """The arrows that are not implied by others (transitive reduction); the arrows have no circle."""
    below: dict[str, set[str]] = {}
    for importer, imported in arrows:
        below.setdefault(importer, set()).add(imported)
    return {
        (importer, imported)
        for importer, all_ in below.items()
        for imported in all_
        if not any(imported in _reached(other, below) for other in all_ - {imported})
    }


def _reached(start: str, below: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for each in below.get(waiting.pop(), set()) - reached:
            reached.add(each)
            waiting.append(each)
    return reached
