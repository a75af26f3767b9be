"""Of a file that is cut off or damaged one cause is told, and nothing that only follows from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from collectors.check_upload import check_upload
from collectors.records.broken_files import NOT_ASKED
from collectors.records.check import check_record_file
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from returnonce.audit import AuditRow
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.collectors.records.files import ssda903, zipped
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.uploads import send_upload


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _corrupt(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:60] + b"Z" * 30 + data[90:])


def _keep(path: Path) -> None:
    assert path.exists()


@pytest.mark.parametrize(
    ("episodes", "spoil", "told"),
    [
        (lambda text: text[:-30], _keep, ["record-truncated"]),
        (lambda text: text.splitlines()[0] + "\nZQCHILD000,01/0", _keep, ["record-truncated"]),
        (lambda text: text.replace("ZQCHILD001", "ZQ\x00"), _keep, ["record-bytes"]),
        (lambda text: text.replace(",", ";"), _keep, ["record-separator"]),
        (str, _cut, ["record-damaged"]),
        (str, _corrupt, ["record-damaged"]),
    ],
)
def test_a_broken_file_has_one_cause(
    episodes: Callable[[str], str], spoil: Callable[[Path], None], told: list[str], unjailed: None, clock: FixedClock,
    tmp_path: Path,
) -> None:  # fmt: skip
    files = ssda903()
    path = zipped(tmp_path / "set.zip", files | {"episodes.csv": episodes(files["episodes.csv"])})
    spoil(path)
    context = CheckContext(make_context(ruleset=load_ruleset(), clock=clock))
    with copy_upload(path, "nottinghamshire-childrens-services", period="FY2024-25") as upload:
        verdict = check_record_file(context, upload, "children-looked-after").verdict
    assert verdict.table.filter(verdict.table["severity"] != "note")["code"].to_list() == told
    assert verdict.comparisons_not_made == (NOT_ASKED,)
    assert not verdict.accepted


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04", "record-damaged"),
        (b"PK\x05\x06 and no zip", "record-damaged"),
        (b"PK\x05\x06" + bytes(18), "record-empty"),
        (b"<Message><Hea", "record-truncated"),
        ("<Message><Header/></Message>".encode("utf-16"), "record-empty"),
    ],
)
def test_what_holds_nothing_is_not_asked_which_period_it_is_of(
    data: bytes, told: str, unjailed: None, clock: FixedClock, tmp_path: Path
) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(data)
    context = CheckContext(make_context(ruleset=load_ruleset(), clock=clock))
    for agency in ("nottinghamshire-childrens-services", "lewisham-pct"):
        with copy_upload(path, agency) as upload:
            verdict = check_upload(context, upload)
        assert verdict.table["code"].to_list() == [told]
        assert not verdict.accepted
        assert verdict.unread


def test_what_holds_nothing_is_told_and_not_kept(
    unjailed: None, engine: Engine, clock: FixedClock, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(b"PK\x03\x04")
    vault = open_vault(settings.home)
    context = make_context(engine, ruleset=load_ruleset(), clock=clock, vault=vault, settings=settings)
    assert not send_upload(context, path, "nottinghamshire-childrens-services").accepted
    with reading(engine) as session:
        row = session.exec(select(AuditRow).order_by(col(AuditRow.id).desc())).first()
    assert row is not None
    assert row.act == "refuse-upload"
    assert "sealed" not in row.details
    assert not list(vault.cases())
