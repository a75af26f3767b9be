"""The order of headings in a flat file: a version's own, or that of the one before it with what is new at the end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indicators.records.wide_layout import read_wide_layout
from returnonce.errors import Refused
from tests.shipped import RECORD_SETS_FOLDER, load_record_set


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(RECORD_SETS_FOLDER / "treatment", tmp_path / "treatment")
    return tmp_path


def _columns(version: str, root: Path = RECORD_SETS_FOLDER) -> list[str]:
    return [heading.column for heading in read_wide_layout(load_record_set("treatment", version, root=root))]


def test_a_version_without_a_layout_keeps_the_order_before_it_less_what_is_gone() -> None:
    k, p = _columns("K"), _columns("P")
    kept = [column for column in k if column in p]
    assert p[: len(kept)] == kept
    assert set(p[len(kept) :]).isdisjoint(k)
    assert p == _columns("R")


def test_a_layout_that_is_dropped_in_is_used(root: Path) -> None:
    layout = "position\ttable\tcolumn\n1\tepisode\tCONSENT\n2\tclient\tAGNCY\n3\ttop\tNOT_THERE\n"
    (root / "treatment" / "versions" / "R" / "layout.tsv").write_text(layout)
    assert _columns("R", root)[:2] == ["CONSENT", "AGNCY"]
    assert sorted(_columns("R", root)) == sorted(_columns("P", root))
    assert _columns("P", root) == _columns("P")


def test_each_key_stands_once_and_comes_from_the_table_it_is_the_key_of() -> None:
    layout = read_wide_layout(load_record_set("treatment", "P"))
    assert len({heading.column for heading in layout}) == len(layout)
    tables = {heading.column: heading.table for heading in layout}
    assert (tables["AGNCY"], tables["CLIENTID"], tables["EPISODID"], tables["CIRID"]) == (
        "client", "client", "episode", "client_information_review",
    )  # fmt: skip


def test_a_wrong_layout_is_refused_with_its_place(root: Path) -> None:
    (root / "treatment" / "versions" / "R" / "layout.tsv").write_text("position\ttable\tcolumn\nfirst\tclient\tAGNCY\n")
    with pytest.raises(Refused, match=r"R/layout\.tsv row 2"):
        _columns("R", root)
