"""Records of XML named by their elements, held against the file's own tree; and findings of a file of one line."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from collectors.records.check import check_record_file
from collectors.records.element_paths import name_records, number_records, restore_lines
from collectors.records.typed_records import type_records
from collectors.submissions.check_context import CheckContext
from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.uploaded_file import copy_upload
from indicators.period.codes import parse_period
from indicators.records.record_frames import ID
from returnonce.clock import FixedClock
from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, SETS, read, write
from tests.contexts import make_context
from tests.shipped import load_record_set

pytestmark = pytest.mark.usefixtures("unjailed")

#: Three children, of whom the second has a record with nothing in it before one that has something.
CHILD = CIN[CIN.index("<Child>") : CIN.index("</Children>")]
EMPTY_FIRST = CHILD.replace("<ChildProtectionPlans>", "<Section47/><Section47><S47ActualStartDate>2024-05-09"
                            "</S47ActualStartDate></Section47><ChildProtectionPlans>")  # fmt: skip
CENSUS = CIN.replace(CHILD, CHILD + EMPTY_FIRST + CHILD)
ONE = LOOKED_AFTER_XML[LOOKED_AFTER_XML.index("<CHILD>") : LOOKED_AFTER_XML.index("</EXPSSDA903>")]
LOOKED_AFTER = LOOKED_AFTER_XML.replace(ONE, ONE * 3)


def find(root: ElementTree.Element, path: str) -> ElementTree.Element:
    """The element of a path in which those in between are left out."""
    element = root
    for name, number in re.findall(r"(\w+)\[(\d+)\]", path):
        element = list(element.iter(name))[int(number) - 1]
    return element


def name_every_record(path: Path, record_set: str) -> dict[str, list[str]]:
    """By table, the path of each of its rows, as a finding on it would have it."""
    raw = number_records(read(path, record_set))
    findings = [
        pl.DataFrame({"sheet": table, "row": frame[ID] + 1, "message": ""}).with_columns(
            pl.lit(None, dtype).alias(name) for name, dtype in FINDING_SCHEMA.items()
            if name not in {"sheet", "row", "message"}
        ).select(list(FINDING_SCHEMA))
        for table, frame in raw.tables.items()
    ]  # fmt: skip
    named = name_records(pl.concat(findings), raw.elements, load_record_set(record_set, SETS[record_set][0]))
    return {
        str(table): [message.strip(" ()") for message in part["message"]]
        for (table,), part in named.partition_by("sheet", as_dict=True, maintain_order=True).items()
    }


@pytest.mark.parametrize("joined", [False, True], ids=["lines", "one line"])
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "with a comment"])
def test_each_record_of_a_census_is_named(tmp_path: Path, joined: bool, plain: bool) -> None:
    text = CENSUS.replace("\n", "") if joined else CENSUS
    text = text if plain else text.replace("<Children>", "<!-- made up --><Children>")
    names = name_every_record(write(tmp_path / "census.xml", text), "children-in-need")
    root = ElementTree.fromstring(text)
    assert names["Section47"] == [f"Child[2]/CINdetails[1]/Section47[{n}]" for n in (1, 2)]
    assert names["CPPreview"] == [
        f"Child[{n}]/CINdetails[1]/ChildProtectionPlans[1]/CPPreviewDate[1]" for n in (1, 2, 3)
    ]
    assert names["Child"] == ["Child[1]", "Child[2]", "Child[3]"]
    assert names["Header"] == [""]
    for table, elements in {"Disability": "Disability", "AssessmentFactor": "AssessmentFactors"}.items():
        assert [find(root, path) for path in names[table]] == list(root.iter(elements))
    assert [find(root, path) for path in names["CINdetails"]] == list(root.iter("CINdetails"))


def test_each_record_of_the_other_return_is_named(tmp_path: Path) -> None:
    names = name_every_record(write(tmp_path / "return.xml", LOOKED_AFTER), "children-looked-after")
    root = ElementTree.fromstring(LOOKED_AFTER)
    for table, element in {"Reviews": "AREVIEW", "Episodes": "EPISODE", "Missing": "AMISSING"}.items():
        assert [find(root, path) for path in names[table]] == list(root.iter(element))
    assert names["Header"] == names["AD1"] == ["CHILD[1]", "CHILD[2]", "CHILD[3]"]


def test_lines_are_stored_as_before(tmp_path: Path) -> None:
    path = write(tmp_path / "census.xml", CENSUS)
    version, period = SETS["children-in-need"]
    record_set, when = load_record_set("children-in-need", version), parse_period(period)
    raw = read(path, "children-in-need")
    plain, _ = type_records(raw, record_set, when)
    numbered, _ = type_records(number_records(raw), record_set, when)
    restored = restore_lines(numbered, raw.elements)
    assert {name: frame.rows() for name, frame in restored.tables.items()} == {
        name: frame.rows() for name, frame in plain.tables.items()
    }


def test_a_file_of_one_line_has_every_finding(unjailed: None, clock: FixedClock, tmp_path: Path) -> None:
    children = "".join(CHILD.replace("C1", f"C{number}").replace("HAND", "ODD") for number in range(60))
    path = write(tmp_path / "census.xml", CIN.replace(CHILD, children).replace("\n", ""))
    with copy_upload(path, "nottinghamshire-childrens-services", period="FY2024-25") as upload:
        result = check_record_file(CheckContext(make_context(clock=clock)), upload, "children-in-need")
    odd = result.verdict.table.filter(sheet="Disability", code="record-code")
    assert odd["row"].unique().to_list() == [1]
    assert [message.rpartition("(")[2] for message in odd["message"]] == [
        f"Child[{number}]/Disability[1])" for number in range(1, 61)
    ]


def test_csv_has_no_elements(tmp_path: Path) -> None:
    path = write(tmp_path / "header.csv", "CHILD,SEX,DOB\nC1,1,17/05/2010\n")
    raw = read(path, "children-looked-after")
    assert number_records(raw) is raw


def test_records_with_nothing_in_them_refuse_no_file_and_change_no_figure(clock: FixedClock, tmp_path: Path) -> None:
    within = "".join(f"<{name}/>" for name in ("Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans"))
    blank = CIN.replace("</CINdetails>", within + "</CINdetails>").replace("</Child>", "<CINdetails/></Child><Child/>")
    verdicts = []
    for text in (CIN, blank):
        with copy_upload(
            write(tmp_path / "census.xml", text), "nottinghamshire-childrens-services", period="FY2024-25"
        ) as upload:
            verdicts.append(check_record_file(CheckContext(make_context(clock=clock)), upload, "children-in-need"))
    plain, filled = (each.verdict for each in verdicts)
    assert filled.accepted
    assert filled.coded_figures.equals(plain.coded_figures)
    named = filled.table.filter(code="record-element-blank")["message"].to_list()
    assert any(message.endswith("(Child[1]/CINdetails[2]/CINPlanDates[1])") for message in named)
    assert any(message.endswith("(Child[2])") and "official rule 8500" in message for message in named)
