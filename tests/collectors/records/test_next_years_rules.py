"""The rules of the year to come: rows of the same book, in force from their version on; and a pack that adds some."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collectors.records.content_checks import check_records
from collectors.records.rule_inputs import RuleInputs
from collectors.records.word_findings import word_record_marks
from mappings.checks.pack_checks import check_packs
from mappings.ruleset.parsing import parse_ruleset
from returnonce.definition_files.file_tree import read_definition_files
from tests.collectors.records.rule_examples import READ_ON, read_examples, type_tables
from tests.mappings.packs.pack_folders import write_pack
from tests.shipped import load_finding_kinds, load_record_set

SET = "children-looked-after"
NEXT = "FY2026-27"
CHILD = {"CHILD": "C1", "DOB": "2012-06-10"}
ORDER = CHILD | {"DOLO_START": "2026-06-01", "DOLO_END": "2026-08-01"}
EPISODE = {"CHILD": "C1", "DECOM": "2026-05-01", "DEC": None, "PLACE": "K2", "LS": "C2", "RNE": "S"}
WORKER = {"CHILD": "C1", "SW_ID": "SW01", "SW_DECOM": "2026-05-01", "SW_DEC": "2026-06-01", "SW_REASON": "OTHER"}
#: Number, the tables, and the rows of them that it names.
CASES: list[tuple[str, dict[str, Any], dict[str, set[int]]]] = [
    ("700", {"DoLo": [ORDER, ORDER | {"DOLO_START": "2026"}]}, {"DoLo": {3}}),
    ("700", {"DoLo": [ORDER | {"DOLO_START": None}]}, {"DoLo": {2}}),
    ("701", {"DoLo": [ORDER | {"DOLO_END": "soon"}, ORDER | {"DOLO_END": None}]}, {"DoLo": {2}}),
    ("702", {"DoLo": [ORDER | {"DOLO_END": "2026-06-01"}, ORDER | {"DOLO_END": "2026-06-02"}]}, {"DoLo": {2}}),
    ("703", {"DoLo": [ORDER | {"DOLO_START": "2027-04-01"}, ORDER | {"DOLO_START": "2027-03-31"}]}, {"DoLo": {2}}),
    ("704", {"DoLo": [ORDER | {"DOLO_END": "2027-04-01"}, ORDER | {"DOLO_END": "2027-03-31"}]}, {"DoLo": {2}}),
    ("704", {"DoLo": [ORDER | {"DOLO_START": "2026-01-01", "DOLO_END": day} for day in ("2026-03-31", "2026-04-01")]},
     {"DoLo": {2}}),
    ("705", {"DoLo": [ORDER, ORDER | {"DOLO_START": "2026-07-31", "DOLO_END": "2026-09-01"}]}, {"DoLo": {3}}),
    ("705", {"DoLo": [ORDER, ORDER | {"DOLO_START": "2026-08-01", "DOLO_END": "2026-09-01"}]}, {}),
    ("706", {"Header": [CHILD], "DoLo": [ORDER], "last_DoLo": [ORDER | {"DOLO_START": "2026-03-01", "DOLO_END": None}]},
     {"Header": {2}}),
    ("706", {"Header": [CHILD], "DoLo": [ORDER], "last_DoLo": [ORDER | {"DOLO_END": None}]}, {}),
    ("707", {"DoLo": [ORDER | {"DOLO_END": None}], "Episodes": [EPISODE | {"DEC": "2026-09-01"}]}, {"DoLo": {2}}),
    ("707", {"DoLo": [ORDER | {"DOLO_END": None}], "Episodes": [EPISODE]}, {}),
    ("707", {"DoLo": [ORDER], "Episodes": [EPISODE | {"DEC": "2026-07-31"}]}, {"DoLo": {2}}),
    ("708", {"DoLo": [ORDER | {"DOB": "2026-06-01"}, ORDER | {"DOB": "2026-05-31"}]}, {"DoLo": {2}}),
    ("709", {"DoLo": [ORDER], "Episodes": [EPISODE | {"PLACE": "U1"}]}, {"DoLo": {2}, "Episodes": {2}}),
    ("709", {"DoLo": [ORDER], "Episodes": [EPISODE]}, {}),
    ("709", {"DoLo": [ORDER], "Episodes": [EPISODE | {"PLACE": "U1", "DEC": "2026-05-31"}]}, {}),
    ("710", {"DoLo": [ORDER], "Episodes": [EPISODE | {"PLACE": "P1"}]}, {"DoLo": {2}, "Episodes": {2}}),
    ("710", {"DoLo": [ORDER], "Episodes": [EPISODE | {"PLACE": "U1"}]}, {}),
    ("242", {"Episodes": [EPISODE | {"URN": "XXXXXXX"}, EPISODE | {"URN": "XXXXXXX", "PLACE": "A3"}]},
     {"Episodes": {2}}),
    ("SW02STG1", {"SWEpisodes": [WORKER | {"SW_ID": "SW0"}, WORKER, WORKER | {"SW_ID": "AB01"}]},
     {"SWEpisodes": {2, 4}}),
    ("SW09STG2", {"SWEpisodes": [WORKER | {"SW_DEC": "2026-05-03"}, WORKER | {"SW_DEC": "2026-05-04"}]},
     {"SWEpisodes": {2}}),
    ("SW10bSTG2", {"SWEpisodes": [WORKER, WORKER | {"SW_DECOM": "2026-06-01", "SW_DEC": None, "SW_REASON": "FCONTA"}]},
     {"SWEpisodes": {3}}),
    ("SW18STG2", {"SWEpisodes": [WORKER | {"SW_DEC": "2026-05-01"}, WORKER]}, {"SWEpisodes": {2}}),
    ("SW19STG2", {"SWEpisodes": [WORKER, WORKER | {"SW_DEC": "2026-07-01"}]}, {"SWEpisodes": {3}}),
]  # fmt: skip


def find_rows(number: str, tables: dict[str, Any], period: str = NEXT) -> dict[str, set[int]]:
    """The rows, by table, whose findings name an official rule."""
    last = {name.removeprefix("last_"): rows for name, rows in tables.items() if name.startswith("last_")}
    records, unread = type_tables(SET, {k: v for k, v in tables.items() if not k.startswith("last_")}, period)
    inputs = RuleInputs(last_year=type_tables(SET, last, period)[0] if last else None)
    marks = unread.vstack(check_records(records, read_on=READ_ON, inputs=inputs))
    found = word_record_marks(marks, records.record_set, load_finding_kinds())
    named = found.filter(found["message"].str.contains(rf"\(official rules? (?:[^)]*, )?{number}[,)]"))
    rows: dict[str, set[int]] = {}
    for table, row in named.select("sheet", "row").iter_rows():
        rows.setdefault(table, set()).add(row)
    return rows


@pytest.mark.parametrize(("number", "tables", "named"), CASES)
def test_a_rule_of_next_year_names_its_rows(number: str, tables: dict[str, Any], named: dict[str, set[int]]) -> None:
    assert find_rows(number, tables) == named


def test_they_hold_from_their_year_on_and_those_that_they_replace_to_the_one_before() -> None:
    this_year, next_year = (
        {rule.number for rule in load_record_set(SET, version).official} for version in ("FY2025-26", NEXT)
    )
    assert {str(number) for number in range(700, 711)} <= next_year - this_year
    assert this_year - next_year == {"SW01aSTG1", "SW01bSTG1", "SW10STG2"}
    assert find_rows("SW09STG2", {"SWEpisodes": [WORKER | {"SW_DEC": "2026-05-03"}]}, "FY2025-26") == {}
    examples = read_examples(SET)["SW09STG2"]["breaks"]
    assert find_rows("SW09STG2", examples, "FY2025-26")


RULES = "indicators/records/sets/children-looked-after/official"
HEADINGS = "number\tfrom\tto\ttable\tcolumns\tneeds\twrong\tchecks\talso\twhat\tnote\n"
FACTS = """
- table: Missing
  columns: {long_absence: MIS_END - MIS_START > INTERVAL '30 days'}
