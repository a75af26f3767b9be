"""Kinds of findings from their files, and from the rules of record sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.definitions.finding_kinds import SEVERITIES, list_error_codes, load_finding_kinds
from returnonce.errors import Refused
from tests.shipped import RECORDS
from tests.shipped import load_finding_kinds as load_shipped_kinds

KIND = "{severity: query, what: A., why: B., mend: C.}"


def test_kinds_come_in_the_order_of_files_and_then_the_rules(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(f"second: {KIND}\n")
    (tmp_path / "a.yaml").write_text(f"first: {KIND}\nlast: {KIND}\n")
    kinds = load_finding_kinds(tmp_path, RECORDS.rules())
    assert list(kinds) == ["first", "last", "second", *RECORDS.rules()]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"first: {KIND}\n", "first is given twice"),
        ("other: {severity: fatal, what: A., why: B., mend: C.}\n", "severity"),
        ("other: {severity: note, what: A., why: B.}\n", "mend"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, what: str) -> None:
    (tmp_path / "a.yaml").write_text(f"first: {KIND}\n")
    (tmp_path / "b.yaml").write_text(content)
    with pytest.raises(Refused, match=what):
        load_finding_kinds(tmp_path, {})


def test_only_errors_refuse_an_upload() -> None:
    kinds = load_shipped_kinds()
    errors = list_error_codes(kinds, kinds)
    assert {kinds[code].severity for code in kinds if code not in errors} == set(SEVERITIES) - {"error"}
