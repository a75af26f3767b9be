"""Random uploads, withdrawals, extensions and instants: the fast progress and the slow one say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from indicators.figures.figure_schema import FIGURE_ORIGIN_SCHEMA
from indicators.figures.store import BATCH_TIMES_SCHEMA
from mappings.progress.board import add_states
from mappings.progress.progress import OwedCollections, calculate_progress
from mappings.progress.upload_history import QUERY_SCHEMA, RECORDS_SCHEMA, REFUSAL_SCHEMA, UploadHistory
from returnonce.clock import LONDON
from returnonce.column_types import INSTANT
from tests.mappings.progress.slow_progress import Came, say
from tests.mappings.progress.small_plan import DUE, OPENS, Sent, asked, figures, rules

pytestmark = pytest.mark.long

RULES = rules()
CELLS = ("one", "two", "three")
PERIODS = [f"FY{year}-{(year + 1) % 100:02}" for year in range(2001, 2009)]
FIRST = datetime(2010, 3, 27, 22, tzinfo=UTC)
#: The hour of the deadline and its neighbours, on and around the days at issue; the clocks change on 28 March.
instants = st.builds(
    lambda day, hour, second: FIRST + timedelta(days=day, hours=hour, seconds=second),
    st.integers(0, 45), st.sampled_from([0, 17, 18, 19]), st.sampled_from([-1, 0, 1]),
)  # fmt: skip
COUNTED = (
    "state",
    "owed",
    "received",
    "accepted",
    "not_available",
    "given_by_others",
    "on_time",
    "completed_at",
    "late_by",
)


@st.composite
def uploads(draw: st.DrawFn) -> list[Came]:
    came = []
    for at in sorted(draw(st.lists(instants, max_size=7))):
        cells = draw(st.frozensets(st.sampled_from([*CELLS, "else"]), min_size=1))
        agency = draw(st.sampled_from(["county", "county", "old", "trust"]))
        accepted = draw(st.integers(0, 4)) > 0
        gone = draw(st.none() | st.sampled_from([0, 1, 3600, 86_400, 864_000])) if accepted else None
        taken = None if gone is None else at + timedelta(seconds=gone)
        symbols = draw(st.frozensets(st.sampled_from(sorted(cells)))) if accepted else frozenset()
        came.append(Came(at, agency, cells, accepted, taken, symbols))
    return came


def ledger(several: list[list[Came]], now: datetime) -> UploadHistory:
    """As it would be read from a store; what came for each collection is of another period."""
    known = [(period, one) for period, came in zip(PERIODS, several, strict=False) for one in came if one.at <= now]
    times = [(n, f"n{n}", "submitted", one.agency, one.at, one.gone if one.gone and one.gone <= now else None)
             for n, (_, one) in enumerate(known) if one.accepted]  # fmt: skip
    batches = pl.DataFrame(times, schema=BATCH_TIMES_SCHEMA, orient="row")
    rows = [_figure(n, cell, *known[n]) for n, *_ in times for cell in sorted(known[n][1].cells)]
    frame = pl.DataFrame(rows, schema=FIGURE_ORIGIN_SCHEMA, orient="row")
    figures_came = frame.join(batches.select("batch", "made_at", "gone_at"), on="batch")
    refused = [
        (one.at, one.agency, sorted(one.cells), ["COUNTY"], [period], None, None)
        for period, one in known
        if not one.accepted
    ]
    return UploadHistory(
        now, figures_came.with_columns(row=pl.lit(2, pl.Int64)), batches,
        pl.DataFrame(refused, schema=REFUSAL_SCHEMA, orient="row"),
        pl.DataFrame(schema={**RECORDS_SCHEMA, "name": pl.String, "made_at": INSTANT, "gone_at": INSTANT}),
        pl.DataFrame(schema=QUERY_SCHEMA),
    )  # fmt: skip


def _figure(batch: int, cell: str, period: str, one: Came) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(FIGURE_ORIGIN_SCHEMA)
    symbol = "not_available" if cell in one.symbols else None
    return row | {"indicator": cell, "area": "COUNTY", "period": period, "breakdown": "total", "kind": "actual",
                  "status": "final", "symbol": symbol, "value": None if symbol else 1_000_000, "locator": "row 2",
                  "batch": batch, "batch_kind": "submitted", "agency": one.agency, "origin": f"n{batch}",
                  "file": "f" * 64, "file_name": "f.csv"}  # fmt: skip


@settings(max_examples=30)
@given(several=st.lists(uploads(), min_size=1, max_size=8), now=instants, granted=instants, longer=st.integers(0, 14))
def test_the_fast_way_and_the_slow_way_say_the_same(
    several: list[list[Came]], now: datetime, granted: datetime, longer: int
) -> None:
    """Several collections at once, which must not touch each other."""
    due = date(2010, 4, 16) + timedelta(days=longer if granted <= now else 0)
    periods = PERIODS[: len(several)]
    wanted = asked(*({"key": period, "period": period, "due": due} for period in periods))
    cells = pl.concat([figures(key=period, period=period) for period in periods])
    progress = calculate_progress(RULES, ledger(several, now), OwedCollections(wanted, cells))
    rows = {row["key"]: row for row in add_states(RULES, wanted, progress, now=now).to_dicts()}
    for period, came in zip(periods, several, strict=True):
        slow = say(set(CELLS), {"county", "old"}, OPENS, due, came, now)
        assert {name: rows[period][name] for name in COUNTED} == vars(slow)
        assert rows[period]["why_state"].endswith(".")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(came=uploads(), now=instants)
def test_a_store_tells_what_was_known_at_an_instant(sqlite_engine: Engine, came: list[Came], now: datetime) -> None:
    """What comes, or is taken back, after the instant changes nothing."""
    with Session(sqlite_engine) as session:
        sent = Sent(session)
        for number, one in enumerate(came):
            _send(sent, f"u{number}", one)
        [row] = sent.board(_local(now))
        session.rollback()
    slow = say(set(CELLS), {"county", "old"}, OPENS, DUE, came, now)
    assert {name: row[name] for name in COUNTED} == vars(slow)


def _send(sent: Sent, name: str, one: Came) -> None:
    if not one.accepted:
        sent.refuse(_local(one.at), *sorted(one.cells), agency=one.agency)
        return
    cells = [f"{cell}=not_available" if cell in one.symbols else cell for cell in sorted(one.cells)]
    sent.upload(name, _local(one.at), *cells, agency=one.agency)
    if one.gone is not None:
        sent.withdraw(name, _local(one.gone), agency=one.agency)


def _local(instant: datetime) -> str:
    """As ``london`` reads it."""
    return instant.astimezone(LONDON).replace(tzinfo=None).isoformat()[5:]
