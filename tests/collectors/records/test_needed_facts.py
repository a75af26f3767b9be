"""Facts that are worked out for some rules give these the same answers as all facts together."""

from __future__ import annotations

import polars as pl
import pytest

from collectors.records.needed_facts import choose_facts
from collectors.records.rule_facts import add_facts
from collectors.records.rule_inputs import RuleInputs, rule_tables
from demo.synthetic import children
from indicators.period.codes import parse_period
from indicators.records.official_rules import Fact, Group, OfficialRule
from indicators.records.record_frames import Records
from mappings.ruleset.loading import load_ruleset
from tests.collectors.records.rule_examples import AUTHORITY, READ_ON, VERSION

FACTS = [
    Fact(table="Sums", group=Group(of="rows", by=["child"], values={"most": "MAX(n)", "fewest": "MIN(n)"})),
    Fact(table="Unasked", group=Group(of="rows", by=["child"], values={"least": "MIN(n)"})),
    Fact(table="rows", by=["child"], order=["n"], beside=["n", "day"], starts={"run": "n > prev__n + 1"}),
    Fact(table="rows", joins={"Sums": {"child": "child"}, "Unasked": {"child": "child"}}, columns={"far": "most - n"}),
]


def make_rule(wrong: str, table: str = "rows") -> OfficialRule:
    content = {"number": "1", "from": VERSION, "table": table, "columns": "n", "wrong": wrong, "what": "Too far."}
    return OfficialRule.model_validate(content)


def test_only_what_a_rule_names_is_worked_out() -> None:
    chosen = choose_facts(FACTS, [make_rule("far > 3")])
    assert [fact.table for fact in chosen] == ["Sums", "rows", "rows"]
    assert chosen[0].group is not None
    assert list(chosen[0].group.values) == ["most"]
    assert (chosen[1].beside, chosen[1].starts) == ((), {})
    assert list(chosen[2].joins) == ["Sums"]


def test_a_fact_needs_those_that_it_names() -> None:
    ordered = next(fact for fact in choose_facts(FACTS, [make_rule("run > 1")]) if fact.order)
    assert ordered.beside == ("n",)
    assert ordered.starts == {"run": "n > prev__n + 1"}


@pytest.mark.parametrize("census", [False, True])
def test_each_rule_alone_finds_what_it_finds_among_all(census: bool) -> None:
    ruleset, year = load_ruleset(), parse_period(VERSION)
    records = children(40, ruleset, seed=3, year=year, area=AUTHORITY)[census]
    before = children(40, ruleset, seed=3, year=year, area=AUTHORITY, back=1)[census]
    tables = rule_tables(spoil(records), RuleInputs(last_year=before, authority=AUTHORITY), READ_ON)
    facts = records.record_set.files.book_facts
    whole, broken = add_facts(tables, facts), 0
    for rule in [rule for rule in records.record_set.official if rule.wrong][::9]:
        wrong = pl.sql_expr(rule.wrong or "").fill_null(value=False).alias("wrong")
        alone = add_facts(tables, choose_facts(facts, [rule]))[rule.table].select("_row", wrong)
        expected = whole[rule.table].select("_row", wrong)
        assert alone.sort("_row", "wrong").equals(expected.sort("_row", "wrong")), rule.number
        broken += expected["wrong"].any()
    assert broken


def spoil(records: Records) -> Records:
    """Days of every other row are those of the row before."""
    tables = {}
    for name, frame in records.tables.items():
        odd, days = pl.int_range(pl.len()) % 2 == 1, pl.col(pl.Date)
        tables[name] = frame.with_columns(pl.when(odd).then(days.shift(1)).otherwise(days))
    return Records(records.record_set, records.period, tables)
