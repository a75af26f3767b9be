"""The page has a place for each figure that a run gives, and keeps everything else."""

from __future__ import annotations

from bench.document import FIGURES, MARKED, PAGE, fill_page

MADE_UP = {
    "writers": {"books": 10, "seconds": {"fast": 1.0, "xlsxwriter": 20.0}},
    "where": {"exports": 3.0, "api": 1.0},
}


def test_the_page_has_a_place_for_each_figure_once() -> None:
    assert sorted(found[1] for found in MARKED.finditer(PAGE.read_text(encoding="utf-8"))) == sorted(FIGURES)


def test_only_what_was_run_is_replaced() -> None:
    text = PAGE.read_text(encoding="utf-8")
    filled = fill_page(text, MADE_UP)
    before, after = ({found[1]: found[0] for found in MARKED.finditer(each)} for each in (text, filled))
    assert {name for name in FIGURES if before[name] != after[name]} == {"writers", "where"}
    assert MARKED.sub("", text) == MARKED.sub("", filled)
    assert "20.0 times" in after["writers"]
    assert "75 %" in after["where"]
    assert fill_page(filled, MADE_UP) == filled
