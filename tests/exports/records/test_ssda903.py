"""The SSDA903 return as files: exact columns, the same bytes each time, and the same records when read again."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from exports.formats.deterministic_zip import deflate, pack
from exports.records.ssda903_xml import ssda903_xml
from exports.records.table_csv import table_files, zip_tables
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_empty_records, build_records
from indicators.records.record_sets import RecordSet
from tests.indicators.records.sets.children_looked_after.sample_records import SET, STAYS, day, made
from tests.shipped import RECORDS, load_record_set

#: The last year whose every code has room in the form of 2021, and which has no table that the form has not.
OLD = "FY2022-23"
YEAR = parse_period(OLD)
_NOT_IN_XML = {"SWEpisodes", "DoLo"}


@pytest.fixture(scope="session")
def schema(shared: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared / "data" / "ssda903" / "CLA.xsd")))


def _contents(records: Records) -> dict[str, list[tuple[Any, ...]]]:
    """Every table's own cells, in no order."""
    return {
        name: sorted(records.tables[name].select(list(table.columns)).rows(), key=repr)
        for name, table in records.record_set.tables.items()
    }


def _again(data: bytes, name: str, folder: Path, records: Records) -> Records:
    path = folder / name
    path.write_bytes(data)
    raw = read_records(path, load_headings(RECORDS, SET), name=name)
    read, _ = type_records(raw, records.record_set, records.period)
    return read


def test_each_table_is_a_file_with_the_years_exact_columns() -> None:
    files = table_files(made())
    assert list(files) == [
        "header.csv", "episodes.csv", "reviews.csv", "uasc.csv", "oc2.csv", "oc3.csv", "ad1.csv",
        "placed_for_adoption.csv", "previous_permanence.csv", "missing.csv", "sw_episodes.csv", "DoLo.csv",
    ]  # fmt: skip
    assert files["DoLo.csv"] == b"CHILD,DOB,DOLO_START,DOLO_END\r\nC1,29/02/2012,01/09/2026,01/12/2026\r\n"
    assert len(table_files(made(version="FY2022-23"))) == 10
    assert len(table_files(made(version="FY2025-26"))) == 11


@pytest.mark.parametrize("version", ["FY2016-17", "FY2026-27"])
def test_a_table_without_rows_is_its_headings(version: str) -> None:
    record_set = load_record_set(SET, version)
    files = table_files(build_empty_records(record_set, parse_period(version)))
    for table in record_set.tables.values():
        assert files[table.file].decode() == ",".join(table.columns) + "\r\n"


def test_rows_stand_in_the_order_of_their_key_whatever_order_they_came_in() -> None:
    records = made()
    upside_down = {name: frame.reverse() for name, frame in records.tables.items()}
    turned = Records(records.record_set, records.period, upside_down)
    assert table_files(turned) == table_files(records)
    assert zip_tables(turned) == zip_tables(records)
    assert ssda903_xml(turned).data == ssda903_xml(records).data


def test_the_zip_holds_the_files_and_no_clock() -> None:
    with ZipFile(BytesIO(zip_tables(made()))) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == table_files(made())


def test_a_cell_with_commas_quotes_and_a_formula_is_written_as_it_is() -> None:
    cell = '=A1,"x"\nåß'
    text = table_files(made(("Episodes", 1, {"URN": cell})))["episodes.csv"].decode()
    assert (
        next(row["URN"] for row in csv.DictReader(StringIO(text, newline="")) if row["DECOM"] == "03/08/2026") == cell
    )


def test_what_is_written_as_csv_is_read_as_the_same_records(tmp_path: Path) -> None:
    records = made()
    assert _contents(_again(zip_tables(records), "SSDA903.zip", tmp_path, records)) == _contents(records)


@pytest.mark.parametrize("written", ["ZZ/05/2015", "ZZ/ZZ/2015", "12/ZZ/2015", "ZZ/ZZ/ZZZZ", "31/05/2015", ""])
def test_a_date_with_unknown_parts_is_written_as_it_came(written: str, tmp_path: Path) -> None:
    files = table_files(made())
    heading = files["previous_permanence.csv"].decode().splitlines()[0]
    permanence = f"{heading}\r\nC1,29/02/2012,P1,891,{written}\r\n".encode()
    data = pack(deflate(name, text) for name, text in (files | {"previous_permanence.csv": permanence}).items())
    read = _again(data, "SSDA903.zip", tmp_path, made())
    assert table_files(read)["previous_permanence.csv"] == permanence
    assert f"<DATE_PERM>{written}</DATE_PERM>" in ssda903_xml(read).data.decode() or not written


def test_what_is_written_as_xml_is_read_as_the_same_records(tmp_path: Path) -> None:
    records = made(version=OLD)
    assert _contents(_again(ssda903_xml(records).data, "ssda903.xml", tmp_path, records)) == _contents(records)


def test_the_xml_is_valid_and_leaves_nothing_out_while_the_form_has_a_place_for_all(schema: etree.XMLSchema) -> None:
    return_file = ssda903_xml(made(version=OLD))
    assert schema.validate(etree.fromstring(return_file.data)), schema.error_log
    assert (return_file.left_out, return_file.unfit) == ({}, {})


def test_tables_that_the_form_of_2021_has_not_are_left_out_and_counted(schema: etree.XMLSchema) -> None:
    return_file = ssda903_xml(made())
    assert return_file.left_out == {"SWEpisodes": 2, "DoLo": 1}
    assert schema.validate(etree.fromstring(return_file.data))


