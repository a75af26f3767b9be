"""The facts that the rules to be asked name, and what these name in turn: the others need not be worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indicators.records.official_rules import Fact, OfficialRule, Related

_WORD = re.compile(r"[A-Za-z_]\w*")
#: Before a column of a row beside this one, and of a row of another table.
_PREFIXES = ("prev__", "next__", "o__")
Words = set[str]


def choose_facts(facts: Sequence[Fact], rules: Iterable[OfficialRule]) -> list[Fact]:
    """Facts without the columns that no rule names, and no fact after them."""
    by_table: dict[str, Words] = {}
    for fact in facts:
        by_table.setdefault(fact.table, set()).update(fact.columns, fact.group.values if fact.group else ())
    words: Words = set()
    for rule in rules:
        words |= {rule.table, *rule.also} | _words(rule.wrong or "")
    chosen: list[Fact] = []
    for fact in reversed(facts):
        if fact.table in words:
            chosen.append(_without_needless(fact, words, by_table))
            words |= _words_of(chosen[-1])
    return chosen[::-1]


def _without_needless(fact: Fact, words: Words, by_table: Mapping[str, Words]) -> Fact:
    """One fact, whose parts are worked out in the order of its fields: each may name those before it."""
    changes: dict[str, Any] = {"columns": {}}
    words = set(words)
    for name, formula in reversed(fact.columns.items()):
        if name in words:
            changes["columns"] = {name: formula} | changes["columns"]
            words |= _words(formula)
    changes["joins"] = {name: on for name, on in fact.joins.items() if by_table.get(name, words) & words}
    changes["matches"] = _needed_sums(fact.matches, words)
    changes["totals"] = _needed_sums(fact.totals, words.union(*(_words_in(one) for one in changes["matches"])))
    before = words.union(*(_words_in(one) for one in (*changes["matches"], *changes["totals"])))
    changes["starts"] = {name: formula for name, formula in fact.starts.items() if name in before}
    before |= _words_in(changes["starts"])
    changes["beside"] = tuple(name for name in fact.beside if {f"prev__{name}", f"next__{name}"} & before)
    if fact.group is not None:
        values = {name: formula for name, formula in fact.group.values.items() if name in before}
        changes["group"] = fact.group.model_copy(update={"values": values})
    return fact.model_copy(update=changes)


def _needed_sums(sums: Iterable[Related], words: Words) -> tuple[Related, ...]:
    pruned = (
        each.model_copy(update={"values": {name: formula for name, formula in each.values.items() if name in words}})
        for each in sums
    )
    return tuple(each for each in pruned if each.values)


def _words_of(fact: Fact) -> Words:
    return _words_in(fact.model_dump())


def _words_in(content: Any) -> Words:
    """Every name in texts, keys and what they hold."""
    if isinstance(content, Related):
        content = content.model_dump()
    if isinstance(content, Mapping):
        return set().union(*(_words_in(part) for item in content.items() for part in item))
    if isinstance(content, list | tuple):
        return set().union(*(_words_in(part) for part in content))
    return _words(content) if isinstance(content, str) else set()


def _words(text: str) -> Words:
    """Names in a condition, with and without what says of which row they are."""
    names = set(_WORD.findall(text))
    return names | {name.removeprefix(prefix) for name in names for prefix in _PREFIXES}
