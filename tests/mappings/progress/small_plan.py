"""A made-up plan of one return and a store to send to, for the tests of progress."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import polars as pl
from sqlmodel import Session

from indicators.figures.batches import NewBatch, record_batch, withdraw_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.plan.collections import COLLECTION_SCHEMA
from mappings.progress.board import build_board_of_plan
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import LONDON, FixedClock
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR = "FY2009-10"
OPENS, DUE = date(2010, 4, 1), date(2010, 4, 30)
LINES = (line("NI 1", "one"), line("NI 2", "two"), line("NI 3", "three"))
#: An agency that ended, one that took over from it, one beside them, and a department.
AGENCIES = (
    agency("county", "council", "COUNTY"),
    agency("old", "", "COUNTY").model_copy(update={"successors": ("county",)}),
    agency("trust", "", "COUNTY"),
)


def rules() -> Ruleset:
    national_return = a_return(*LINES, recipient_publishers=["ministry"])
    indicators = [indicator("one", adds_over_area="none"), count("two"), count("three")]
    return ruleset(indicators, national_return, home=place(("national", ("COUNTY",)), agencies=AGENCIES))


def asked(*rows: dict[str, Any]) -> pl.DataFrame:
    """Collections as the plan says them; each row changes this one."""
    same = {
        "key": "home/county/national/FY2009-10", "place": "home", "agency": "county", "agency_name": "County",
        "return": "national", "title": "National", "period": YEAR, "opens": OPENS, "due": DUE, "at": "17:00",
        "needed_by": DUE, "explanation": "made up", "assumed": True, "figures": 3, "keyed": 3, "given": 0,
        "record_set": None, "returns": ["national"],
    }  # fmt: skip
    return pl.DataFrame([same | row for row in rows or ({},)], schema=COLLECTION_SCHEMA, orient="row")


def figures(
    *cells: str, key: str = "home/county/national/FY2009-10", agency: str | None = "county", **more: Any
) -> pl.DataFrame:
    """The figures of one collection: ``one``, or ``one@NORTH``."""
    rows = []
    for cell in cells or ("one", "two", "three"):
        code, _, area = cell.partition("@")
        rows.append({"collection": key, "agency": agency, "indicator": code, "area": area or "COUNTY", "period": YEAR,
                     "breakdown": "total", "kind": "actual", "needed_by": DUE, "confirm_by": [],
                     "returns": ["national NI 1"]} | more)  # fmt: skip
    schema = {"collection": pl.String, "agency": pl.String, **dict.fromkeys(FIGURE_KEY, pl.String),
              "needed_by": pl.Date, "confirm_by": pl.List(pl.Date), "returns": pl.List(pl.String)}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def london(text: str) -> datetime:
    """``04-30 17:00:01`` of 2010 on a clock in London, as an instant."""
    return datetime.fromisoformat(f"2010-{text}").replace(tzinfo=LONDON).astimezone(UTC)


@dataclass
class Sent:
    """What agencies do to a store, each at an instant, in one transaction."""

    session: Session

    def upload(
        self, name: str, at: str, *cells: str, agency: str = "county", kind: str = "submitted", **more: Any
    ) -> None:
        """Accepted figures: ``one``, ``one@NORTH``, or ``one=not_available``."""
        rows = [self._row(number, cell, more) for number, cell in enumerate(cells, start=2)]
        batch = replace(_batch(name, at, agency, kind), inputs=tuple(more.get("inputs", ())))
        record_batch(self.session, batch, pl.DataFrame(rows, schema=FIGURE_SCHEMA, orient="row"))

    def _row(self, number: int, cell: str, more: dict[str, Any]) -> dict[str, Any]:
        where, _, symbol = cell.partition("=")
        code, _, area = where.partition("@")
        row: dict[str, Any] = dict.fromkeys(FIGURE_SCHEMA)
        row |= {"indicator": code, "area": area or "COUNTY", "period": more.get("period", YEAR), "breakdown": "total"}
        row |= {"kind": "actual", "status": more.get("status", "provisional"), "locator": f"row {number}"}
        return row | ({"symbol": symbol} if symbol else {"value": 7_000_000})

    def refuse(self, at: str, *indicators: str, agency: str = "county", **more: Any) -> None:
        """A refused upload that spoke of those indicators, or of nothing that could be read."""
        about = (
            {"about": {"indicators": list(indicators), "areas": ["COUNTY"], "periods": [YEAR]}} if indicators else {}
        )
        act = "refuse-records" if "record_set" in more else "refuse-upload"
        clock = FixedClock(london(at))
        audit.record(self.session, clock, act=act, subject="s", details={"agency": agency} | about | more)

    def withdraw(self, name: str, at: str, *, agency: str = "county", kind: str = "submitted") -> None:
        withdraw_batch(self.session, _batch(name, at, agency, kind).name, at=london(at), reason="tests")

    def name_of(self, name: str, *, agency: str = "county", kind: str = "submitted") -> str:
        """What the store calls an upload."""
        return _batch(name, "01-01 12:00", agency, kind).name

    def board(self, now: str, plan: Any = None) -> list[dict[str, Any]]:
        collection_plan = plan or SimpleNamespace(collections=asked(), figure_requests=figures())
        return build_board_of_plan(rules(), self.session, collection_plan, now=london(now)).to_dicts()


def _batch(name: str, at: str, agency: str, kind: str) -> NewBatch:
    return NewBatch(kind, agency, sha256(name.encode()).hexdigest(), f"{name}.csv", "0" * 64, london(at))
