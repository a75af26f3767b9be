"""Submissions that overlap, from the store: which of them a new one is looked at with."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.records.purge import find_named, purge
from collectors.records.rolling_submissions import load_overlapping
from collectors.submissions.check_context import CheckContext
from indicators.period.codes import parse_period
from indicators.records.record_frames import build_empty_records
from mappings.ruleset.app_context import AppContext
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.collectors.records.test_client_level_data import CANARIES, SERVICE, SET, write_csv
from tests.contexts import make_context
from tests.shipped import load_record_set, load_ruleset
from tests.uploads import send_upload

pytestmark = pytest.mark.long

AGENCY = "nottinghamshire-adult-social-care"


@pytest.fixture
def context(engine: Engine, settings: Settings, clock: FixedClock) -> AppContext:
    vault = open_vault(settings.home)
    return make_context(engine, ruleset=load_ruleset(), clock=clock, vault=vault, settings=settings)


def _load(context: AppContext) -> list[tuple[str, int, str]]:
    newest = build_empty_records(load_record_set(SET), parse_period("FY2025-26"))
    with reading(context.engine) as session:
        kept = load_overlapping(session, context.vault, newest, AGENCY, CheckContext(context, session))
    return [(each.period.code, each.rows, str(each.received)) for each in kept]


def test_every_other_submission_is_looked_at_until_it_is_purged(
    context: AppContext, clock: FixedClock, settings: Settings, tmp_path: Path
) -> None:
    """Each with the day on which it came in; what it holds is sealed, and no number lies open on the disk."""
    stated = {"Reporting_Period_Start_Date": "01/01/2025", "Reporting_Period_End_Date": "31/12/2025"}
    first = send_upload(context, write_csv(tmp_path / "q3.csv", {**SERVICE, **stated}), AGENCY)
    assert first.accepted, first.table
    second = send_upload(context, write_csv(tmp_path / "q4.csv", SERVICE, {}), AGENCY)
    assert second.accepted, second.table
    day = str(clock.now().date())
    assert _load(context) == [("FY2025-26", 2, day), ("2025-01-01..2025-12-31", 1, day)]
    for path in settings.home.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not any(canary.encode() in data for canary in CANARIES)
    assert first.name is not None
    with reading(context.engine) as session:
        items = [find_named(session, first.name, "a test")]
    purge(context, items)
    assert _load(context) == [("FY2025-26", 2, day)]
