"""The sheet says the same when it comes back, and is taken whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from tests.shipped import load_ruleset
from tests.upkeep.workspace.workbooks import change_cells
from upkeep.workspace.answers import PersonAnswer, ServiceAnswer, SetupAnswers
from upkeep.workspace.councils import find_council
from upkeep.workspace.setup_sheet import write_setup_sheet
from upkeep.workspace.setup_sheet_reading import SheetRefused, read_setup_sheet
from upkeep.workspace.suggestions import suggest_answers

KENT = "Kent"


def answers_of(name: str) -> SetupAnswers:
    answers = suggest_answers(find_council(load_ruleset().areas, name), parse_period("FY2026-27"))
    return answers.model_copy(
        update={
            "services": (ServiceAnswer(code="forward", name="Forward", sender_code="X0001"),),
            "people": (PersonAnswer(account="ann@kent.example", who="Ann", part="administrator"),),
            "settings": {"mail_server": "smtp://mail", "backups": "/mnt/backups"},
            "mailbox": "returns@kent.example",
        }
    )


def written(name: str, folder: Path) -> Path:
    areas = load_ruleset().areas
    path = folder / "setup.xlsx"
    path.write_bytes(write_setup_sheet(find_council(areas, name), answers_of(name), areas))
    return path


@pytest.mark.parametrize("name", [KENT, "King's Lynn and West Norfolk", "Barnsley"])
def test_the_answers_come_back(name: str, tmp_path: Path) -> None:
    read = read_setup_sheet(written(name, tmp_path), load_ruleset().areas)
    expected = answers_of(name)
    # Whoever sends the sheet has confirmed it.
    confirmed = [agency.model_copy(update={"source": read.agencies[0].source}) for agency in expected.agencies]
    assert read == expected.model_copy(update={"agencies": tuple(confirmed)})


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    assert written(KENT, tmp_path).read_bytes() == written(KENT, tmp_path).read_bytes()


#: What is written into a cell, and what is said of it; reading a workbook takes a while, so all of it at once.
WRONG = {
    ("Council", "B2"): ("Kentt", r"Council B2: There is no area 'Kentt'.*Kent"),
    ("Who answers", "A2"): ("Kent Council", "Who answers A2: code"),
    ("Who answers", "C2"): ("counsil", r"Who answers C2: 'counsil' may not stand there. Write council"),
    ("Who answers", "D2"): ("Kent|Kentt", "Who answers D2: There is no area 'Kentt'"),
    ("Who answers", "F2"): ("x", "Who answers F2: 'x' may not stand there"),
    ("Who answers", "E3"): ("nobody", "Who answers E3: mailbox"),
    ("People", "A2"): ("Ann!", "People A2: account"),
    ("People", "C2"): ("boss", "People C2: 'boss' may not stand there"),
    ("Packs", "B2"): ("perhaps", "Packs B2: 'perhaps'"),
    ("Drug services", "B2"): ("", "Drug services A2: name is missing"),
}


def faults_of(path: Path) -> list[str]:
    with pytest.raises(SheetRefused) as refused:
        read_setup_sheet(path, load_ruleset().areas)
    return [str(fault) for fault in refused.value.faults]


def test_every_wrong_cell_is_named_at_once(tmp_path: Path) -> None:
    path = change_cells(written(KENT, tmp_path), {cell: text for cell, (text, _) in WRONG.items()})
    faults = faults_of(path)
    assert [says for _, says in WRONG.values() if not any(re.search(says, fault) for fault in faults)] == []


def test_answers_and_headings_are_named_too(tmp_path: Path) -> None:
    path = change_cells(written(KENT, tmp_path), {("Council", "B3"): "2026-27", ("Council", "B4"): "nobody"})
    assert [fault.partition(":")[0] for fault in faults_of(path)] == [
        "Council, First year",
        "Council, Officers' mailbox",
    ]
    path = change_cells(written(KENT, tmp_path), {("Who answers", "A1"): "Kode"})
    assert "Who answers A1: there is no column 'Kode'. Leave the headings alone." in faults_of(path)


def test_what_is_no_such_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "setup.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(SheetRefused, match="cannot be read as a workbook"):
        read_setup_sheet(path, load_ruleset().areas)


def test_a_setting_that_could_not_be_one_and_a_person_twice_are_named(tmp_path: Path) -> None:
    path = change_cells(written(KENT, tmp_path), {("Council", "B7"): "our pages"})
    assert faults_of(path)[0].startswith("Council, Address of the pages")
    second = {("People", "A3"): "ann@kent.example", ("People", "B3"): "Ann", ("People", "C3"): "second person"}
    path = change_cells(written(KENT, tmp_path), second)
    assert faults_of(path) == ["People A3: ann@kent.example is there twice. The second person is another one."]
