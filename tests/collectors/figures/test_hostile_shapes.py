"""Uploads made to be slow to check get the right findings for little work; the work is counted, not timed."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from collectors.figures import field_parsers, headings, line_resolver
from collectors.figures.limits import MOST_WORDS, SUGGESTIONS
from indicators.areas import area_book
from returnonce.near_matches import find_near_matches
from tests.collectors.figures.small_ruleset import HEADINGS, judge, said, table

ROW = "share,E09000023,FY2009-10,total,actual,12,100,,,,"


def test_each_of_thousands_of_headings_is_named_once(tmp_path: Path) -> None:
    pairs = [f"column {n}" for n in range(2000)] * 2
    content = f"{HEADINGS},{','.join(pairs)}\n{ROW}{',1' * len(pairs)}\n"
    with patch.object(headings, "column_letter", side_effect=headings.column_letter) as named:
        verdict = judge(tmp_path / "wide.csv", content)
    codes = [code for code, *_ in said(verdict)]
    assert (codes.count("header-duplicate"), codes.count("header-unknown"), len(codes)) == (2000, 2000, 4000)
    assert named.call_count == len(pairs) + len(HEADINGS.split(","))


def test_words_that_nobody_knows_are_compared_only_so_often(tmp_path: Path) -> None:
    rows = [ROW.replace("share", f"shore{n}").replace("E09000023", f"Lewishem {n}") for n in range(300)]
    with (
        patch.object(line_resolver, "find_near_matches", side_effect=find_near_matches) as lines,
        patch.object(area_book, "find_near_matches", side_effect=find_near_matches) as areas,
    ):
        verdict = judge(tmp_path / "words.csv", table(*rows))
    assert [code for code, *_ in said(verdict)] == ["indicator-unknown", "area-unknown"] * 300
    assert (lines.call_count, areas.call_count) == (SUGGESTIONS, SUGGESTIONS)


def test_a_column_of_more_words_than_there_are_codes_is_not_parsed(tmp_path: Path) -> None:
    rows = [ROW.replace("total", f"part {n}=of") for n in range(MOST_WORDS + 1)]
    with patch.object(field_parsers, "find_near_matches", side_effect=find_near_matches) as compared:
        verdict = judge(tmp_path / "mixed.csv", table(*rows))
    assert said(verdict) == [("column-mixed", None, "breakdown")]
    assert compared.call_count == 0


def test_a_word_in_thousands_of_rows_is_parsed_once(tmp_path: Path) -> None:
    rows = [ROW.replace("total", "sox=M;agee=9").replace("12,100", f"{n},{n + 50}") for n in range(3000)]
    with patch.object(field_parsers, "find_near_matches", side_effect=find_near_matches) as compared:
        verdict = judge(tmp_path / "one-word.csv", table(*rows))
    assert said(verdict) == [("breakdown-unknown", row, "breakdown") for row in range(2, 3002) for _ in range(2)]
    assert compared.call_count == 2
