"""A record set of a pack: everything that is wrong with it is told at once, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.catalogue.indicator import Indicator
from indicators.records.record_set_checks import check_record_set
from indicators.records.record_set_files import read_record_set
from mappings.checks.pack_checks import check_packs, list_examples
from mappings.checks.pack_problems import PackProblem, list_problems
from mappings.checks.record_set_checks import find_record_set_problems
from mappings.packs.merged_files import PackLocation
from mappings.packs.pack_skeleton import write_skeleton
from mappings.ruleset.parsing import parse_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import Refused
from tests.mappings.packs.pack_folders import DAY, change
from tests.shipped import RECORDS, list_record_sets, load_ruleset

NAME = "kent-breaks"
SET = f"indicators/records/sets/{NAME}"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_skeleton(NAME, tmp_path, DAY, record_set=True)
    return tmp_path / NAME


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    folder = tmp_path_factory.mktemp("packs")
    write_skeleton(NAME, folder, DAY, record_set=True)
    return parse_ruleset(read_definition_files(packs=[folder / NAME]))


def _check(pack: Path) -> list[PackProblem]:
    return check_packs(read_definition_files(packs=[pack]))[0]


@pytest.mark.parametrize("code", list_record_sets())
def test_the_record_sets_that_ship_fit_together(code: str) -> None:
    assert [str(fault) for fault in check_record_set(RECORDS.sets[code], RECORDS.concepts)] == []


def test_the_derivations_that_ship_fit_their_views() -> None:
    assert list(find_record_set_problems(load_ruleset())) == []


def test_a_new_pack_with_a_record_set_is_sound_and_its_examples_are_worked(pack: Path) -> None:
    problems, ruleset = check_packs(read_definition_files(packs=[pack]))
    assert problems == []
    assert ruleset is not None
    assert set(list_examples(ruleset, [NAME])) == {
        "KENT BREAKS 1", "KENT BREAKS 2", f"{NAME} first-breaks", f"{NAME} children",
    }  # fmt: skip


MISTAKES = [
    ("set.yaml", "'%Y-%m-%d'", "'%y-%m-%d'", 10, "'%y-%m-%d' is no date"),
    ("set.yaml", "person: child_ref, required: true}\n", "person: pupil, required: true}\n", 19, "no column pupil"),
    ("set.yaml", "{to: Child,", "{to: Children,", 26, "no table Children"),
    ("set.yaml", "key: [child_ref, break_started]", "key: [child_ref, day]", 23, "key day is not among its columns"),
    ("set.yaml", "period_kinds: [fin", "period_kinds: [fun", 7, "'funancial_year' is none of what may stand"),
    ("versions/1/columns.tsv", "Break\tbreak_hours", "Brake\tbreak_hours", 10, "no table Brake"),
    ("versions/1/columns.tsv", "\tKIND\t", "\tKINDS\t", 9, "no code of KINDS"),
    ("versions/1/columns.tsv", "break_hours\tinteger", "break_hours\tdecimal", 10, "'decimal' is none of what may"),
    ("rules.yaml", "table: Break", "table: Brake", 3, "no table Brake"),
    ("rules.yaml", '"break_ended < ', '"break_finished < ', 4, "no column break_finished"),
    ("rules.yaml", "break_ended < break_started", "break_ended <", 4, "cannot be read"),
    ("rules.yaml", "break_ended < break_started", "break_hours + 1", 4, "is not true or false"),
    ("rules.yaml", "columns: [break_ended]", "columns: [ended]", 5, "no column ended"),
    ("rules.yaml", "join: {Child: [child_ref]}", "join: {Child: [sex]}", 14, "sex is not a column of both"),
    ("rules.yaml", "beside: [break_ended]", "beside: [break_started]", 28, "no column prev__break_ended"),
    ("work_lists.yaml", "break_ended IS NULL AND", "ended IS NULL AND", 5, "ended"),
    ("views.yaml", "rows_of: Break", "rows_of: Breaks", 4, "no table or view above called Breaks"),
    ("views.yaml", 'where: "breaks > 0"', 'where: "brakes > 0"', 30, "no column brakes"),
    ("views.yaml", "to: first-breaks", "to: last-breaks", 36, "no table last-breaks"),
    ("views.yaml", "from: referred", "from: child_ref", 37, "cannot be worked out"),
    ("views.yaml", "{name: waited, type: int", "{name: waited, type: bool", 49, "waited is not bool"),
    ("views.yaml", 'over_night: "nights > 0"', 'overnight: "nights > 0"', 48, "no step makes over_night"),
    ("views.yaml", "    - one_per: {", "    - one_for: {", 7, "There is no key one_for in such a file"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line", "words"), MISTAKES, ids=[each[4] for each in MISTAKES])
def test_a_mistake_is_told_with_file_and_line(pack: Path, file: str, old: str, new: str, line: int, words: str) -> None:
    change(pack / SET / file, old, new)
    [problem] = _check_alone(pack)
    assert (problem.file, problem.line) == (f"{NAME}/{SET}/{file}", line), problem
    assert words in problem.what


def _check_alone(pack: Path) -> list[PackProblem]:
    """What is wrong with the files of the record set, without all else."""
    try:
        refusals = list(check_record_set(read_record_set(pack / SET), {}))
    except Refused as refused:
        refusals = [refused]
    return [problem for refused in refusals for problem in _place(pack, refused)]


def _place(pack: Path, refused: Refused) -> Iterator[PackProblem]:
    path, _, row = (refused.where or "").removeprefix(f"{NAME}/").partition(" row ")
    inside = f"versions/{path}" if path.startswith("1/") else path
    location = PackLocation(NAME, f"{SET}/{inside}", int(row) if row else None)
    return list_problems(refused, location, (pack / SET / inside).read_text())


EXAMPLES = [
    ("set.yaml", "role: children-services", "role: childrens-services", 4, "childrens-services is no role"),
    ("views.yaml", "- {child_ref: A, break_started: 2026-04-11}", "- {child_ref: B, break_started: 2026-04-11}", 18,
     "row 1: child_ref is A, the example says B"),
    ("views.yaml", "waited: 44", "waited: 43", 62, "row 2: waited is 44, the example says 43"),
    ("views.yaml", "in-time: n=1;d=2", "in-time: n=2;d=2", 66, "is n=1;d=2, the example says n=2;d=2"),
    ("views.yaml", "children: v=2", "childer: v=2", 67, "there is no indicator kent-breaks-childer"),
    ("views.yaml", " breaks: 2,", " brakes: 2,", 62, "the view has no column brakes"),
]  # fmt: skip


def test_a_wrong_example_or_role_is_told_with_file_and_line(pack: Path) -> None:
    for file, old, new, _, _ in EXAMPLES:
        change(pack / SET / file, old, new)
    found = [(each.file, each.line, each.what) for each in _check(pack)]
    for file, _, _, line, words in EXAMPLES:
        assert [at for path, at, what in found if path.endswith(file) and words in what] == [line], (words, found)


def test_a_set_says_whose_it_is_and_its_example_holds_texts_in_quotes(pack: Path) -> None:
    change(pack / SET / "set.yaml", "role: children-services ", "# ")
    change(pack / SET / "views.yaml", "sex: F,", "sex: yes,")
    found = [(each.line, each.what) for each in _check(pack)]
    assert [words for _, words in found if "does not say whose it is" in words]
    assert [line for line, words in found if "put codes and texts in quotes" in words] == [53]


def test_mistakes_in_several_files_are_all_told(pack: Path) -> None:
    change(pack / SET / "rules.yaml", "table: Break", "table: Brake")
    change(pack / SET / "rules.yaml", "join: {Child:", "join: {Chill:")
    change(pack / SET / "views.yaml", 'where: "breaks > 0"', 'where: "brakes > 0"')
    change(pack / SET / "versions/1/columns.tsv", "\tKIND\t", "\tKINDS\t")
    found = {(each.file.rpartition("/")[2], each.line) for each in _check(pack)}
    assert found == {("rules.yaml", 3), ("rules.yaml", 14), ("views.yaml", 30), ("columns.tsv", 9)}


@pytest.mark.long
def test_views_count_over_no_table_that_need_not_be_sent(pack: Path) -> None:
    change(pack / SET / "set.yaml", "    required: true\n", "")
    assert [(each.line, "Break need not be sent" in each.what) for each in _check(pack)] == [(4, True), (23, True)]
    change(pack / SET / "set.yaml", "person: child\n", "person: child\npartial: true\n")
    assert _check(pack) == []


DERIVE = [
    ('"record_set":"kent-breaks"', '"record_set":"kent-brakes"', "There is no record set 'kent-brakes'"),
    ('"view":"children"', '"view":"child"', "kent-breaks has no view child; views are first-breaks, children"),
    ("FILTER (WHERE in_time)", "FILTER (WHERE on_time)", "on_time"),
    ('"breakdown":"sex"', '"breakdown":"sexes"', "no breakdown sexes"),
    ('"column":"sex_member"', '"column":"sex"', "has no column sex"),
]


@pytest.mark.long
@pytest.mark.parametrize(("old", "new", "words"), DERIVE, ids=[each[1] for each in DERIVE])
def test_a_derivation_that_does_not_fit_is_told(ruleset: Ruleset, old: str, new: str, words: str) -> None:
    indicator = ruleset.catalogue[f"{NAME}-in-time"]
    text = indicator.model_dump_json()
    assert old in text
    wrong = Indicator.model_validate_json(text.replace(old, new))
    alone = replace(ruleset, catalogue={wrong.code: wrong})
    [problem] = [each for each in find_record_set_problems(alone) if each.file == f"{NAME}-in-time.yaml"]
    assert words in problem.what


def test_a_record_set_that_does_not_fit_together_is_not_worked_with(pack: Path) -> None:
    change(pack / SET / "rules.yaml", "break_ended < break_started", "ended < break_started")
    with pytest.raises(Refused, match=r"pack kent-breaks, .*rules\.yaml: 0\.wrong: there is no column ended"):
        parse_ruleset(read_definition_files(packs=[pack]))
