"""Returns that stand in the schedule alone: what ships, its doubts, and what a wrong file is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.scheduled_returns import ScheduledReturn
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import Refused
from tests.mappings.scheduled_places import load_kent
from tests.shipped import load_ruleset

UPPER = "county london_borough metropolitan_borough unitary"
#: The list of returns that councils make in 2026: recipient, how often, confidence, kinds of council. The Local
#: Outcomes Framework is on the list and no return: it is compiled from published sources.
RETURNS = """
ssda903                 Education   annual              high    upper
cin                     Education   annual              high    upper
csww                    Education   annual              high    upper
sen2                    Education   annual              high    upper
school-census           Education   termly              medium  upper
early-years-census      Education   termly              medium  upper
alternative-provision   Education   annual              medium  upper
eyfsp                   Education   annual              medium  upper
key-stage-assessments   Education   annual              medium  upper
school-capacity         Education   annual              medium  upper
admissions-appeals      Education   annual              medium  upper
parental-responsibility Education   annual              medium  upper
s251-budget             Education   annual              low     upper
s251-outturn            Education   annual              low     upper
nccis                   Education   monthly             medium  upper
csc-dashboard           Education   daily               high    upper
ofsted-annex-a          Ofsted      each_inspection     high    upper
cld                     NHS         quarterly           medium  upper
asc-fr                  Strategic   annual              medium  upper
deferred-payments       Strategic   annual              medium  upper
dols                    Strategic   annual              medium  upper
guardianship            Strategic   annual              medium  upper
ascs                    Strategic   annual              medium  upper
sace                    Strategic   every_second_year   medium  upper
sight-register          Strategic   every_third_year    medium  upper
sac                     Strategic   annual              medium  upper
ndtms                   NDTMS       monthly             medium  upper
stop-smoking            NHS         quarterly           medium  upper
youth-justice           Youth       quarterly           low     upper
revenue-outturn         Housing     annual              high    all
wastedataflow           Environment quarterly           high    all
h-clic                  Housing     quarterly           medium  housing
lahs                    Housing     annual              medium  housing
"""
KINDS = {"upper": UPPER, "all": f"district {UPPER}", "housing": f"district {UPPER.removeprefix('county ')}"}
#: Due days that a source gives, by return, stage and period.
GIVEN = """
cin              -           FY2024-25  2025-07-31
csww             -           FY2024-25  2024-10-31
sen2             -           FY2025-26  2026-03-12
sen2             -           FY2026-27  2027-03-11
school-census    summer      AY2025-26  2026-06-17
revenue-outturn  provisional FY2023-24  2024-06-28
revenue-outturn  certified   FY2023-24  2024-10-11
"""


def test_what_ships_is_the_whole_list_and_nothing_else() -> None:
    rows = {row.split()[0]: row.split()[1:] for row in RETURNS.strip().splitlines()}
    shipped = load_ruleset().scheduled_returns
    assert {*shipped} == {*rows}
    assert len(rows) == 33
    for code, (recipient, frequency, confidence, kinds) in rows.items():
        each = shipped[code]
        assert recipient in each.recipient
        assert (each.frequency.replace(" ", "_"), each.confidence) == (frequency, confidence), code
        assert " ".join(sorted(each.made_by.kinds)) == " ".join(sorted(KINDS[kinds].split())), code


def test_no_due_rule_is_there_that_no_source_gives() -> None:
    rules = {
        code: each.due.assumed for code, each in load_ruleset().scheduled_returns.items() if each.due != NOT_ESTABLISHED
    }
    assert rules == {"wastedataflow": False, "cld": True}


def test_due_days_are_those_that_a_source_gives() -> None:
    shipped = load_ruleset().scheduled_returns
    given = {
        (code, stage.code if stage else "-", one.period.code, str(one.day))
        for code, each in shipped.items()
        for stage, days in ((None, each.days), *((stage, stage.days) for stage in each.stages))
        for one in days
    }
    assert given == {tuple(row.split()) for row in GIVEN.strip().splitlines()}


def test_a_day_holds_for_its_own_period_and_for_no_other() -> None:
    sen2 = load_ruleset().scheduled_returns["sen2"]
    ((_, table),) = sen2.list_timetables(parse_period("FY2026-27"))
    assert table.given is not None
    assert table.given.day == date(2027, 3, 11)
    ((_, later),) = sen2.list_timetables(parse_period("FY2027-28"))
    assert (later.given, later.due) == (None, None)
    assert later.undated == (
        "When it is due is not established; it is made once a year. Last known: 12 March 2026 and 11 March 2027."
    )
    assert [*sen2.list_timetables(parse_period("2026-M05"))] == []


WRONG = [
    ("code: sen2", "code: sen-2", "code: 'sen-2' is not the file's name"),
    ("portal: not established", "portal: collct", "there is no portal 'collct'. Write one of collect, dams, hub"),
    ("due: not established", "due: {anchor: event, event: fire, assumed: true, source: x}", "no kind of event 'fire'"),
    ("period: FY2025-26", "period: AY2025-26", "AY2025-26 is no financial year, for which the return is made"),
    ("due: not established", "stages: [{code: a, title: a}]", "It has stages and due days of its own"),
    ("kinds: [county,", "kinds: [shire,", "made_by.kinds"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG, ids=[told[:20] for _, _, told in WRONG])
def test_a_wrong_file_is_refused_with_its_pack_and_what_may_stand_there(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = "mappings/scheduled_returns/sen2.yaml"
    text = load_ruleset().files.content[path].decode().replace("sen2", "survey-2").replace("SEN2", "survey")
    path = path.replace("sen2", "survey-2")
    old, new, told = (each.replace("sen2", "survey-2") for each in (old, new, told))
    assert old in text
    with pytest.raises(Refused) as refused:
        load_kent(tmp_path, {path: text.replace(old, new, 1)})
    assert told in str(refused.value)
    assert "pack kent-own" in str(refused.value)


def test_an_override_sets_a_day_that_the_recipient_has_told(tmp_path: Path) -> None:
    ruleset = load_kent(tmp_path, {"overrides/school-capacity.yaml": OVERRIDE})
    (_, table) = next(iter(_of(ruleset, "school-capacity").list_timetables(parse_period("FY2026-27"))))
    assert table.given is not None
    assert str(table.given.day) == "2026-07-17"


OVERRIDE = """changes: mappings/scheduled_returns/school-capacity.yaml
dated: 2026-11-22
decided_by: Head of performance
reason: The Department wrote to us
expects: {days: []}
becomes:
  days: [{period: FY2026-27, day: 2026-07-17, source: the Department's letter}]
"""


def _of(ruleset: Ruleset, code: str) -> ScheduledReturn:
    return ruleset.scheduled_returns[code]
