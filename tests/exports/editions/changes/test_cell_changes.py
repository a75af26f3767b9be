"""Changes between editions, beside a slow and obvious second way to say them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.editions.changes.cell_changes import CHANGE_SCHEMA, GONE_TO, KINDS, compare_cells
from exports.editions.changes.change_files import to_csv, to_json
from mappings.fill.cells import CELL_SCHEMA
from returnonce.numbers import MICRO

pytestmark = pytest.mark.long

NOT_SENT = {"value": None, "numerator": None, "denominator": None}


def cell(line: str = "NI 1", value: int | None = None, symbol: str | None = None, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(CELL_SCHEMA)
    row |= {"line": line, "label": f"Label of {line}", "area": "A", "period": "P", "breakdown": "total"}
    row |= {"indicator": line, "withheld": False, "status": "final" if symbol is None else None}
    return row | {"value": value, "symbol": symbol} | more


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=CELL_SCHEMA, orient="row")


def plainly(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The slow way: each cell in turn."""

    def keyed(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            key = tuple(row[name] for name in ("line", "area", "period", "breakdown", "indicator"))
            nth = sum(1 for known in found if known[:-1] == key)
            hidden = row["symbol"] is not None or row["withheld"]
            found[(*key, nth)] = row | (NOT_SENT if hidden else {})
        return found

    was, now = keyed(old), keyed(new)
    told = []
    for key, row in now.items():
        before = was.get(key)
        kind = "added" if before is None else plain_kind(before, row)
        if kind:
            told.append((key[0], kind, before and before["value"], row["value"]))
    return told + [(key[0], "withdrawn", row["value"], None) for key, row in was.items() if key not in now]


def plain_kind(was: dict[str, Any], now: dict[str, Any]) -> str | None:
    if was["value"] is not None and now["value"] is None:
        return GONE_TO.get(now["symbol"] or "", "went_missing")
    if was["value"] is None and now["value"] is not None:
        return "no_longer_suppressed" if was["symbol"] in {"confidential", "unreliable"} else "appeared"
    if was["value"] is not None:
        if was["value"] != 0 and now["value"] == 0:
            return "fell_to_zero"
        if any(was[name] != now[name] for name in NOT_SENT):
            return "changed"
    if was["symbol"] != now["symbol"]:
        return "symbol_changed"
    return "status_changed" if was["status"] != now["status"] else None


VALUES: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    (cell(value=5), cell(value=5), None),
    (cell(value=5), cell(value=6), "changed"),
    (cell(value=5), cell(value=0), "fell_to_zero"),
    (cell(value=0), cell(value=5), "changed"),
    (cell(value=0), cell(value=0), None),
    (cell(value=5), cell(symbol="not_available"), "went_missing"),
    (cell(value=5), cell(symbol="not_applicable"), "went_missing"),
    (cell(value=5), cell(symbol="confidential"), "suppressed"),
    (cell(value=5), cell(symbol="unreliable"), "suppressed"),
    (cell(value=5), cell(symbol="rounds_to_zero"), "rounded_away"),
    (cell(value=0), cell(symbol="not_available"), "went_missing"),
    (cell(symbol="not_available"), cell(value=5), "appeared"),
    (cell(symbol="not_available"), cell(value=0), "appeared"),
    (cell(symbol="confidential"), cell(value=5), "no_longer_suppressed"),
    (cell(symbol="not_available"), cell(symbol="confidential"), "symbol_changed"),
    (cell(value=5), cell(value=5, status="provisional"), "status_changed"),
    (cell(value=5, numerator=1, denominator=2), cell(value=5, numerator=2, denominator=4), "changed"),
    (cell(value=5), cell(value=5, symbol="not_available", withheld=True), "went_missing"),
    (cell(value=5, symbol="not_available", withheld=True), cell(value=6, symbol="not_available", withheld=True), None),
    (cell(value=5), cell(value=5, label="another"), None),
]


@pytest.mark.parametrize(("old", "new", "kind"), VALUES)
def test_each_kind_of_change(old: dict[str, Any], new: dict[str, Any], kind: str | None) -> None:
    changes = compare_cells(frame(old), frame(new))
    assert changes["change"].to_list() == ([kind] if kind else [])
    assert dict(changes.schema) == dict(CHANGE_SCHEMA)


def test_every_kind_has_words_and_a_case() -> None:
    assert {kind for *_, kind in VALUES if kind} | {"added", "withdrawn"} == set(KINDS)


LINES = st.sampled_from(["NI 1", "NI 2", "NI 3"])
CELLS = st.one_of(
    st.builds(cell, LINES, st.sampled_from([0, 1, MICRO]), numerator=st.sampled_from([None, 1, 2]),
              status=st.sampled_from(["final", "provisional"]), withheld=st.booleans()),
    st.builds(cell, LINES, st.none(), st.sampled_from(["confidential", "not_available", *GONE_TO])),
)  # fmt: skip
TABLES = st.lists(CELLS, max_size=5)


@given(TABLES, TABLES)
def test_any_two_tables_as_the_slow_way_says(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    changes = compare_cells(frame(*old), frame(*new))
    assert changes.select("line", "change", "old_value", "new_value").rows() == plainly(old, new)
    assert compare_cells(frame(*new), frame(*new)).is_empty()


def test_without_an_edition_before_every_cell_is_added() -> None:
    changes = compare_cells(None, frame(cell("NI 2", 1), cell("NI 1", 2)))
    assert changes.select("line", "change", "new_value").rows() == [("NI 2", "added", 1), ("NI 1", "added", 2)]


def test_files_hold_exact_numbers_and_no_formula() -> None:
    old, new = frame(cell("=1+1", 12_500_000)), frame(cell("=1+1", 0), cell("NI 2", 1, area="é"))
    changes = compare_cells(old, new)
    document = json.loads(to_json(changes, number=2, baseline=1))
    assert (document["edition"], document["compared_with"], document["format"]) == (2, 1, "return-once/changes/1")
    assert [(c["change"], c["old_value"], c["new_value"]) for c in document["changes"]] == [
        ("fell_to_zero", "12.5", "0"), ("added", None, "0.000001"),
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(to_csv(changes).decode())))
    assert (rows[0]["line"], rows[0]["old_value"], rows[1]["area"]) == ("'=1+1", "12.5", "é")
    assert json.loads(to_json(changes.clear(), number=1, baseline=None))["changes"] == []
    assert to_csv(changes).startswith(b"line,label,area,")
