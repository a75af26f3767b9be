"""Figures that need every drug service's records: each service alone, one missing, all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from collectors.submissions.receipts import SubmissionReceipt, withdraw_submission
from exports.records.ndtms_csv import ndtms_file
from indicators.figures.store import read_figures
from mappings.fill.cells import FillRequest
from mappings.fill.fill import fill
from returnonce.clock import FixedClock
from returnonce.db import reading
from tests.contexts import make_context
from tests.indicators.records.views.treatment.small_records import Episode, records_from
from tests.shipped import load_ruleset
from tests.uploads import send_upload

pytestmark = pytest.mark.long

AREA, YEAR, EFFECTIVE = "DAT-LEWISHAM", "FY2013-14", "drug-users-in-effective-treatment"
COMMUNITY, TRUST = "lewisham-community-drug-service", "south-london-maudsley"
CODES = {COMMUNITY: "X0001", TRUST: "X0002"}


@pytest.fixture
def send(engine: Engine, clock: FixedClock, tmp_path: Path) -> Any:
    context = make_context(engine, tmp_path / "home", load_ruleset(), clock=clock)

    def send(agency: str, *people: str, asked: str | None = None) -> SubmissionReceipt:
        episodes = [Episode("2013-05-01", None, client=who, initials=who, agency=CODES[agency]) for who in people]
        name, data = ndtms_file(records_from(*episodes, period=YEAR), agency=CODES[agency])
        path = tmp_path / name
        path.write_bytes(data)
        return send_upload(context, path, agency, period=asked)

    return send


def _known(engine: Engine, indicator: str = EFFECTIVE) -> dict[str, tuple[Any, ...]]:
    with reading(engine) as session:
        figures = read_figures(session, areas=[AREA], periods=[YEAR], indicators=[indicator])
    rows = figures.sort("agency").select("breakdown", "value", "symbol", "status", "note").iter_rows()
    return {row[0]: (row[1] and row[1] // 1_000_000, *row[2:]) for row in rows}


def test_one_service_alone_is_a_part_and_the_whole_waits(send: Any, engine: Engine) -> None:
    receipt = send(COMMUNITY, "AB", "CD")
    assert receipt.accepted, receipt.table
    known_figures = _known(engine)
    assert known_figures[f"supplier={COMMUNITY}"][:3] == (2, None, "local_estimate")
    value, symbol, status, note = known_figures["total"]
    assert (value, symbol, status) == (None, "not_available", "local_estimate")
    assert "South London and Maudsley" in note


def test_the_waiting_is_told_in_the_returns_cell(send: Any, engine: Engine) -> None:
    send(COMMUNITY, "AB", "CD")
    with reading(engine) as session:
        filled = fill(load_ruleset(), session, FillRequest("ndtms", AREA, YEAR))
    cell = filled.cells.filter(line="NDTMS ET").row(0, named=True)
    assert cell["value"] is None
    assert "waits for the records of South London and Maudsley" in str(cell)


def test_people_of_both_services_count_once(send: Any, engine: Engine) -> None:
    send(COMMUNITY, "AB", "CD")
    send(TRUST, "CD", "EF")
    assert _known(engine)["total"][:3] == (3, None, "local_estimate")
    with reading(engine) as session:
        batches = read_figures(session, areas=[AREA], indicators=[EFFECTIVE]).filter(breakdown="total")
        assert set(batches["agency"]) == {"lewisham-drug-partnership"}
        assert set(batches["batch_kind"]) == {"derived"}


def test_a_correction_of_one_service_reaches_the_whole_and_so_does_a_withdrawal(
    send: Any, engine: Engine, clock: FixedClock
) -> None:
    send(COMMUNITY, "AB", "CD")
    send(TRUST, "CD", "EF")
    more = send(TRUST, "CD", "EF", "GH")
    assert _known(engine)["total"][0] == 4
    withdraw_submission(make_context(engine, clock=clock), more.name, reason="the wrong year")
    assert _known(engine)["total"][0] == 3


def test_nothing_in_the_store_joins_or_names_the_people(send: Any, engine: Engine, tmp_path: Path) -> None:
    send(COMMUNITY, "QX", "QZ")
    send(TRUST, "QZ", "QY")
    store = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert b"1980-01-01" not in store
    assert b"19800101" not in store
    sealed = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not any(b"QZ," in path.read_bytes() for path in sealed)


def test_the_partnership_sends_the_whole(send: Any, engine: Engine) -> None:
    send(COMMUNITY, "AB", "CD")
    send(TRUST, "CD")
    with reading(engine) as session:
        filled = fill(load_ruleset(), session, FillRequest("ndtms", AREA, YEAR))
    cell = filled.cells.filter(line="NDTMS ET").row(0, named=True)
    assert cell["value"] == 2_000_000
    assert cell["status"] == "local_estimate"


def test_a_file_of_another_agency_refuses_until_its_sender_confirms_it(
    send: Any, engine: Engine, tmp_path: Path, clock: FixedClock
) -> None:
    name, data = ndtms_file(records_from(Episode("2013-05-01", agency="X0001"), period=YEAR), agency="X0001")
    path = tmp_path / name
    path.write_bytes(data)
    context = make_context(engine, tmp_path / "home", load_ruleset(), clock=clock)
    refused = send_upload(context, path, TRUST)
    assert not refused.accepted
    assert [f.message for f in refused.findings if f.code == "record-sender-other"] == [
        "The file names its sender X0001, and not X0002."
    ]
    confirmed = send_upload(context, path, TRUST, sent_under="X0001")
    assert confirmed.accepted
    assert "record-sender-confirmed" in set(confirmed.table["code"])
    assert not {code for code in send(COMMUNITY, "AB").table["code"] if code.startswith("record-sender")}
