"""What a place says of record sets, and every mistake its two tables can hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indicators.period.codes import parse_period
from mappings.place.record_settings import (
    SETTING_COLUMNS,
    SUPPLIER_COLUMNS,
    read_record_settings,
    read_suppliers,
)
from returnonce.errors import Refused
from tests.shipped import RECORDS, load_areas, load_places, load_ruleset

AREAS = load_areas()


def _write(folder: Path, name: str, columns: tuple[str, ...], *rows: str) -> Path:
    (folder / name).write_text("\n".join(["\t".join(columns), *(row.replace("|", "\t") for row in rows), ""]))
    return folder


def test_suppliers_of_an_area_on_a_day() -> None:
    place = load_places()["lewisham"]
    suppliers = place.suppliers_of("treatment", "DAT-LEWISHAM", date(2014, 3, 31))
    assert [(row.agency, row.sender_code) for row in suppliers] == [
        ("lewisham-community-drug-service", "X0001"), ("south-london-maudsley", "X0002"),
    ]  # fmt: skip
    assert place.suppliers_of("treatment", "DAT-NOTTINGHAMSHIRE", date(2014, 3, 31)) == ()


def test_a_supplier_that_ended_is_not_waited_for(tmp_path: Path) -> None:
    rows = ("treatment|DAT-LEWISHAM|old|X1|2010-04-01|2013-04-01|s", "treatment|DAT-LEWISHAM|new|X2|2013-04-01||s")
    old, new = read_suppliers(
        _write(tmp_path, "suppliers.tsv", SUPPLIER_COLUMNS, *rows), ("old", "new"), AREAS, RECORDS
    )
    assert [old.covers(day) for day in (date(2013, 3, 31), date(2013, 4, 1))] == [True, False]
    assert [new.covers(day) for day in (date(2013, 3, 31), date(2013, 4, 1))] == [False, True]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("bees|DAT-LEWISHAM|one|X1|2010-04-01||s", "column record_set: there is no 'bees'"),
        ("treatment|MARS|one|X1|2010-04-01||s", "no area 'MARS'"),
        ("treatment|DAT-LEWISHAM|two|X1|2010-04-01||s", "column agency: there is no 'two'"),
    ],
)
def test_a_supplier_that_is_none_is_refused(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_suppliers(_write(tmp_path, "suppliers.tsv", SUPPLIER_COLUMNS, row), ("one",), AREAS, RECORDS)


def test_settings_are_typed_as_their_defaults(tmp_path: Path) -> None:
    folder = _write(tmp_path, "record_settings.tsv", SETTING_COLUMNS, "treatment|journey-days|20|s")
    assert read_record_settings(folder, RECORDS) == {"treatment": {"journey-days": 20}}
    assert read_record_settings(tmp_path / "nothing", RECORDS) == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("bees|wings|2|s", "no 'bees'"),
        ("treatment|wings|2|s", "no 'wings'"),
        ("treatment|journey-days|three weeks|s", "not a whole number"),
    ],
)
def test_a_setting_that_is_none_or_of_another_kind_is_refused(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_record_settings(_write(tmp_path, "record_settings.tsv", SETTING_COLUMNS, row), RECORDS)


def test_whose_parts_make_up_a_figure() -> None:
    ruleset = load_ruleset()
    effective = ruleset.indicator("drug-users-in-effective-treatment")
    period = parse_period("FY2013-14")
    assert ruleset.suppliers(effective, "DAT-LEWISHAM", period) == (
        "lewisham-community-drug-service", "south-london-maudsley",
    )  # fmt: skip
    assert ruleset.suppliers(ruleset.indicator("cla-health-assessment"), "E10000024", period) == ()


def test_a_setting_without_a_default_is_typed_by_its_unit(tmp_path: Path) -> None:
    rows = ("treatment|records-reach|2015-06-30|s", "treatment|reliable-change-opiates|13|s")
    folder = _write(tmp_path, "record_settings.tsv", SETTING_COLUMNS, *rows)
    settings = read_record_settings(folder, RECORDS)["treatment"]
    assert settings == {"records-reach": date(2015, 6, 30), "reliable-change-opiates": 13}
    wrong = _write(tmp_path, "record_settings.tsv", SETTING_COLUMNS, "treatment|records-reach|end of June|s")
    with pytest.raises(Refused, match=r"not a date \(2010-04-01\)"):
        read_record_settings(wrong, RECORDS)
