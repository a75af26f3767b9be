"""Findings in the store: all that are kept are read back, of very many the first, and the trail covers each."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine

from collectors.submissions import stored_findings
from collectors.submissions.receipts import SubmissionReceipt, read_receipt
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings
from tests.collectors.figures.small_ruleset import AGENCY, NOON, ruleset, table
from tests.contexts import make_context
from tests.uploads import send_figures
from upkeep.doctor.examination import examine

MONTHS = [f"2009-M{month:02}" for month in range(4, 9)]


def send(engine: Engine, folder: Path, values: range, *, agency: str = AGENCY) -> SubmissionReceipt:
    path = folder / "up.csv"
    rows = (
        f'headcount,E09000023,{month},,,,,{value},,,"a ""note"""' for month, value in zip(MONTHS, values, strict=True)
    )
    path.write_text(table(*rows), encoding="utf-8")
    clock = FixedClock(NOON.instant + timedelta(hours=values[0]))
    return send_figures(make_context(engine, folder / "home", ruleset(), clock=clock), path, agency)


def codes(receipt: SubmissionReceipt) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in receipt.findings if finding.code != "not-of-record"]


def test_what_is_stored_is_read_back_and_covered_by_the_trail(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    send(engine, tmp_path, range(100, 105))
    corrected = send(engine, tmp_path, range(110, 115))
    assert codes(corrected) == [("corrects", row) for row in range(2, 7)]
    other = send(engine, tmp_path, range(120, 125), agency="lewisham-trust")
    assert codes(other) == [("disagrees", row) for row in range(2, 7)]
    with reading(engine) as session:
        again = read_receipt(session, str(corrected.name))
    assert codes(again) == [*codes(corrected), *codes(other)]
    assert again.table.filter(code="corrects").equals(corrected.table)
    [result] = examine(make_context(settings=settings, ruleset=ruleset()), only="rows-bound")
    assert result.state == "sound", result.faults


def test_of_very_many_findings_the_first_are_kept_and_all_are_counted(engine: Engine, tmp_path: Path) -> None:
    send(engine, tmp_path, range(100, 105))
    with patch.object(stored_findings, "KEPT_FINDINGS", 2):
        receipt = send(engine, tmp_path, range(110, 115))
        other = send(engine, tmp_path, range(120, 125), agency="lewisham-trust")
    assert codes(receipt) == [("findings-not-listed", None), ("corrects", 2), ("corrects", 3)]
    assert receipt.findings[0].message.startswith("There are 5 findings of one kind")
    assert receipt.counts["note"] == 6
    # Whoever is not of record is asked about it as well.
    assert codes(other) == [*[("findings-not-listed", None)] * 2, ("disagrees", 2), ("disagrees", 3)]
    assert other.counts["query"] == 10
    with reading(engine) as session:
        again = read_receipt(session, str(receipt.name))
    assert codes(again)[3:] == codes(other)[1:]
    assert again.table["message"].to_list()[-1] == other.table["message"].to_list()[-1]
