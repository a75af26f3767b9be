from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.checks.catalogue_checks import check_catalogue
from mappings.ruleset.loading import load_ruleset
from returnonce.errors import Refused
from tests.repository import ROOT
from tests.shipped import definition_files

CORE = "mappings/returns/core-data-set/lines.tsv"
NATIONAL = "mappings/returns/national-indicators/lines.tsv"
EDITION = "mappings/returns/national-indicators/FY2008-09.yaml"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of every definition file, to break."""
    folder = tmp_path_factory.mktemp("definitions")
    for name, content in definition_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_what_ships_is_sound() -> None:
    assert [str(problem) for problem in check_catalogue(load_ruleset())] == []


def cell(line: str, column: str, text: str, *, row: int = 0) -> Callable[[str], str]:
    """Change one cell of a line's n-th row."""

    def change(content: str) -> str:
        header, *rows = content.splitlines()
        at = header.split("\t").index(column)
        mine = [n for n, each in enumerate(rows) if each.split("\t")[0] == line]
        cells = rows[mine[row]].split("\t")
        rows[mine[row]] = "\t".join([*cells[:at], text, *cells[at + 1 :]])
        return "\n".join([header, *rows]) + "\n"

    return change


def swap(pattern: str, text: str) -> Callable[[str], str]:
    """Replace the first thing that matches."""

    def change(content: str) -> str:
        assert re.search(pattern, content, re.M), pattern
        return re.sub(pattern, text, content, count=1, flags=re.M)

    return change


def indicator(code: str) -> str:
    return str(next((ROOT / "indicators/catalogue").glob(f"*/{code}.yaml")).relative_to(ROOT))


PLANTED = [
    # file, change, what is said
    (CORE, cell("CORE 12", "object_id", "no-such-measure"), "which is no indicator"),
    (CORE, cell("CORE 12", "example_out", "99"), "CORE 12: the example says 99, the transform gives"),
    (CORE, cell("CORE 12", "example_in", "x=4"), "cannot be read"),
    (CORE, cell("CORE 12", "transform", "shrink:2"), "there is no transform 'shrink'"),
    (CORE, cell("CORE 12", "transform", "sum:no-such-measure"), "reads no-such-measure"),
    (CORE, cell("CORE 12", "population_base", "gp_registered"), "its population base is gp_registered"),
    (CORE, cell("CORE 12", "breakdown", "sex=X"), "There is no breakdown sex=X"),
    (CORE, cell("CORE 12", "valid_from", "2020-01-01"), None),
    (CORE, cell("CORE 8", "object_id", "cla-immunisations"), "CORE 4 and CORE 8 are one measure"),
    (CORE, cell("CORE 6", "object_id", "cla-health-assessment"), "CORE 6 and CORE 4 look alike and are not"),
    (NATIONAL, cell("NI 62", "valid_to", "2008-04-01"), "valid_to 2008-04-01 is not after valid_from"),
    (NATIONAL, cell("NI 62", "decimals", "9"), "9 decimals"),
    (EDITION, swap(r"unreliable: ?\S+?\}", "}"), "No sign for unreliable"),
    (EDITION, swap(r"county, ", "parish, "), "parish is no kind of area"),
    (EDITION, swap(r"at: '\d\d:00'", "at: '25:00'"), "'25:00' is not an hour of the day"),
    (EDITION, swap("^due:\n  anchor: period_end", "due:\n  anchor: event\n  event: dusk"), "no kind of event 'dusk'"),
    (indicator("cla-immunisations"), swap("^agency_of_record: .*", "agency_of_record: queen"), "queen is no role"),
    (indicator("cla-immunisations"), swap("^sources:(\n[- ].*)*", "sources: []"), "No source"),
    (indicator("cla-immunisations"), swap("^unit: percentage", "unit: count"), "A count has no denominator"),
    (
        indicator("cla-immunisations"),
        swap("^per: ", "was: [{code: cla-rate, until: 2026-04-01}]\nper: "),
        "until 2026-04-01 the code cla-rate is that of cla-rate.yaml, too",
    ),
    (
        indicator("cla-immunisations"),
        swap("^per: ", "was: [{code: cla-immunisations, until: 2026-04-01}]\nper: "),
        "cla-immunisations is its code of now",
    ),
    (indicator("cla-rate"), swap("population-0-17", "population-0-99"), "reads population-0-99"),
    (indicator("cla-rate"), swap("indicator: cla-at-31-march", "indicator: cla-rate"), "leads back to itself"),
    (indicator("cla-rate"), swap("^title: .*", "title: x\nbreakdowns: [shoe-size]"), "no breakdown shoe-size"),
    ("mappings/places/lewisham/kept.tsv", swap("NI 58", "NI 988"), "has no line NI 988"),
    ("mappings/places/lewisham/approvals.tsv", swap("mental-health-employment", "cla-rate"), "mapped to cla-rate"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "said"), PLANTED)
