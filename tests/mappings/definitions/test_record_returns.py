"""Returns made of records."""

from __future__ import annotations

from pathlib import Path

import pytest

from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import NotFound, Refused
from tests.shipped import list_record_sets, load_record_returns, load_record_set, load_ruleset


def test_the_returns_are_there_and_may_use_the_records_that_they_name() -> None:
    known = load_record_returns()
    assert set(known) == {"ssda903", "cin", "cld", "ndtms", "ofsted-annex-a"}
    for code, each in known.items():
        assert all(code in load_record_set(name).purposes for name in each.record_sets)


def test_every_record_set_names_a_return_that_is_made_of_it() -> None:
    known = load_record_returns()
    for code in list_record_sets():
        assert code in known[load_record_set(code).definition.record_return].record_sets


def test_a_layout_says_no_more_than_its_newest_version() -> None:
    assert load_ruleset().record_return("ndtms").layout == load_record_set("treatment").layout == "unverified"


def test_one_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="cin, cld, ndtms, ofsted-annex-a, ssda903"):
        load_ruleset().record_return("mhsds")


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [("other", ("", ""), "not the file's name"), ("cin", ("[children-in-need]", "[horses]"), "no record set 'horses'")],
)
def test_a_wrong_file_is_refused_by_its_name(name: str, change: tuple[str, str], expected: str, tmp_path: Path) -> None:
    text = (RELEASE / "mappings" / "record_returns" / "cin.yaml").read_text(encoding="utf-8")
    (tmp_path / f"{name}.yaml").write_text(text.replace(*change) if change[0] else text, encoding="utf-8")
    with pytest.raises(Refused, match=expected) as error:
        load_record_returns(tmp_path)
    assert error.value.where == f"{tmp_path.name}/{name}.yaml"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("to: 2012-04-01", "to: 2012-03-31", "One ends on 2012-03-31, and the next begins on 2012-04-01"),
        ("to: 2012-04-01", "to: null", "One ends on no day"),
        ("at: '00:00'", "at: midnight", "opens: 'midnight' is not an hour"),
        (
            "anchor: period_end, days",
            "anchor: event, event: dusk, days",
            "opens: there is no kind of event 'dusk'",
        ),
    ],
)
def test_a_timetable_that_tells_no_date_is_refused(old: str, new: str, expected: str, tmp_path: Path) -> None:
    text = (RELEASE / "mappings" / "record_returns" / "cin.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "cin.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused, match=expected):
        load_record_returns(tmp_path)
