"""Every official rule by its own examples: found with its number in what breaks it, and not in what does not."""

from __future__ import annotations

import pytest

from tests.collectors.records.rule_examples import EXAMPLES, VERSION, numbers_by_example, read_examples
from tests.shipped import load_record_set

CODES = [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))]
#: Rules that nothing in a file as it is read here can break; their rows say why. 105 is of the XML form alone.
NEVER = {"children-looked-after": {"105", "205C", "303", "411"}}
PERSONS = {"children-looked-after": "CHILD", "children-in-need": "LAchildID"}
CASES = [(code, number) for code in CODES for number in read_examples(code)]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_examples(code: str) -> None:
    numbers = {rule.number for rule in load_record_set(code, VERSION).official}
    assert numbers - set(read_examples(code)) == NEVER.get(code, set())
    assert set(read_examples(code)) <= numbers


@pytest.mark.parametrize("code", CODES)
def test_every_rule_asks_or_says_why_not(code: str) -> None:
    held = load_record_set(code, VERSION)
    own = {rule.rule for rule in held.rules}
    for rule in held.official:
        assert bool(rule.wrong) + bool(rule.checks) + bool(rule.note and not rule.wrong) == 1, rule.number
        assert set(rule.columns) <= held.tables[rule.table].columns.keys() | {"_parent"}, rule.number
        assert {c for c in rule.checks if not c.startswith("record-")} <= own, rule.number


@pytest.mark.parametrize(("code", "number"), CASES)
def test_a_rule_is_found_where_it_is_broken_and_nowhere_else(code: str, number: str) -> None:
    found = numbers_by_example(code, PERSONS[code])
    assert number in found.get(f"{number}-breaks", set())
    assert number not in found.get(f"{number}-fits", set())
