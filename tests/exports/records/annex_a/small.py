"""Small returns on children for the lists: a few rows, on 31 March 2025."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from exports.records.annex_a.inspection_lists import make_lists
from indicators.period.arithmetic import financial_year
from indicators.records.record_frames import Records, build_records
from tests.indicators.records.views.in_need.small_censuses import census
from tests.shipped import load_record_set, load_ruleset

DAY = date(2025, 3, 31)
YEAR = financial_year(2024)

Rows = Iterable[Mapping[str, Any]]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def care(year: int = 2024, version: str = "FY2024-25", **tables: Rows) -> Records:
    """A return on children looked after of these rows."""
    return build_records(load_record_set("children-looked-after", version), financial_year(year), tables)


def child(name: str = "A1", born: str = "2012-05-05", **more: str) -> dict[str, Any]:
    return {"CHILD": name, "SEX": "F", "DOB": day(born), "ETHNIC": "WBRI"} | more


def episode(start: str, end: str | None = None, *, name: str = "A1", rne: str = "S", **more: Any) -> dict[str, Any]:
    """An episode in a foster home under a full care order."""
    held = {"CHILD": name, "DECOM": day(start), "DEC": day(end), "RNE": rne, "REC": None if end is None else "X1"}
    place = {"PLACE": "U6", "PLACE_PROVIDER": "PR4", "PL_POST": "NG1 5DT", "URN": "1"}
    return held | {"LS": "C2", "CIN": "N1"} | place | more


def told(
    name: str, care: Records | None = None, need: Records | None = None, *earlier: Records
) -> list[dict[str, Any]]:
    """The rows of one list, as the template's columns; a column that no record set holds is left out."""
    frame = make_lists(load_ruleset(), care, need, DAY, earlier).frames[name]
    return frame.select(column for column in frame if column.count()).to_dicts() if frame.height else []


def cells(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(column) for column in columns) for row in rows]


def in_need(**tables: Rows) -> Records:
    """A census of these rows, with the child that they are about."""
    of = {"LAchildID": "A1", "PersonBirthDate": day("2012-05-05"), "Sex": "F", "Ethnicity": "AIND", "_id": 0}
    return census(**({"Child": [of]} | tables))
