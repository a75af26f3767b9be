"""The page has a place for each part, and only what was run is replaced."""

from __future__ import annotations

from campaigns.document import MARKED, PAGE, SHOWN, fill_page
from campaigns.figures import SIZES
from campaigns.run import PARTS

RUN = {
    "held": True, "wanted": 1000, "done": 980, "found": 980, "named": 979, "harmless": 1, "seed": 7, "seconds": 90,
    "load": [1.0, 2.5], "day": "2026-11-23", "machine": "2 processors",
}  # fmt: skip


def test_the_page_has_a_place_for_each_part_once() -> None:
    marked = [found[1] for found in MARKED.finditer(PAGE.read_text(encoding="utf-8"))]
    places = {part.removesuffix("-sqlite").removesuffix("-postgresql") for part in PARTS} - {"others"}
    assert sorted(marked) == sorted(SHOWN) == sorted(places)


def test_only_what_was_run_is_replaced() -> None:
    text = PAGE.read_text(encoding="utf-8")
    filled = fill_page(text, {"tamperings": {"rows": RUN}})
    before, after = ({found[1]: found[0] for found in MARKED.finditer(each)} for each in (text, filled))
    assert {name for name in SHOWN if before[name] != after[name]} == {"tamperings"}
    assert "| rows | 1,000 | 980 | yes | 980 | 979 | 1 | 1.5 | 1.0 to 2.5 |" in after["tamperings"]
    assert "2026-11-23; 2 processors; seed 7." in after["tamperings"]
    assert fill_page(filled, {"tamperings": {"rows": RUN}}) == filled


def test_the_page_names_every_size() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in SIZES if f"`SOAK_{name.upper()}`" not in text] == []
