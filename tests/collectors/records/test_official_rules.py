"""Every official rule by its own examples: found with its number in what breaks it, and not in what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, judge, write
from tests.collectors.records.rule_examples import (
    EXAMPLES,
    VERSION,
    Tables,
    fill_tables,
    find,
    numbers_by_example,
    read_examples,
)
from tests.shipped import load_record_set

CODES = [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))]
NOTHING_BEFORE: dict[str, str | None] = {"PREV_PERM": None, "LA_PERM": None, "DATE_PERM": None}
LEFT = {"DEC": "2025-06-01", "REC": "X1"}
REVERSED = {"DATE_PLACED_CEASED": "2025-02-01", "REASON_PLACED_CEASED": "RD1"}
#: Rules that nothing in a file as it is read here can break; their rows say why. 105 is of the XML form alone.
NEVER = {"children-looked-after": {"105", "205C", "303", "411"}}
PERSONS = {"children-looked-after": "CHILD", "children-in-need": "LAchildID"}
#: What an example of a rule alone does not show: number, tables, rows that the rule names.
LOOKED_AFTER_EDGES: list[tuple[str, Tables, list[int]]] = [
    ("208", {"Header": [{"UPN": "UN7"}], "last_Header": [{"UPN": "UN3"}]}, []),
    ("208", {"Header": [{"UPN": "UN1"}], "last_Header": [{"UPN": "UN3"}]}, [2]),
    ("444", {"Header": [{"UPN": "UN7"}, {"CHILD": "C2", "UPN": "UN7"}]}, [2, 3]),
    ("444", {"Header": [{"UPN": "UN5"}, {"CHILD": "C2", "UPN": "UN5"}]}, []),
    ("560", {"PlacedAdoption": [{"DATE_PLACED": None}], "last_PlacedAdoption": [{}]}, [2]),
    ("560", {"PlacedAdoption": [{"DATE_PLACED": "2025-02-02"}], "last_PlacedAdoption": [{}, REVERSED]}, [2]),
    ("560", {"PlacedAdoption": [{"DATE_PLACED": None}], "last_PlacedAdoption": [{"DATE_PLACED": None}]}, []),
    ("561", {"PlacedAdoption": [{}], "last_PlacedAdoption": [REVERSED, {"DATE_PLACED": "2025-02-20"}]}, [2]),
    ("562", {"Episodes": [{}], "last_Episodes": [{"CHILD": "C2"}]}, [2]),
    ("562", {"Episodes": [{}], "last_Episodes": [{}]}, []),
    ("584", {"PlacedAdoption": [{"DATE_PLACED": None}], "last_PlacedAdoption": [REVERSED]}, [2]),
    ("630", {"Episodes": [{"DECOM": "2026-04-01"}], "PrevPerm": [{"CHILD": "C2"}]}, [2]),
    ("630", {"Episodes": [{"DECOM": "2025-06-10"}], "PrevPerm": [{"DATE_PERM": None}]}, [2]),
    ("630", {"Episodes": [{"DECOM": "2025-06-10"}], "PrevPerm": [{"DATE_PERM": "ZZ/ZZ/ZZZZ"}]}, []),
    ("634", {"Episodes": [{}], "PrevPerm": [NOTHING_BEFORE | {"DATE_PERM": "ZZ/ZZ/ZZZZ"}]}, [2, 2]),
    ("635", {"PrevPerm": [NOTHING_BEFORE | {"DATE_PERM": "ZZ/ZZ/ZZZZ"}]}, [2]),
    ("635", {"PrevPerm": [NOTHING_BEFORE]}, []),
    # SW11b names the last social worker alone, SW12 asks for one who fits, and the asylum flag is a row in UASC.
    ("SW11bSTG2", {"SWEpisodes": [{"SW_DEC": "2026-03-29"}, {"SW_DECOM": "2026-03-29"}]}, []),
    ("SW12STG2", {"Episodes": [{}], "SWEpisodes": [{}, {"SW_DECOM": "2023-06-10", "SW_DEC": "2024-06-10"}]}, []),
    ("SW12STG2", {"Episodes": [{"DEC": "2026-04-01", "REC": "E3"}], "SWEpisodes": [{"SW_DECOM": "2024-06-09"}]}, []),
    ("205A", {"Header": [{}], "UASC": [{"DUC": "2025-06-10"}], "last_Header": [{}], "last_UASC": [{}]}, []),
    ("303", {"Header": [{}], "UASC": [{"DUC": "2025-06-10"}]}, []),
    ("542", {"OC2": [{"CONVICTED": "ZZ", "DOB": "2021-06-10"}]}, [2]),
    ("144", {"Episodes": [{"LS": "v4"}]}, []),
    ("384", {"Episodes": [{"LS": "v4"}]}, [2]),
    ("168", {"Header": [{"UPN": "a801200001001"}]}, []),
    ("633", {"PrevPerm": [{"LA_PERM": "wal"}]}, []),
    ("SW02STG1", {"SWEpisodes": [{"SW_ID": "sw1"}]}, []),
    ("225", {"Episodes": [LEFT, {"DECOM": "2025-06-01", "RNE": "P", "PLACE": None}]}, [2]),
    ("225", {"Episodes": [LEFT, {"DECOM": "2025-06-01", "RNE": "P", "PLACE": "T0"}]}, []),
    ("388", {"Episodes": [{"DEC": None, "REC": "X1"}]}, []),
    ("432", {"Episodes": [{"DEC": "2025-06-01", "REC": "ZZ"}, {"DECOM": "2025-06-01", "RNE": "P"}]}, []),
    ("625", {"Header": [{"MC_DOB": "2026-05-01"}], "Episodes": [{}]}, []),
    ("581", {"Missing": [{"MIS_START": None}], "Episodes": [{}]}, [2]),
    ("167", {"Reviews": [{"REVIEW_CODE": None}]}, [2]),
    ("167", {"Reviews": [{"REVIEW": None, "REVIEW_CODE": None}]}, []),
    # A child who came back before the last stay ended has one care, which ends when the latest episode does.
    ("578", {"Missing": [{}], "Episodes": [{"DEC": None}, {"DECOM": "2024-09-01", "DEC": "2024-09-02"}]}, [2]),
    ("399", {"Header": [{}], "Reviews": [{}], "Episodes": [{"LS": "V4"}]}, [2, 2, 2]),
]
PERSON: Tables = {"Child": [{}], "CINdetails": [{}]}
ASSESSED: Tables = PERSON | {"Assessment": [{"_parent": "0"}]}
OPEN_ASSESSMENT: Tables = PERSON | {"Assessment": [{"_parent": "0", "AssessmentAuthorisationDate": None}]}
REFERRED_2013: dict[str, str | None] = {"CINreferralDate": "2013-03-31", "ReferralSource": "11"}
OTHER_DAY = {"_parent": "0", "DateOfInitialCPC": "2025-06-23"}
#: The case is given again, with another plan in it.
AGAIN: Tables = {"Child": [{}], "CINdetails": [{}, {"_id": "1"}]}
IN_NEED_EDGES: list[tuple[str, Tables, list[int]]] = [
    ("8816", {"Child": [{}], "CINdetails": [{"ReferralNFA": "1"}, {}]}, [2, 3]),
    ("8816", {"Child": [{}], "CINdetails": [{}, {"CINclosureDate": "2025-09-01"}]}, []),
    ("8816", {"Child": [{}], "CINdetails": [{"CINreferralDate": None}, {}]}, []),
    ("2885", PERSON | {"ChildProtectionPlan": [{"_parent": "0"}]}, [2, 2]),
    ("2885", PERSON | {"ChildProtectionPlan": [{"_parent": "0"}], "Section47": [OTHER_DAY]}, [2, 2]),
    ("2885", PERSON | {"ChildProtectionPlan": [{"_parent": "0", "CPPstartDate": "2024-06-20"}]}, []),
    ("8897Q", ASSESSED | {"AssessmentFactor": [{"_parent": "0", "AssessmentFactors": "99"}]}, [2]),
    # A code outside its list has the number of a rule only where that rule asks.
    ("8897Q", OPEN_ASSESSMENT | {"AssessmentFactor": [{"_parent": "0", "AssessmentFactors": "99"}]}, []),
    ("8866", {"Child": [{}], "CINdetails": [{"ReferralSource": "11"}, {"ReferralSource": None}]}, [2, 3]),
    ("8866", {"Child": [{}], "CINdetails": [REFERRED_2013, REFERRED_2013 | {"ReferralSource": None}]}, []),
    ("8540", PERSON | {"Disability": [{"Disability": "ZZ"}]}, [2]),
    ("8540", {"Child": [{}], "CINdetails": [{"ReferralNFA": "1"}], "Disability": [{"Disability": "ZZ"}]}, []),
    ("8898", ASSESSED | {"AssessmentFactor": [{"_parent": "0"}] * 2}, [2, 2, 3]),
    # A record given again counts once in figures, and is named like the first where a rule asks after it.
    ("8815", {"Child": [{}], "CINdetails": [{}, {}]}, [2, 3]),
    ("8650", {"Child": [{}], "CINdetails": [{"PrimaryNeedCode": "N10"}] * 2}, [2, 3]),
    ("4004", AGAIN | {"CINPlanDates": [{"_parent": "0"}, {"_parent": "1", "CINPlanStartDate": "2025-07-01"}]}, []),
    ("4014", AGAIN | {"CINPlanDates": [{"_parent": "0"}, {"_parent": "1"}]}, [2, 3]),
]
EDGES = [("children-looked-after", *edge) for edge in LOOKED_AFTER_EDGES]
EDGES += [("children-in-need", *edge) for edge in IN_NEED_EDGES]
CASES = [(code, number) for code in CODES for number in read_examples(code)]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_examples(code: str) -> None:
    numbers = {rule.number for rule in load_record_set(code, VERSION).official}
    assert numbers - set(read_examples(code)) == NEVER.get(code, set())
    assert set(read_examples(code)) <= numbers


@pytest.mark.parametrize("code", CODES)
def test_every_rule_asks_or_says_why_not(code: str) -> None:
    held = load_record_set(code, VERSION)
    own = {rule.rule for rule in held.rules}
    for rule in held.official:
        assert bool(rule.wrong) + bool(rule.checks) + bool(rule.note and not rule.wrong) == 1, rule.number
        assert set(rule.columns) <= held.tables[rule.table].columns.keys() | {"_parent"}, rule.number
        assert {c for c in rule.checks if not c.startswith("record-")} <= own, rule.number


@pytest.mark.parametrize(("code", "number"), CASES)
def test_a_rule_is_found_where_it_is_broken_and_nowhere_else(code: str, number: str) -> None:
    found = numbers_by_example(code, PERSONS[code])
    assert number in found.get(f"{number}-breaks", set())
    assert number not in found.get(f"{number}-fits", set())


@pytest.mark.parametrize(("code", "number", "tables", "rows"), EDGES)
def test_a_rule_at_its_edges(code: str, number: str, tables: Tables, rows: list[int]) -> None:
    findings = find(code, fill_tables(code, tables))
    named = findings["message"].str.contains(rf"\(official rule (.*, )?{number}(,.*)?\)")
    assert sorted(findings.filter(named)["row"]) == rows


@pytest.mark.parametrize(
    ("number", "person", "period", "rows"),
    [
        ("8770Q", {"PersonBirthDate": "2018-03-31", "UPN": None}, "FY2023-24", [2]),
        ("8770Q", {"PersonBirthDate": "2018-04-01", "UPN": None}, "FY2023-24", []),
        ("8770Q", {"PersonBirthDate": "2019-08-31", "UPN": None}, "FY2024-25", [2]),
        ("8770Q", {"PersonBirthDate": "2019-09-01", "UPN": None}, "FY2024-25", []),
        ("1530", {"UPN": "A943200001001"}, "FY2022-23", [2]),
        ("1530", {"UPN": "A943200001001"}, "FY2023-24", []),
    ],
)
def test_a_rule_that_changed_is_asked_as_its_year_had_it(
    number: str, person: dict[str, str | None], period: str, rows: list[int]
) -> None:
    child: dict[str, str | None] = {"UPNunknown": None}
    tables: Tables = {"Child": [child | person], "CINdetails": [{}]}
    findings = find("children-in-need", fill_tables("children-in-need", tables), period)
    assert findings.filter(findings["message"].str.contains(f"official rule {number}"))["row"].to_list() == rows


REVIEWED = "<CPPreviewDate>2024-08-01</CPPreviewDate>"


@pytest.mark.parametrize(
    ("text", "code", "number", "times"),
    [
        (CIN, "children-in-need", "8842Q", 0),
        (CIN.replace(REVIEWED, "<CPPreviewDate/>"), "children-in-need", "8842Q", 1),
        (CIN.replace(REVIEWED, "<CPPreviewDate> </CPPreviewDate>" * 2), "children-in-need", "8842Q", 1),
        (CIN.replace(REVIEWED, f"{REVIEWED}<CPPreviewDate/>"), "children-in-need", "8842Q", 1),
        (LOOKED_AFTER_XML, "children-looked-after", "105", 0),
        (LOOKED_AFTER_XML.replace("<UASC>1</UASC>", ""), "children-looked-after", "105", 1),
        (LOOKED_AFTER_XML.replace("<UASC>1</UASC>", "<UASC/>"), "children-looked-after", "105", 1),
        (LOOKED_AFTER_XML.replace("<UASC>1</UASC>", "<UASC>2</UASC>"), "children-looked-after", "105", 1),
    ],
)
def test_a_rule_of_what_xml_leaves_blank_is_named(
    text: str, code: str, number: str, times: int, unjailed: None, tmp_path: Path
) -> None:
    findings = judge(write(tmp_path / "x.xml", text), code)[2]
    assert findings["message"].str.contains(rf"\(official rule ([^)]*, )?{number}[,)]").sum() == times


#: A record with nothing in it, before what it is put, and the rules that name it.
LAST_CASE = "</CINdetails>\n</Child>"
BLANK_RECORDS = [
    ("<CINPlanDates{}", LAST_CASE, ["4010"]),
    ("<CINPlanDates{0}<CINPlanDates{0}", LAST_CASE, ["4004", "4010"]),
    ("<Assessments{}", LAST_CASE, ["8736"]),
    ("<ChildProtectionPlans{}", LAST_CASE, ["8720", "8730", "8905", "8910"]),
    ("<CINdetails{}", "</Child>", ["8600"]),
    ("<Child{}", "</Children>", ["8500", "8525Q", "8590"]),
    ("<Child><ChildIdentifiers/></Child>", "</Children>", ["8500", "8525Q", "8590"]),
]


@pytest.mark.parametrize("closing", ["/>", "></{}>"], ids=["one tag", "two tags"])
@pytest.mark.parametrize(("blank", "before", "numbers"), BLANK_RECORDS)
def test_a_record_with_nothing_in_it_is_named_by_the_rules_and_counted_by_nothing(
    blank: str, before: str, numbers: list[str], closing: str, unjailed: None, tmp_path: Path
) -> None:
    blank = blank.format(closing.format(blank[1:].partition("{")[0]))
    _, plain, before_findings = judge(write(tmp_path / "plain.xml", CIN), "children-in-need")
    text = CIN.replace(before, blank + before)
    _, records, findings = judge(write(tmp_path / "blank.xml", text), "children-in-need")
    for number in numbers:
        named = f"official rule ([^)]*, )?{number}[,)]"
        more, fewer = (each["message"].str.contains(named).sum() for each in (findings, before_findings))
        assert more > fewer, number
    assert {name: frame.height for name, frame in records.tables.items()} == {
        name: frame.height for name, frame in plain.tables.items()
    }
    assert "record-element-blank" in findings["code"]


def test_a_child_without_any_disability_is_named_though_the_element_is_there(unjailed: None, tmp_path: Path) -> None:
    given = CIN[CIN.index("<Disabilities>") : CIN.index("</Disabilities>") + len("</Disabilities>")]
    for blank in ("<Disabilities/>", "<Disabilities></Disabilities>", "<Disabilities><Disability/></Disabilities>"):
        findings = judge(write(tmp_path / "x.xml", CIN.replace(given, blank)), "children-in-need")[2]
        assert findings["message"].str.contains("official rule 8540").sum() == 1
