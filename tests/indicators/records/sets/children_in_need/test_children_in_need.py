"""The census as its files describe it, beside its schema of 2025."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from exports.records import cin_xml_structure
from indicators.period.arithmetic import financial_year
from tests.shipped import find_version, list_versions, load_record_set

SET = "children-in-need"
XS = "{http://www.w3.org/2001/XMLSchema}"
#: The schema's type of the elements of each code list that it has as a type.
TYPES = {
    "Sex": "sextype", "Ethnicity": "ethnicitytype", "Disability": "disabilitytype",
    "ReferralSource": "referralsourcetype", "PrimaryNeedCode": "primaryneedcodetype",
    "ReasonForClosure": "reasonforclosuretype", "AssessmentFactors": "assessmentfactorstype",
    "UPNunknown": "unknownupntype", "categoryofabusetype": "categoryofabusetype", "yesnotype": "yesnotype",
}  # fmt: skip


@pytest.fixture(scope="module")
def schema(shared: Path) -> etree._Element:
    path = shared / "data" / "cin" / "CIN_schema_2025.xsd"
    if not path.exists():
        pytest.skip("the census's schema is not here")
    return etree.parse(path).getroot()


@pytest.mark.parametrize("code_list", TYPES)
def test_code_lists_are_the_schema_s(schema: etree._Element, code_list: str) -> None:
    of_type = schema.find(f"{XS}simpleType[@name='{TYPES[code_list]}']")
    assert of_type is not None
    allowed = {one.get("value") for one in of_type.iter(f"{XS}enumeration")}
    assert set(load_record_set(SET, "FY2024-25").codes[code_list]) == allowed


def test_elements_stand_in_the_schema_s_order(schema: etree._Element) -> None:
    """Of the schema's elements, all and in its order; pre-proceedings, of a later year, aside."""
    expected = [one.get("name") for one in schema.iter(f"{XS}element")]
    ours = {
        "Message",
        "Header",
        "Children",
        *elements((cin_xml_structure.COLLECTION, cin_xml_structure.SOURCE, cin_xml_structure.CHILD)),
    }
    assert ours - set(elements((cin_xml_structure.PRE_PROCEEDINGS,))) == set(expected)
    for part in (
        cin_xml_structure.REFERRALS,
        cin_xml_structure.ASSESSMENTS,
        cin_xml_structure.PLANS,
        cin_xml_structure.ENQUIRIES,
        cin_xml_structure.IDENTIFIERS,
    ):
        own = [own_name(one) for one in part.parts if own_name(one) != "PreProceedingsandFGDM"]
        assert own in [sequence(one) for one in schema.iter(f"{XS}sequence")]


def elements(parts: tuple[cin_xml_structure.XmlPart, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from ([part.element] if part.element else [])
            yield from elements(part.parts)


def own_name(part: cin_xml_structure.XmlPart) -> str:
    return part if isinstance(part, str) else part.element or part.table


def sequence(of: etree._Element) -> list[str]:
    return [str(one.get("name")) for one in of.findall(f"{XS}element")]


def test_every_column_is_written() -> None:
    """Each column is an element; the child's number stands with the child alone."""
    record_set = load_record_set(SET)
    for part in tables((cin_xml_structure.CHILD,)):
        columns = set(record_set.tables[part.table].columns) - (
            {"LAchildID"} if part is not cin_xml_structure.CHILD else set()
        )
        assert set(cells(part.parts)) == columns, part.table
    assert {part.table for part in tables((cin_xml_structure.CHILD,))} | {"Header"} == set(record_set.tables)


def tables(parts: tuple[cin_xml_structure.XmlPart, ...]) -> Iterator[cin_xml_structure.XmlRecords]:
    for part in parts:
        if isinstance(part, cin_xml_structure.XmlRecords):
            yield part
        if not isinstance(part, str):
            yield from tables(part.parts)


def cells(parts: tuple[cin_xml_structure.XmlPart, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, cin_xml_structure.XmlGroup):
            yield from cells(part.parts)


def test_a_year_holds_what_changed_in_it() -> None:
    assert list(list_versions(SET)) == [f"FY{year}-{(year + 1) % 100}" for year in range(2016, 2027)]
    before, sex, label, block = (
        load_record_set(SET, f"FY{year}") for year in ("2023-24", "2024-25", "2025-26", "2026-27")
    )
    assert (before.tables["Child"].columns["Sex"].xml, sex.tables["Child"].columns["Sex"].xml) == (
        "GenderCurrent",
        None,
    )
    assert (list(before.codes["GenderCurrent"]), list(sex.codes["Sex"])) == (["1", "2", "0", "9"], ["M", "F", "U"])
    assert sex.codes["PrimaryNeedCode"]["N1"].meaning != label.codes["PrimaryNeedCode"]["N1"].meaning
    assert (len(label.tables), "PreProceedings" in block.tables, block.layout) == (10, True, "unverified")
    assert {column.confidence for column in block.tables["PreProceedings"].columns.values()} == {"low"}


def test_a_year_s_version_is_found_by_its_last_day() -> None:
    assert find_version(SET, financial_year(2024)) == "FY2024-25"


def test_our_rules_say_where_they_come_from_and_claim_no_official_number() -> None:
    for rule in load_record_set(SET).rules:
        assert rule.official is None
        assert rule.source
        pl.sql_expr(rule.wrong)


def test_the_record_set_is_for_children_s_services_alone() -> None:
    record_set = load_record_set(SET, "FY2024-25")
    assert record_set.role == "children-services"
    assert "ndtms" not in record_set.purposes
    assert record_set.layer.in_force.covers(date(2025, 3, 31))
