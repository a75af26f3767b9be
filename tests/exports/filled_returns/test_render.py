"""The same cells give the same bytes; formats agree with each other; files are written whole."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from exports.filled_returns.render import FORMATS, file_name, render, render_many
from exports.filled_returns.write import write_filled, write_many
from mappings.definitions.workbook_layouts import BUILT_IN
from returnonce.blobs import sha256
from returnonce.errors import Unsupported
from returnonce.numbers import format_shortest
from tests.exports.builders import every_kind_of_cell, filled

PLAIN = every_kind_of_cell()


@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.parametrize("return_code", sorted(BUILT_IN))
def test_the_same_cells_give_the_same_bytes(return_code: str, chosen: str) -> None:
    assert render(filled(return_code), chosen) == render(filled(return_code), chosen)


@pytest.mark.parametrize("return_code", sorted(BUILT_IN))
def test_a_workbook_is_the_same_alone_and_among_others(return_code: str) -> None:
    others = [
        filled(return_code, every_kind_of_cell()[:3], area="E09000023"),
        filled(return_code, []),
        filled(return_code, illustrative=True),
        filled(return_code),
    ]
    assert list(render_many(others, "xlsx")) == [render(one, "xlsx") for one in others]


def test_names_of_files() -> None:
    assert file_name(filled("core-data-set", period="FY2024-25"), "xlsx") == "core-data-set_E10000024_FY2024-25.xlsx"
    window = filled("crc", period="2009-04-01..2010-03-31")
    assert file_name(window, "CSV") == "crc_E10000024_2009-04-01..2010-03-31.csv"


def test_a_format_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unsupported, match="pdf"):
        render(filled(), "pdf")


def test_csv_is_rfc_4180_with_exact_numbers() -> None:
    data = render(filled(), "csv")
    assert data.count(b"\r\n") == data.count(b"\n") == len(PLAIN) + 1
    rows = list(csv.DictReader(StringIO(data.decode(), newline="")))
    for row, given in zip(rows, PLAIN, strict=True):
        shown = "" if given["value"] is None or given["withheld"] else format_shortest(given["value"])
        assert (row["line"], row["value"], row["symbol"]) == (given["line"], shown, given["symbol"] or "")
    assert [row["standing"] for row in rows].count("not_sent") == 2


def test_json_numbers_are_exact_decimals() -> None:
    body = json.loads(render(filled(), "json"), parse_float=Decimal, parse_int=Decimal)
    by_line = {one["line"]: one for one in body["cells"]}
    assert by_line["NI 40"]["value"] == Decimal("-3.333333")
    assert by_line["NI 62"]["lineage"]["figures"][0]["denominator"] == Decimal(400)
    assert by_line["NI 62"]["history"][-1] == {"period": "FY2008-09", "value": Decimal("5.8")}
    assert {one["line"] for one in body["not_sent"]} == {"NI 70", "NI 51"}
    assert "118.4" not in render(filled(), "json").decode()


def test_json_has_the_cover() -> None:
    body = json.loads(render(filled(illustrative=True), "json"))
    assert body["illustrative"] is True
    assert body["area"]["other_codes"]["ons_before_2011"] == "37"
    assert {"Made-up figures", "Sources disagree", "Published figures"} <= {row["what"] for row in body["uncertain"]}
    assert [row["mark"] for row in body["symbols"]] == ["[c]", "[z]", "[x]", "[low]", "[u]"]


def test_csv_and_json_say_the_same() -> None:
    one = filled()
    rows = {row["line"]: row for row in csv.DictReader(StringIO(render(one, "csv").decode(), newline=""))}
    for found in json.loads(render(one, "json"), parse_float=str, parse_int=str)["cells"]:
        for name in ("value", "numerator", "england", "symbol", "mark", "area_code_of_its_time", "standing"):
            assert rows[found["line"]][name] == (found[name] or ""), (found["line"], name)


def test_files_and_manifest_are_written(tmp_path: Path) -> None:
    written = write_filled(filled(), tmp_path, audit_head="c" * 64)
    assert [item.path.name for item in written] == [f"national-indicators_E10000024_FY2009-10.{f}" for f in FORMATS]
    assert all(sha256(item.path.read_bytes()) == item.sha256 for item in written)
    manifest = json.loads((tmp_path / "national-indicators_E10000024_FY2009-10.manifest.json").read_text())
    assert {row["name"]: row["sha256"] for row in manifest["files"]} == {i.path.name: i.sha256 for i in written}
    assert "apostrophe" in manifest["about_csv"]
    assert (manifest["audit_head"], manifest["ruleset"]) == ("c" * 64, "b" * 64)


def test_many_are_written_as_one_is(tmp_path: Path) -> None:
    both = [filled("plain"), filled("plain", area="E09000023")]
    together = write_many(both, tmp_path / "many", ["xlsx"])
    alone = [write_filled(one, tmp_path / "one", ["xlsx"]) for one in both]
    assert [[item.sha256 for item in files] for files in together] == [[i.sha256 for i in files] for files in alone]