def test_each_planted_fault_is_found(whole: Path, file: str, change: Callable[[str], str], said: str | None) -> None:
    path = whole / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(change(sound), encoding="utf-8")
    try:
        texts = [str(problem) for problem in check_catalogue(load_ruleset(folders=[whole]), changed=[file])]
    finally:
        path.write_text(sound, encoding="utf-8")
    assert [line for line in texts if said and said in line] or (said is None and not texts)


def test_an_orphan_and_a_borrowed_definition_are_found(whole: Path) -> None:
    original = whole / indicator("obesity-year-6")
    twin = original.with_name("obesity-year-7.yaml")
    twin.write_text(original.read_text(encoding="utf-8").replace("code: obesity-year-6", "code: obesity-year-7"))
    try:
        texts = [str(problem) for problem in check_catalogue(load_ruleset(folders=[whole]), changed=[twin.name])]
    finally:
        twin.unlink()
    assert any("obesity-year-7.yaml: Nothing uses this indicator" in line for line in texts)
    assert any("obesity-year-7.yaml: Its definition is that of obesity-year-6" in line for line in texts)


def test_two_exact_rows_at_one_time_are_found(whole: Path) -> None:
    path = whole / NATIONAL
    sound = path.read_text(encoding="utf-8")
    row = next(line for line in sound.splitlines() if line.startswith("NI 62\t"))
    path.write_text(sound + row.replace("cla-three-or-more-placements", "cla-same-carer-two-years") + "\n")
    try:
        texts = [str(problem) for problem in check_catalogue(load_ruleset(folders=[whole]), changed=[NATIONAL])]
    finally:
        path.write_text(sound, encoding="utf-8")
    assert any("NI 62 has two exact rows at one time" in line for line in texts)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (CORE, cell("CORE 12", "predicate_id", ""), "column predicate_id"),
        (indicator("cla-rate"), swap("^code: cla-rate", "code: cla-rates"), "Name each file for its code"),
        (indicator("cla-rate"), swap("^polarity: .*\n", ""), "polarity: Field required"),
        (EDITION, swap("^edition: .*", "edition: FY1999-00"), "Name the file for its edition"),
    ],
)
def test_what_cannot_be_read_is_refused(whole: Path, file: str, change: Callable[[str], str], said: str) -> None:
    path = whole / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(change(sound), encoding="utf-8")
    try:
        with pytest.raises(Refused, match=said):
            load_ruleset(folders=[whole])
    finally:
        path.write_text(sound, encoding="utf-8")


def test_the_hash_is_of_the_content_alone(whole: Path, tmp_path: Path) -> None:
    assert load_ruleset(folders=[whole]).hash == load_ruleset().hash
    other = shutil.copytree(whole, tmp_path / "other")
    (other / CORE).write_text((other / CORE).read_text(encoding="utf-8") + "\n")
    assert load_ruleset(folders=[other]).hash != load_ruleset().hash