"""


def test_a_pack_adds_rules_and_facts_and_ends_one_that_ships(tmp_path: Path) -> None:
    """Files alone: rows of rules, what they name, and an override that ends a rule with its last year."""
    files = {
        f"{RULES}/rules.tsv": f"{HEADINGS}X900\tFY2026-27\t\tMissing\tMIS_END\t\tlong_absence\t\t\tA long absence.\t\n",
        f"{RULES}/facts/kent.yaml": FACTS,
        "overrides/end-101.yaml": (
            f"changes: {RULES}/rules.tsv\nrow: {{number: '101'}}\ndated: 2026-11-01\ndecided_by: a test\n"
            "reason: A test.\nexpects: {to: null}\nbecomes: {to: FY2025-26}\n"
        ),
    }
    pack = write_pack(tmp_path, files=files)
    problems, ruleset = check_packs(read_definition_files(packs=[pack]))
    assert problems == []
    assert ruleset is not None
    numbers = {
        name: {rule.number for rule in ruleset.records.record_set(SET, name).official} for name in ("FY2025-26", NEXT)
    }
    assert "101" in numbers["FY2025-26"] - numbers[NEXT]
    assert "X900" in numbers[NEXT] - numbers["FY2025-26"]


CENSUS = "indicators/records/sets/children-in-need/official/rules.tsv"
WEEK = (
    "1103\tFY2026-27\t\tAssessment\tAssessmentActualStartDate\t\t"
    "AssessmentActualStartDate < case__referral - INTERVAL '7 days'\t\tCINdetails\tMore than a week before.\t\n"
)


def _end_1103(row: str) -> str:
    return (
        f"changes: {CENSUS}\nrow: {{{row}}}\ndated: 2026-11-01\ndecided_by: a test\n"
        "reason: A test.\nexpects: {to: null}\nbecomes: {to: FY2025-26}\n"
    )


def test_a_pack_changes_a_rule_from_a_year_on_and_files_of_before_keep_theirs(tmp_path: Path) -> None:
    """The new row has the number of the old one, which an override ends; both years are then read by one book."""
    files = {CENSUS: f"{HEADINGS}{WEEK}", "overrides/change-1103.yaml": _end_1103("number: '1103', from: FY2022-23")}
    problems, ruleset = check_packs(read_definition_files(packs=[write_pack(tmp_path, files=files)]))
    assert problems == []
    assert ruleset is not None
    what = {
        year: [each.what for each in ruleset.records.record_set("children-in-need", year).official
               if each.number == "1103"]
        for year in ("FY2025-26", NEXT)
    }  # fmt: skip
    assert what[NEXT] == ["More than a week before."]
    assert len(what["FY2025-26"]) == 1
    assert what["FY2025-26"] != what[NEXT]


@pytest.mark.long
def test_an_override_that_means_either_row_of_a_number_is_refused_with_what_to_write(tmp_path: Path) -> None:
    files = {CENSUS: f"{HEADINGS}{WEEK}", "overrides/change-1103.yaml": _end_1103("number: '1103'")}
    [problem] = check_packs(read_definition_files(packs=[write_pack(tmp_path, files=files)]))[0]
    assert "Name cells that tell one row from all others" in str(problem)


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X900\tFY2029-30\t\tMissing\tMIS_END\t\tTRUE\t\t\tA.\t", "there is no version FY2029-30"),
        ("X900\t\t\tMissin\tMIS_END\t\tTRUE\t\t\tA.\t", "there is no table Missin"),
        ("X900\t\t\tMissing\tMIS_ENDS\t\tTRUE\t\t\tA.\t", "there is no column MIS_ENDS of Missing"),
        ("X900\t\t\tMissing\tMIS_END\tlast-month\tTRUE\t\t\tA.\t", "neither a table nor an input last-month"),
        ("X900\t\t\tMissing\tMIS_END\t\tMIS_END <\t\t\tA.\t", "cannot be read"),
    ],
)
def test_a_row_that_names_what_there_is_not_is_refused_by_file_and_row(row: str, said: str, tmp_path: Path) -> None:
    pack = write_pack(tmp_path, files={f"{RULES}/rules.tsv": f"{HEADINGS}{row}\n"})
    [problem] = check_packs(read_definition_files(packs=[pack]))[0]
    assert said in str(problem)
    assert "rules.tsv" in str(problem)


def test_a_council_completes_the_states_of_fields(tmp_path: Path) -> None:
    """Its row is known better than ours, and so decides; what it makes mandatory is asked about."""
    path = "indicators/records/sets/client-level-data/field_states.tsv"
    head = "table\tcolumn\twhen\tstate\tconfidence\tsource\n"
    rows = "events\tDementia\tEvent_Type = 'Service'\tmandatory\thigh\tthe guidance of 2026\n" \
           "events\tPostcode\t\tapplicable\thigh\tthe guidance of 2026\n"  # fmt: skip
    ruleset = parse_ruleset(read_definition_files(packs=[write_pack(tmp_path, files={path: head + rows})]))
    rules = {rule.rule: rule for rule in ruleset.records.record_set("client-level-data").rules}
    assert (rules["blank-dementia"].severity, rules["blank-gender"].severity) == ("query", "note")
    assert "THEN 'mandatory'" in rules["blank-dementia"].wrong
    assert "ELSE 'applicable'" in rules["blank-postcode"].wrong