def test_a_code_without_room_is_written_and_counted(schema: etree.XMLSchema) -> None:
    return_file = ssda903_xml(made(("Episodes", 1, {"PLACE": "Z11"}), version="FY2025-26"))
    assert return_file.unfit == {("Episodes", "PLACE"): 1}
    assert b"<PL>Z11</PL>" in return_file.data
    assert not schema.validate(etree.fromstring(return_file.data))


def test_rows_without_a_place_of_their_own_are_counted() -> None:
    return_file = ssda903_xml(
        made(
            ("Reviews", 0, {"CHILD": "unknown"}),
            ("UASC", 1, {"DUC": day("2029-01-01")}),
            ("Header", 3, {"CHILD": STAYS}),
            ("PrevPerm", 0, {"PREV_PERM": None}),
            (
                "AD1",
                0,
                dict.fromkeys(("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")),
            ),
            version=OLD,
        )
    )
    assert return_file.left_out == {"Reviews": 1, "UASC": 1, "Header": 1, "AD1": 1, "PrevPerm": 1}


def test_a_birth_that_is_not_the_headers_is_counted_since_the_form_has_one() -> None:
    return_file = ssda903_xml(made(("Reviews", 1, {"DOB": day("2023-06-16")}), ("UASC", 0, {"SEX": "M"}), version=OLD))
    assert return_file.unfit == {("Reviews", "DOB"): 1, ("UASC", "SEX"): 1}


def test_characters_that_xml_cannot_hold_are_counted(schema: etree.XMLSchema) -> None:
    return_file = ssda903_xml(made(("Episodes", 0, {"URN": "a\x01<&>"}), version=OLD))
    assert return_file.unfit == {("Episodes", "URN"): 1}
    assert schema.validate(etree.fromstring(return_file.data))
    assert "<URN>a\ufffd&lt;&amp;&gt;</URN>" in return_file.data.decode()


def test_a_blank_that_the_form_asks_for_is_counted() -> None:
    return_file = ssda903_xml(made(("Episodes", 0, {"LS": None}), ("Header", 2, {"DOB": None}), version=OLD))
    assert return_file.unfit == {("Episodes", "LS"): 1, ("Header", "DOB"): 1, ("OC3", "DOB"): 1}


def test_every_element_of_the_form_is_written_once_in_its_order(shared: Path) -> None:
    """Names in the XSD's own order, against those of a child who has everything."""
    full = [(table, 0, {"CHILD": STAYS}) for table in ("AD1", "OC3", "PlacedAdoption")]
    cells = {"MOTHER": "1", "MC_DOB": day("2026-09-01")}
    answers = {"SDQ_REASON": "SDQ1", "HEALTH_CHECK": "0", "INTERVENTION_RECEIVED": "0", "INTERVENTION_OFFERED": "0"}
    more = [("PrevPerm", 0, {"LA_PERM": "891", "DATE_PERM": day("2014-01-01")}), ("Header", 0, cells)]
    data = ssda903_xml(made(*full, *more, ("OC2", 0, answers), version=OLD)).data
    xsd = etree.parse(str(shared / "data" / "ssda903" / "CLA.xsd"))
    names = [element.get("name") for element in xsd.iter("{http://www.w3.org/2001/XMLSchema}element")]
    child = etree.fromstring(data)[0]
    written = list(dict.fromkeys(element.tag for element in child.iter()))
    assert written == list(dict.fromkeys(names[1:]))


_DAYS = st.dates(date(2005, 1, 1), date(2023, 3, 31))
_CODES = load_record_set(SET, OLD).codes
_PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("C", "Z")), min_size=1)


def _cell(record_set: RecordSet, table: str, column: str) -> st.SearchStrategy[Any]:
    kind = record_set.tables[table].columns[column]
    if kind.type == "date":
        return st.none() | _DAYS
    if kind.type == "integer":
        return st.none() | st.integers(0, 99)
    if kind.type == "code":
        return st.none() | st.sampled_from(sorted(_CODES[kind.code_list or ""]))
    return st.none() | _PLAIN


@st.composite
def _some_rows(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Any cells at all; keys are unique, and every child has a header with the birth and sex of its other rows.

    A row that says nothing but whose it is has no place in the XML form.
    """
    record_set = load_record_set(SET, OLD)
    children = draw(st.lists(st.integers(1, 999).map(str), unique=True, min_size=1, max_size=6))
    births = {child: draw(_DAYS) for child in children}
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, table in record_set.tables.items():
        rows[name] = []
        for child in children if name == "Header" else draw(st.lists(st.sampled_from(children), max_size=8)):
            row = {column: draw(_cell(record_set, name, column)) for column in table.columns}
            row |= {"CHILD": child} | ({"DOB": births[child]} if "DOB" in row else {})
            row |= {"SEX": "1"} if "SEX" in row else {}
            row |= {key: date(2020, 1, 1) + timedelta(days=len(rows[name])) for key in table.key if key != "CHILD"}
            says = [row[column] for column in table.columns if column not in {"CHILD", "DOB"}]
            if name in {"Header", "UASC"} or any(cell is not None for cell in says):
                rows[name].append(row)
    return {name: _first_of_each(rows[name], record_set.tables[name].key) for name in rows}


def _first_of_each(rows: list[dict[str, Any]], key: tuple[str, ...]) -> list[dict[str, Any]]:
    return list({tuple(row[name] for name in key): row for row in reversed(rows)}.values())


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=_some_rows())
def test_any_records_come_back_as_they_were(rows: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    records = build_records(load_record_set(SET, OLD), YEAR, rows)
    assert _contents(_again(zip_tables(records), "s.zip", tmp_path, records)) == _contents(records)
    assert _contents(_again(ssda903_xml(records).data, "s.xml", tmp_path, records)) == _contents(records)
