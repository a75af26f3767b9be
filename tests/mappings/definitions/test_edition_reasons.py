"""Reasons for another edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.definitions.edition_reasons import check_reason, load_edition_reasons
from returnonce.errors import Refused
from tests.shipped import load_ruleset


def test_every_reason_has_its_words() -> None:
    reasons = load_ruleset().edition_reasons
    assert reasons["disclosure"] == "the edition before told more, or less, than it should"
    assert all(reasons.values())


def test_words_that_a_comma_cuts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reasons.yaml").write_text("late: {words: late, or not}\n")
    with pytest.raises(Refused, match="or not"):
        load_edition_reasons(tmp_path / "reasons.yaml")


def test_an_unknown_reason_is_refused() -> None:
    check_reason({"late": "late"}, "late")
    with pytest.raises(Refused, match="There is no reason"):
        check_reason({"late": "late"}, "never")
