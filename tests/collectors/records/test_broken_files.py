"""Of a file that is cut off or damaged one cause is told, and nothing that only follows from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from collectors.records.broken_files import NOT_ASKED
from collectors.records.check import check_record_file
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from returnonce.clock import FixedClock
from tests.collectors.records.files import ssda903, zipped
from tests.contexts import make_context
from tests.shipped import load_ruleset


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
