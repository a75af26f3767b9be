from __future__ import annotations

import pytest

from returnonce.console import Console
from returnonce.plain_table import table


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


def test_a_row_is_one_line_for_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = table(["code", "says"], [("one", "many words " * 10), ("two", "a\nb")]).splitlines()
    assert len(lines) == 4
    assert lines[3] == "two   a b"


def test_what_a_file_holds_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Console().say("\x1b[2Jgone\x07")
    Console().text("a\tb\x9b1m")
    printed = capsys.readouterr()
    assert printed.err == "\N{REPLACEMENT CHARACTER}[2Jgone\N{REPLACEMENT CHARACTER}\n"
    assert printed.out == "a\tb\N{REPLACEMENT CHARACTER}1m\n"


@pytest.mark.parametrize(
    ("console", "said"), [(Console(), "Next: a\n"), (Console(as_json=True), ""), (Console(as_log=True), "")]
)
def test_what_to_type_next_is_for_who_types(console: Console, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.say_next("a")
    console.say_next("")
    assert capsys.readouterr().err == said


def test_data_goes_to_programs_and_tables_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    for talk in (Console(as_json=True), Console()):
        talk.data({"a": 1})
        talk.table(["a"], [(1,)])
        talk.say("a sentence")
    printed = capsys.readouterr()
    assert printed.out == '{\n  "a": 1\n}\na\n-\n1\n'
    assert printed.err == "a sentence\na sentence\n"
