"""The official rules of a return, asked of its records: one pass over each table, after the facts that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from collectors.records.marks import marks_at
from collectors.records.needed_facts import choose_facts
from collectors.records.rule_facts import add_facts
from collectors.records.rule_inputs import RuleInputs, rule_tables
from indicators.records.official_rules import INPUTS, OfficialRule, RuleInput
from indicators.records.record_frames import ID, PARENT, ROW, Records
from indicators.records.record_sets import RecordSet

#: How an input is called in words.
INPUT_WORDS: dict[RuleInput, str] = {
    "last-year": "last year's return (kept, or given by --last-year)",
    "providers": "a list of providers (RETURNONCE_PROVIDERS)",
    "postcodes": "postcodes with their authorities (RETURNONCE_POSTCODES)",
}


def official_marks(records: Records, inputs: RuleInputs, *, read_on: date) -> Iterator[pl.LazyFrame]:
    """Marks at the rows that break an official rule; the code is ``<record set>:rule-<number>``."""
    rules = [rule for rule in records.record_set.official if rule.wrong and _can_be_asked(rule, records, inputs)]
    if not rules:
        return
    facts = choose_facts(records.record_set.files.book_facts, rules)
    tables = add_facts(rule_tables(records, inputs, read_on), facts)
    for name in dict.fromkeys(rule.table for rule in rules):
        asked = [rule for rule in rules if rule.table == name]
        yield from _marks_of_table(tables, name, asked, records)


def rules_not_asked(records: Records, inputs: RuleInputs) -> tuple[str, ...]:
    """A sentence for each input that is not at hand, with the numbers of the rules that need it."""
    sentences = []
    for name in INPUTS:
        rules = [] if inputs.has(name) else [rule for rule in records.record_set.official if name in rule.inputs]
        numbers = ", ".join(dict.fromkeys(rule.number for rule in rules))
        if numbers:
            sentences.append(f"by official rules that need {INPUT_WORDS[name]}: {numbers}")
    return tuple(sentences)


def _can_be_asked(rule: OfficialRule, records: Records, inputs: RuleInputs) -> bool:
    """Its table and those that it needs have rows, and its inputs are at hand."""
    tables = [rule.table, *(name for name in rule.needs if name in records.tables)]
    return all(inputs.has(name) for name in rule.inputs) and all(records.tables[name].height for name in tables)


def _marks_of_table(
    tables: dict[str, pl.DataFrame], name: str, rules: Sequence[OfficialRule], records: Records
) -> Iterator[pl.LazyFrame]:
    wrong = [pl.sql_expr(rule.wrong or "").fill_null(value=False).alias(f"_{n}") for n, rule in enumerate(rules)]
    person = records.record_set.tables[name].person
    who = pl.col(person) if person else pl.lit(None, pl.String)
    truths = tables[name].lazy().select(pl.col(ROW).alias("row"), who.alias("_who"), ID, PARENT, *wrong).collect()
    for n, rule in enumerate(rules):
        if truths[f"_{n}"].any():
            broken, code = truths.filter(f"_{n}"), f"{records.record_set.code}:{rule.code}"
            yield marks_at(broken.lazy().select("row").unique(), code, table=name, column=rule.columns[0])
            yield from _also(rule, broken, code, records)


def _also(rule: OfficialRule, broken: pl.DataFrame, code: str, records: Records) -> Iterator[pl.LazyFrame]:
    """The rows that the rule names too: those that hold the broken ones or lie in them, else the same people's."""
    for name in rule.also:
        person = records.record_set.tables[name].person
        yield marks_at(_find_beside(rule.table, name, broken, records).select(row=ROW), code, table=name, column=person)


def _find_beside(table: str, other: str, broken: pl.DataFrame, records: Records) -> pl.LazyFrame:
    upwards, downwards = find_chain(records.record_set, table, other), find_chain(records.record_set, other, table)
    rows = records.tables[other].lazy()
    if upwards:
        found = broken[PARENT]
        for name in upwards[1:]:
            found = records.tables[name].filter(pl.col(ID).is_in(found.implode()))[PARENT]
        return rows.filter(pl.col(ID).is_in(found.implode()))
    if downwards:
        found = broken[ID]
        for name in reversed(downwards[1:]):
            found = records.tables[name].filter(pl.col(PARENT).is_in(found.implode()))[ID]
        return rows.filter(pl.col(PARENT).is_in(found.implode()))
    whose = records.record_set.tables[other].person or ""
    return rows.filter(pl.col(whose).is_in(broken["_who"].drop_nulls().implode()))


def find_chain(record_set: RecordSet, table: str, outer: str) -> tuple[str, ...]:
    """The tables from one to another within whose records its own lie: the table itself first, the outer one left out.

    Nothing where its records lie in none of the other's.
    """
    chain = [table]
    while (name := _find_parent(record_set, chain[-1])) is not None:
        if name == outer:
            return tuple(chain)
        chain.append(name)
    return ()


def _find_parent(record_set: RecordSet, table: str) -> str | None:
    return next((each.to for each in record_set.tables[table].refers if PARENT in each.on), None)
