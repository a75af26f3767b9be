"""What ships is packs: each file is one pack's, and a pack needs those that it speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mappings.packs.file_kinds import find_kind, read_file_kinds
from mappings.packs.pack_files import SHIPPED, list_needs
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import read_definition_files
from tests.shipped import load_ruleset

#: Folders of the program's own, to which no pack adds.
PROGRAM = ("burden", "editions", "findings", "inspection_lists", "jobs", "overlap", "packs", "schedule")


def test_each_file_that_ships_is_in_one_pack() -> None:
    counts = Counter(path for pack in load_ruleset().packs.values() for path in pack.paths)
    files = [path for path in read_definition_files().content if not path.startswith(SHIPPED)]
    assert [path for path in files if counts[path] != 1] == []


def test_each_file_that_ships_is_of_a_kind_that_a_pack_may_hold_or_of_the_program() -> None:
    files = read_definition_files()
    kinds = read_file_kinds(files.root / "mappings" / "packs")
    own = tuple(f"mappings/{folder}/" for folder in PROGRAM)
    assert [path for path in files.content if find_kind(kinds, path) is None and not path.startswith(own)] == []


def spoken_of(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """A file, and an indicator or record set of which it speaks."""
    for code, definition in ruleset.returns.items():
        for line in definition.lines:
            yield f"mappings/returns/{code}/lines.tsv", line.object_id
    for code, indicator in ruleset.catalogue.items():
        path = f"indicators/catalogue/{ruleset.themes[code]}/{code}.yaml"
        yield from ((path, term.indicator) for term in (indicator.formula.terms if indicator.formula else ()))
        yield from ((path, derivation.record_set) for derivation in indicator.derive)
    for name, source in ruleset.sources.items():
        yield from ((f"mappings/sources/{name}.yaml", each.indicator) for each in source.figures if each.indicator)
    for name, each in ruleset.record_returns.items():
        yield from ((f"mappings/record_returns/{name}.yaml", code) for code in each.record_sets)


def test_a_pack_needs_every_pack_of_which_it_speaks() -> None:
    ruleset = load_ruleset()
    owners = {path: name for name, pack in ruleset.packs.items() for path in pack.paths}
    things = {path.rpartition("/")[2].removesuffix(".yaml"): name for path, name in owners.items()}
    things |= {path.split("/")[3]: name for path, name in owners.items() if path.startswith("indicators/records/sets/")}
    # Annex A's figures may be worked out from another pack's records, where a place has them and not the lists.
    outside = {
        (owners[path], things[thing])
        for path, thing in spoken_of(ruleset)
        if things[thing] not in list_needs(ruleset.packs[owners[path]], ruleset.packs)
        and not (owners[path] == "children" and things[thing] == "inspection")
    }
    assert outside == set()


def test_needs_are_met() -> None:
    packs = load_ruleset().packs
    assert [
        (name, needed) for name, pack in packs.items() for needed, version in pack.manifest.needs.items()
        if not packs[needed].fits(version)
    ] == []  # fmt: skip
