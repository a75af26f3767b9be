"""A check of packs says everything at once, each with file and line."""

from __future__ import annotations

from pathlib import Path

from mappings.checks.pack_checks import check_packs
from returnonce.definition_files.file_tree import read_definition_files
from tests.mappings.packs.pack_folders import change, write_pack

EXAMPLE = "indicators/catalogue/kent-roads/kent-roads-example.yaml"
LINES = "mappings/returns/kent-roads/lines.tsv"
EDITION = "mappings/returns/kent-roads/FY2026-27.yaml"


def check(*packs: Path) -> list[tuple[str, str]]:
    """Where each problem is, and what it is."""
    problems, _ = check_packs(read_definition_files(packs=packs))
    assert all(each.mend for each in problems)
    return [(each.where, each.what) for each in problems]


def add_line(pack: Path, number: int, old: str, new: str) -> None:
    """A further line of the return, like its first but for its number and one other thing."""
    heading, first, *rest = (pack / LINES).read_text().splitlines()
    assert old in first
    line = first.replace("KENT ROADS 1", f"KENT ROADS {number}").replace(old, new)
    (pack / LINES).write_text("\n".join([heading, first, *rest, line, ""]))


def test_a_sound_pack_has_no_problem(tmp_path: Path) -> None:
    assert check(write_pack(tmp_path)) == []
    assert check() == []


def test_every_mistake_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, files={"more.yml": "", "mappings/places/kent/place.yaml": "name: kent\n"})
    other = EXAMPLE.replace("example", "other")
    (pack / other).write_text((pack / EXAMPLE).read_text().replace("kent-roads-example", "kent-roads-other"))
    change(pack / "pack.yaml", "needs: {}", "needs: {education: 9.0.0}")
    change(pack / other, "polarity: high_is_good", "polarity: high")
    change(pack / other, "confidence: low", "confidence: low\nweight: 3")
    change(pack / EDITION, "rounding: half_up\n", "")
    add_line(pack, 2, "90.0", "91.0")
    (pack / LINES).write_text((pack / LINES).read_text() + "\n")
    add_line(pack, 3, "copy", "copied")
    add_line(pack, 4, "annual", "yearly")
    add_line(pack, 5, "kent-roads-example", "no-such-thing")
    add_line(pack, 6, "kent-roads-example", "cla-three-or-more-placements")
    # What speaks of a file that cannot be read waits until it is mended.
    add_line(pack, 7, "kent-roads-example", "kent-roads-other")
    found = check(pack)
    assert [(where, what[:34]) for where, what in found] == [
        (f"kent-roads/{other}:8", "polarity: 'high' is none of what m"),
        (f"kent-roads/{other}:22", "There is no key weight in such a f"),
        *(
            ("kent-roads/mappings/places/kent/place.yaml:1", f"The key {key} is missing.")
            for key in ("title", "areas", "illustrative", "returns", "sources")
        ),
        (f"kent-roads/{EDITION}:1", "The key rounding is missing."),
        (f"kent-roads/{LINES}:3", "KENT ROADS 2: the example says 91."),
        (f"kent-roads/{LINES}:5", "The transform 'copied' cannot be r"),
        (f"kent-roads/{LINES}:6", "column frequency: 'yearly' is none"),
        (f"kent-roads/{LINES}:7", "KENT ROADS 5 is mapped to no-such-"),
        (f"kent-roads/{LINES}:8", "KENT ROADS 6 is said to be cla-thr"),
        ("kent-roads/more.yml", "No definition is read from this fi"),
        ("kent-roads/pack.yaml:8", "needs: education 9.0.0; here it is"),
    ]


def test_text_that_is_no_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    change(pack / EXAMPLE, "unit: percentage", "unit: [percentage")
    change(pack / EDITION, "rounding: half_up", "rounding: half_up\nrounding: half_up")
    ((where, what), (second, twice)) = check(pack)
    assert (where.rpartition(":")[0], "cannot be read" in what) == (f"kent-roads/{EXAMPLE}", True)
    assert (second.rpartition(":")[0], "'rounding' is given twice" in twice) == (f"kent-roads/{EDITION}", True)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    for name in (EXAMPLE, LINES, "pack.yaml"):
        (pack / name).write_bytes(b"\xff\xfe\x00name")
    assert {where.partition(":")[0] for where, _ in check(pack)} >= {f"kent-roads/{LINES}"}


def test_mistakes_of_two_packs_are_said_together(tmp_path: Path) -> None:
    one, two = write_pack(tmp_path), write_pack(tmp_path, "other", {"x.yml": ""})
    change(one / EXAMPLE, "per: 100", "per: 99")
    assert [where for where, _ in check(one, two)] == [f"kent-roads/{EXAMPLE}:7", "other/x.yml"]


def test_an_indicator_that_only_a_broken_line_uses_is_no_problem_of_its_own(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    change(pack / LINES, "annual", "yearly")
    assert [where for where, _ in check(pack)] == [f"kent-roads/{LINES}:2"]
