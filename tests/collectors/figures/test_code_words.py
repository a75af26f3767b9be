"""Words of a coded line: taken in an upload, and written beside the number in a return."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mappings.fill.assemble import write_code_words
from mappings.transforms import parse_transform
from returnonce.numbers import MICRO
from tests.collectors.figures.small_ruleset import judge, said, table

GOOD = "share,E09000023,FY2009-10,total,actual,12,100,,,final,"


@pytest.mark.parametrize("word", ["yes", "No", " YES ", "1", "0"])
def test_a_word_or_its_number_is_taken(tmp_path: Path, word: str) -> None:
    verdict = judge(tmp_path / "figures.csv", table(GOOD, f"TR 8,E09000023,FY2009-10,,,,,{word},,,"))
    assert [code for code, *_ in said(verdict) if code in {"value-not-number", "line-not-invertible"}] == []
    assert verdict.accepted


def test_another_word_is_refused_with_those_there_are(tmp_path: Path) -> None:
    verdict = judge(tmp_path / "figures.csv", table(GOOD, "TR 8,E09000023,FY2009-10,,,,,maybe,,,"))
    (finding,) = [each for each in verdict.findings if each.row == 3]
    assert (finding.code, finding.column) == ("line-not-invertible", "value")
    assert "yes, no" in (finding.mend or "")


def test_the_word_stands_beside_the_number() -> None:
    cells = pl.DataFrame(
        {
            "transform": ["code_map:1=yes,0=no"] * 3 + ["copy", "code_map:1=4,2=3"],
            "value": [MICRO, 0, None, MICRO, 4 * MICRO],
            "target": [None, MICRO, MICRO, MICRO, 4 * MICRO],
            "trajectory": pl.Series([None, 0, None, None, None], dtype=pl.Int64),
            "commentary": ["Since May.", None, "Not known.", None, None],
        }
    )
    assert write_code_words(cells)["commentary"].to_list() == [
        "yes (1) | Since May.",
        "no (0), target yes (1), trajectory no (0)",
        "target yes (1) | Not known.",
        None,
        None,
    ]


def test_only_words_are_words() -> None:
    assert parse_transform("code_map:1=4,2=3").words == {}
    assert list(parse_transform("code_map:1=yes,2=3").words.values()) == ["yes"]
