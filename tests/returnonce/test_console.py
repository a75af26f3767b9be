from __future__ import annotations

import pytest

from returnonce.console import Console, table


def test_numbers_stand_right_and_words_left() -> None:
    assert table(["what", "cells"], [("all", 70), ("filled", 5)]).splitlines() == [
        "what    cells",
        "------  -----",
        "all        70",
        "filled      5",
    ]


def test_a_column_without_heading_may_be_empty() -> None:
    assert table(["file", ""], [("a.csv", ""), ("b.csv", "withdrawn")]).splitlines()[-1] == "b.csv  withdrawn"
    assert table(["file", ""], [("a.csv", "")]).splitlines()[-1] == "a.csv"


def test_the_widest_column_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = table(["code", "says"], [("one", "many words " * 10)]).splitlines()
    assert max(map(len, lines)) <= 40
    assert len(lines) > 4


def test_data_goes_to_programs_and_tables_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    for talk in (Console(as_json=True), Console()):
        talk.data({"a": 1})
        talk.table(["a"], [(1,)])
        talk.say("a sentence")
    printed = capsys.readouterr()
    assert printed.out == '{\n  "a": 1\n}\na\n-\n1\n'
    assert printed.err == "a sentence\na sentence\n"
