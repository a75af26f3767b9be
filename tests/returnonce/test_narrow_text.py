"""No word is broken for want of room: a code that goes on in the next line cannot be copied."""

from __future__ import annotations

import pytest

from returnonce.narrow_text import fit_columns, fit_text, write_fields

HEADINGS = ["code", "says", "cells"]
ROWS = [["children-looked-after", "many words of little weight", "70"], ["vital-signs", "few", "5"]]


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [21, 27, 5]),
        (57, [21, 27, 5]),
        (50, [21, 20, 5]),
        (36, [21, 6, 5]),
        (35, None),
    ],
)
def test_what_can_be_folded_gives_way_and_codes_stay_whole(width: int, widths: list[int] | None) -> None:
    assert fit_columns(HEADINGS, ROWS, width) == widths


def test_where_a_code_would_break_each_field_has_a_line() -> None:
    assert write_fields([*HEADINGS, "", "reason"], [*ROWS[0], "withdrawn", ""], 24) == [
        "code:\n  children-looked-after", "says: many words of\n  little weight", "cells: 70", "withdrawn",
    ]  # fmt: skip


def test_sentences_end_lines_between_words_and_commands_stay_whole() -> None:
    text = "Each figure is given once.\n\n    returnonce plan --place lewisham"
    assert fit_text(text, 12) == "Each figure\nis given\nonce.\n\n    returnonce plan --place lewisham"
    assert fit_text("ssda903-children-looked-after", 12) == "ssda903-children-looked-after"
