"""Official validation rules as data: a return's rules by their numbers, and the facts that their conditions name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from indicators.records.record_definitions import RecordRule
from returnonce.definition_files.base import Confidence, Definition, Text

#: What has to be at hand beside the return itself.
RuleInput = Literal["last-year", "providers", "postcodes"]
INPUTS: tuple[RuleInput, ...] = ("last-year", "providers", "postcodes")
RULE_COLUMNS = ("number", "from", "to", "table", "columns", "needs", "wrong", "checks", "also", "what", "note")


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[Text, ...], BeforeValidator(_words)]


class OfficialRule(Definition):
    """One rule for the rows of one table: a condition in SQL, or the checks that ask the same already.

    ``needs``: tables that must have rows, and inputs beside the return; ``also``: tables of which the rows of the
    same person are named too. A rule that names rows of several tables for different reasons has a row for each.
    """

    number: Text
    start: Text | None = Field(default=None, alias="from")
    end: Text | None = Field(default=None, alias="to")
    table: Text
    columns: Words
    needs: Words = ()
    wrong: Text | None = None
    checks: Words = ()
    also: Words = ()
    what: Text
    note: Text | None = None

    @property
    def code(self) -> str:
        """The rule as a finding's code, after the record set's."""
        return f"rule-{self.number.lower()}"

    @property
    def inputs(self) -> tuple[RuleInput, ...]:
        """What it needs beside the return."""
        return tuple(name for name in INPUTS if name in self.needs)


class Related(Definition):
    """Rows of a table to be found from another one: ``on`` maps the table's own columns to theirs."""

    of: Text
    on: dict[str, Text]
    where: Text | None = None
    values: dict[str, Text]


class Group(Definition):
    """One row for each key, with sums over its rows."""

    of: Text
    by: tuple[Text, ...]
    where: Text | None = None
    values: dict[str, Text]


class Union(Definition):
    """Rows of several tables as one, with the columns that they share."""

    tables: tuple[Text, ...]
    where: Text | None = None


class Fact(Definition):
    """Columns that a table gets before rules are asked, in the order of these fields.

    ``union``, ``group``: the table is a new one. ``starts``: a number for each run of rows, the next begins where the
    condition holds; ``totals``: sums over rows with the same key, on every row of that key; ``matches``: over rows that
    also fit this row (theirs as ``o__X``); ``joins``: the columns of a grouped table.
    """

    table: Text
    union: Union | None = None
    group: Group | None = None
    by: tuple[Text, ...] = ()
    order: tuple[Text, ...] = ()
    beside: tuple[Text, ...] = ()
    starts: dict[str, Text] = Field(default_factory=dict)
    totals: tuple[Related, ...] = ()
    matches: tuple[Related, ...] = ()
    joins: dict[str, dict[str, Text]] = Field(default_factory=dict)
    columns: dict[str, Text] = Field(default_factory=dict)


class OfficialBook(Definition):
    """``official/book.yaml``: where a set's official rules come from, and the facts that they name."""

    title: Text
    source: Text
    confidence: Confidence
    #: Numbers that end with this letter are queries in the source; without one, the source gives no severity.
    query_mark: Text | None = None
    facts: tuple[Fact, ...] = ()


def as_record_rule(rule: OfficialRule, book: OfficialBook) -> RecordRule:
    """The rule as a finding's words need it. All of them are queries: only what cannot be read refuses."""
    return RecordRule(
        rule=rule.code,
        official=f"{rule.number}{_severity(rule.number, book)}",
        severity="query",
        table=rule.table,
        **{"from": rule.start, "to": rule.end},
        wrong=rule.wrong or "FALSE",
        columns=rule.columns,
        what=rule.what,
        why=f"{book.title} asks it of every return.",
        mend=f"Look at {', '.join(rule.columns)}: correct what is wrong, or be ready to say why it is so.",
        source=book.source,
        confidence=book.confidence,
    )


def _severity(number: str, book: OfficialBook) -> str:
    if book.query_mark is None:
        return ""
    return ", a query" if number.endswith(book.query_mark) else ", an error"
