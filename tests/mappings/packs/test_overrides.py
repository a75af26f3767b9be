"""Overrides: dated changes to what ships, which hold only while they fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.pages import indicators, returns
from exports.presentation.caveats import list_caveats
from indicators.period.codes import parse_period
from mappings.checks.pack_checks import check_packs
from mappings.fill.cells import FilledReturn
from mappings.obligations.obligation_dates import find_dates
from mappings.packs.overrides import Override
from mappings.ruleset.definitions_as_of import describe_indicator_use, describe_lines, describe_returns
from mappings.ruleset.loading import load_ruleset
from returnonce.definition_files.file_tree import read_definition_files
from returnonce.errors import Refused
from tests import shipped
from tests.mappings.packs.pack_folders import write_pack

PLACEMENTS = "indicators/catalogue/looked-after-children/cla-three-or-more-placements.yaml"
EDITION = "mappings/returns/crc/FY2010-11.yaml"
LINES = "mappings/returns/national-indicators/lines.tsv"
DECISION = {"dated": "2026-11-22", "decided_by": "Director", "reason": "The service moved."}
ROLE: dict[str, Any] = {
    "changes": PLACEMENTS,
    "expects": {"agency_of_record": "children-services"},
    "becomes": {"agency_of_record": "education"},
}
ROW: dict[str, Any] = {
    "changes": LINES,
    "row": {"subject_id": "NI 62"},
    "expects": {"polarity": "low_is_good"},
    "becomes": {"polarity": "neutral"},
}


def write_overrides(folder: Path, *overrides: dict[str, Any], name: str = "kent-roads") -> Path:
    files = {f"overrides/o{n}.yaml": yaml.safe_dump(DECISION | each) for n, each in enumerate(overrides)}
    return write_pack(folder, name, files)


def test_a_changed_date_says_so_without_who_or_why(tmp_path: Path) -> None:
    before = shipped.load_ruleset()
    edition = before.returns["vital-signs"].editions[0]
    rule = edition.due.model_dump(exclude_none=True)
    key = next(name for name in ("working_days", "days", "months") if name in rule)
    change = {
        "changes": f"mappings/returns/vital-signs/{edition.edition}.yaml",
        "expects": {f"due.{key}": rule[key]},
        "becomes": {f"due.{key}": rule[key] + 2},
    }
    ruleset = load_ruleset(packs=[write_overrides(tmp_path, change)])
    period = parse_period("FY2009-10")
    dates = [find_dates(rules.returns["vital-signs"].editions[0].timetable, period, place=rules.places["lewisham"],
             ruleset=rules) for rules in (before, ruleset)]  # fmt: skip
    words = f"Changed by pack kent-roads on 2026-11-22: due.{key} is {rule[key] + 2}, was {rule[key]}."
    assert dates[1].due.explanation.endswith(f". {words}")
    assert dates[1].send_by.explanation.endswith(f". {words}")
    assert "Changed by" not in dates[0].due.explanation
    assert dates[0].due.date != dates[1].due.date


def test_a_change_is_made_and_nothing_else(tmp_path: Path) -> None:
    before, ruleset = shipped.load_ruleset(), load_ruleset(packs=[write_overrides(tmp_path, ROLE, ROW)])
    code = "cla-three-or-more-placements"
    assert ruleset.catalogue[code] == before.catalogue[code].model_copy(update={"agency_of_record": "education"})
    assert {k: v for k, v in ruleset.catalogue.items() if k != code and k in before.catalogue} == {
        k: v for k, v in before.catalogue.items() if k != code
    }
    lines = zip(ruleset.returns["national-indicators"].lines, before.returns["national-indicators"].lines, strict=True)
    assert [(now.subject_id, now.polarity) for now, then in lines if now != then] == [("NI 62", "neutral")]


@pytest.mark.parametrize(
    ("key", "expected", "new"),
    [("due.working_days", None, 3), ("notes", "…", None), ("in_force.to", "…", "2012-04-01"), ("extra.key", None, 1)],
)
def test_a_key_within_another_one_added_and_one_taken_away(key: str, expected: object, new: object) -> None:
    text = "due: {anchor: period_end}\nnotes: …\nin_force: {from: 2010-04-01, to: …}\n"
    override = Override.model_validate(
        DECISION | {"changes": "x.yaml", "expects": {key: expected}, "becomes": {key: new}}
    )
    if key == "extra.key":
        with pytest.raises(Refused):
            override.apply(text.encode())
        return
    content = yaml.safe_load(override.apply(text.encode()))
    *above, last = key.split(".")
    inside = content[above[0]] if above else content
    assert inside.get(last) == new
    assert (last in inside) == (new is not None)


def test_it_is_shown_wherever_the_thing_is_shown(tmp_path: Path) -> None:
    ruleset = load_ruleset(packs=[write_overrides(tmp_path, ROLE, ROW)])
    role = (
        "Changed by pack kent-roads on 2026-11-22: agency_of_record is education, was children-services. "
        "The service moved (Director)."
    )
    what = "agency_of_record is education, was children-services"
    what = "agency_of_record is education, was children-services"
    row = role.replace(what, "subject_id NI 62: polarity is neutral, was low_is_good")
    assert describe_indicator_use(ruleset, "cla-three-or-more-placements")["changed_here"] == [role]
    assert describe_indicator_use(ruleset, "cla-same-carer-two-years")["changed_here"] == []
    assert describe_lines(ruleset, "national-indicators")["changed_here"] == [row, role]
    changed = {each["return"] for each in describe_returns(ruleset)["returns"] if each["changed_here"]}
    assert changed == {"core-data-set", "local-area-agreement", "national-indicators", "ofsted-profile"}
    assert role in indicators.pages(ruleset)["indicators.md"]
    assert row in returns.pages(ruleset)["returns.md"]


def test_the_cover_of_a_filled_return_says_it() -> None:
    edition = shipped.load_ruleset().returns["crc"].editions[0]
    filled = FilledReturn.__new__(FilledReturn)
    vars(filled).update(edition=edition, illustrative=False, changes=("Changed by pack x.",))
    assert ("Definitions changed here", "Changed by pack x.") in list_caveats(filled, [])
    assert [what for what, _ in list_caveats(replace_changes(filled), [])].count("Definitions changed here") == 0


def replace_changes(filled: FilledReturn) -> FilledReturn:
    vars(filled).update(changes=())
    return filled


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            ROLE | {"expects": {"agency_of_record": "pct"}},
            "agency_of_record pct; in .* it is children-services",
        ),
        (ROLE | {"expects": {"unit": "count"}}, "expects and becomes name the same keys"),
        (ROLE | {"changes": "indicators/catalogue/x/y.yaml"}, r"changes: there is no indicators/catalogue/x/y\.yaml"),
        (ROLE | {"changes": "mappings/returns/kent-roads/FY2026-27.yaml"}, "is the pack's own"),
        (ROLE | {"row": {"code": "x"}}, "row says which row of a table"),
        (ROW | {"row": {}}, "row says which row of a table"),
        (ROW | {"row": {"subject_id": "NI 999"}}, "row: no rows of .* have subject_id NI 999"),
        (ROW | {"row": {"section": "x", "body": "county"}}, "row: no rows"),
        (ROW | {"row": {"line": "NI 62"}}, "has no column line"),
        (ROW | {"expects": {"polarity": "high_is_good"}}, "expects: polarity high_is_good; in .* it is low_is_good"),
        (ROW | {"reason": ""}, "reason"),
    ],
)
def test_what_no_longer_fits_is_refused(tmp_path: Path, override: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=rf"pack kent-roads, overrides/o0\.yaml.*{message}"):
        load_ruleset(packs=[write_overrides(tmp_path, override)])


def test_two_packs_that_change_one_thing_are_both_named(tmp_path: Path) -> None:
    packs = [write_overrides(tmp_path, ROW, name=name) for name in ("one", "two")]
    with pytest.raises(Refused, match="Both one and two change subject_id NI 62 polarity"):
        load_ruleset(packs=packs)
    further = ROW | {"expects": {"unit": "percentage"}, "becomes": {"unit": "count"}}
    packs = [write_overrides(tmp_path / "other", each, name=f"p{n}") for n, each in enumerate((ROW, further))]
    assert load_ruleset(packs=packs).packs["p1"].overrides


@pytest.mark.long
def test_a_change_to_what_cannot_be_is_the_override_s_mistake(tmp_path: Path) -> None:
    wrong = ROLE | {"expects": {"polarity": "low_is_good"}, "becomes": {"polarity": "low"}}
    pack = write_overrides(tmp_path, wrong, ROW | {"becomes": {"polarity": "low"}})
    with pytest.raises(Refused, match=r"pack kent-roads, overrides/o[01]\.yaml: .*polarity"):
        load_ruleset(packs=[pack])
    problems, ruleset = check_packs(read_definition_files(packs=[pack]))
    assert [each.file for each in problems] == ["kent-roads/overrides/o0.yaml", "kent-roads/overrides/o1.yaml"]
    assert ruleset is not None


def test_the_hash_of_what_ships_is_not_touched(tmp_path: Path) -> None:
    ruleset, before = load_ruleset(packs=[write_overrides(tmp_path, ROLE)]), shipped.load_ruleset()
    assert ruleset.packs["children"].hash == before.packs["children"].hash
    assert ruleset.hash != before.hash
    assert replace(ruleset.packs["children"]) == before.packs["children"]
