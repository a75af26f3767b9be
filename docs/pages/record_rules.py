"""Every rule of every record set: what is wrong, how to mend it, and which official rule it is."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, starmap

from docs.pages.markdown import code, page, table
from indicators.records.official_rules import OfficialRule
from indicators.records.record_definitions import RecordRule
from indicators.records.record_set_files import RecordSetFiles
from mappings.definitions.finding_kinds import SEVERITIES
from mappings.ruleset.ruleset import Ruleset

HEADINGS = ("code", "severity", "official rule", "what", "mend", "holds for", "source", "confidence")
OFFICIAL_HEADINGS = ("code", "number", "table", "what is wrong", "needs besides", "asked by", "holds for")
UNKNOWN = "none known"


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``record-rules.md``."""
    return {
        "record-rules.md": page("Rules of record sets", _opening(), *starmap(_section, ruleset.records.sets.items()))
    }


def _opening() -> str:
    return (
        "A rule is one SQL condition in a record set's `rules.yaml`, true for a row that breaks it. An **error** "
        "refuses the whole file and is kept for what contradicts itself; a **query** asks the agency; a **note** is "
        "for information. The official rule is named only where a source gives its number. What is checked of every "
        "record set (dates, keys, code lists, doubles, references) is among the [findings](findings.md). No finding "
        "quotes a cell."
    )


def _section(name: str, files: RecordSetFiles) -> str:
    rules = files.rules
    counts = Counter(rule.severity for rule in rules)
    kinds = ", ".join(f"{counts[kind]} {kind if counts[kind] == 1 else kind.replace('query', 'querie') + 's'}"
                      for kind in SEVERITIES if counts[kind])  # fmt: skip
    official = sum(rule.official is not None for rule in rules)
    sentence = f"{len(rules)} rules: {kinds}. {official or 'None'} of them with an official number."
    tables = [f"### {table_}\n\n{table(HEADINGS, (_row(name, rule) for rule in table_rules))}"
              for table_, table_rules in groupby(_by_table(rules), key=lambda rule: rule.table)]  # fmt: skip
    return "\n\n".join([f"## {files.definition.title}", sentence, *tables, *_official(files)])


def _official(files: RecordSetFiles) -> list[str]:
    """The official rules, one row for each table that a rule is asked of."""
    if files.book is None:
        return []
    numbers = len({rule.number for rule in files.official})
    opening = (
        f"{numbers} official rules. Source: {files.book.source}. All are queries; the code of a finding is `rule-` and "
        "the number, or the check that asks the same, whose words then name the number."
    )
    rows = [
        (
            _own_code(files, rule),
            rule.number,
            rule.table,
            rule.what,
            " ".join(rule.needs) or "nothing",
            _asked_by(rule),
            _since(rule),
        )
        for rule in files.official
    ]  # fmt: skip
    return ["### Official rules", opening, table(OFFICIAL_HEADINGS, rows)]


def _own_code(files: RecordSetFiles, rule: OfficialRule) -> str:
    return code(f"{files.definition.code}:{rule.code}") if rule.wrong else ""


def _asked_by(rule: OfficialRule) -> str:
    if rule.wrong:
        return "its own condition"
    return ", ".join(map(code, rule.checks)) or f"nothing: {rule.note}"


def _since(rule: OfficialRule) -> str:
    ends = (f"from {rule.start}" if rule.start else "", f"to {rule.end}" if rule.end else "")
    return " ".join(filter(None, ends)) or "all versions"


def _by_table(rules: tuple[RecordRule, ...]) -> list[RecordRule]:
    order = list(dict.fromkeys(rule.table for rule in rules))
    return sorted(rules, key=lambda rule: order.index(rule.table))


def _row(name: str, rule: RecordRule) -> tuple[object, ...]:
    name_cell, official = code(f"{name}:{rule.rule}"), rule.official or UNKNOWN
    return name_cell, rule.severity, official, rule.what, rule.mend, _span(rule), rule.source, rule.confidence


def _span(rule: RecordRule) -> str:
    ends = (f"from {rule.start}" if rule.start else "", f"to {rule.end}" if rule.end else "")
    return " ".join(filter(None, ends)) or "all versions"
