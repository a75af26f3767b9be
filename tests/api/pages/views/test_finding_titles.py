"""One sentence for a kind of finding, whatever its rows say."""

from __future__ import annotations

import pytest

from api.pages.views.finding_titles import title_kind
from mappings.definitions.finding_kinds import FindingKind
from tests.shipped import load_finding_kinds

SAME = ["The same figure is given twice: row 3.", "The same figure is given twice: row 4."]


@pytest.mark.parametrize(
    ("what", "messages", "values", "title"),
    [
        ("The figure {value} is odd.", ["The figure 7 is odd."], ["7"], "The figure 7 is odd."),
        ("The same figure is given twice: {detail}.", SAME, ["NI 43"], "The same figure is given twice."),
        ("The row is hidden{detail}.", ["The row is hidden, 1.", "The row is hidden."], [None], "The row is hidden."),
        ("The line {value} was not in force in {detail}.", ["a", "b"], ["NI 1"],
         "The line NI 1 was not in force in …"),
        ("The period {value} has not begun.", ["a", "b"], ["FY2030-31", "CY2030"], "The period … has not begun."),
        ("The area {value} is closed.", ["a", "b"], [None], "The area … is closed."),
        ("{detail}", ["Is it a year?", "Is it a month?"], ["2009", "2010"], "Is it a year? And others like it."),
    ],
)  # fmt: skip
def test_what_differs_is_left_open(what: str, messages: list[str], values: list[str | None], title: str) -> None:
    kind = FindingKind(severity="error", what=what, why="Because.", mend="Mend it.")
    assert title_kind(kind, messages, values) == title


def test_every_kind_that_ships_has_a_sentence() -> None:
    for code, kind in load_finding_kinds().items():
        title = title_kind(kind, ["One thing.", "Another."], ["one", "two"])
        assert title[0].isupper() or title[0].isdigit() or title[0] in "…'", (code, title)
        assert title[-1] in ".?…)", (code, title)
        assert not any(sign in title for sign in ("{", " .", ":.")), (code, title)
