"""Good files of every kind that is taken, which the campaign then spoils: each is made up, and about nobody."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from tests.collectors.figures.workbooks import zipped
from tests.collectors.records.files import ssda903
from tests.collectors.records.reading import CIN, LOOKED_AFTER_XML, flat
from tests.repository import ROOT
from tests.shipped import load_record_set

FIGURES = ROOT / "demo" / "FY2009-10" / "lewisham"
LEWISHAM, NOTTINGHAMSHIRE = "lewisham-childrens-services", "nottinghamshire-childrens-services"
PROVIDER = "lewisham-community-drug-service"
YEAR = {"period": "FY2024-25"}


@dataclass(frozen=True)
class Original:
    """A file as its sender would send it. ``query``: what the request says of it."""

    name: str
    content: bytes
    agency: str
    query: Mapping[str, str] = field(default_factory=dict)


def make_originals() -> tuple[Original, ...]:
    """Figures as CSV and workbook; records as CSV, zip, XML and workbook."""
    figures = (FIGURES / f"{LEWISHAM}-answers-illustrative.csv").read_bytes()
    rows = [line.split(",") for line in figures.decode().splitlines()]
    children = {name: text.encode() for name, text in ssda903().items()}
    return (
        Original("figures.csv", figures, LEWISHAM),
        Original("figures.xlsx", make_workbook({"Figures": rows}), LEWISHAM),
        Original("looked-after.zip", zipped(children), NOTTINGHAMSHIRE, YEAR),
        Original("census.xml", CIN.encode(), NOTTINGHAMSHIRE),
        Original("looked-after.xml", LOOKED_AFTER_XML.encode(), NOTTINGHAMSHIRE, YEAR),
        Original("X0001-20130401-20140331-TREAT-IN-K.csv", treatment(), PROVIDER, {"period": "FY2013-14"}),
        Original("lists.xlsx", make_workbook(inspection_lists()), NOTTINGHAMSHIRE, {"period": "2021-03-15"}),
    )


def treatment() -> bytes:
    """Two clients, an episode each."""
    client = {"AGNCY": "X0001", "CLIENTID": "1", "EPISODID": "1", "DOB": "01/01/1980", "TRIAGED": "01/05/2013",
              "CONSENT": "Y"}  # fmt: skip
    return flat(client, client | {"CLIENTID": "2", "EPISODID": "2", "TRIAGED": "02/05/2013"}).encode()


def inspection_lists() -> dict[str, list[list[str]]]:
    """Every list with its headings and one child of whom little is known."""
    tables = load_record_set("inspection-lists").tables.values()
    return {table.name: [[*table.columns], ["C1", "M", *[""] * (len(table.columns) - 2)]] for table in tables}


def make_workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """A workbook whose cells are numbers where they look like one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()
