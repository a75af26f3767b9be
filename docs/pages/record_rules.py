"""Every rule of every record set: what is wrong, how to mend it, and which official rule it is."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, starmap

from docs.pages.markdown import code, page, table
from indicators.records.record_definitions import RecordRule
from indicators.records.record_set_files import RecordSetFiles
from mappings.definitions.finding_kinds import SEVERITIES
from mappings.ruleset.ruleset import Ruleset

HEADINGS = ("code", "severity", "official rule", "what", "mend", "holds for", "source", "confidence")
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
    return "\n\n".join([f"## {files.definition.title}", sentence, *tables])


def _by_table(rules: tuple[RecordRule, ...]) -> list[RecordRule]:
    order = list(dict.fromkeys(rule.table for rule in rules))
    return sorted(rules, key=lambda rule: order.index(rule.table))


def _row(name: str, rule: RecordRule) -> tuple[object, ...]:
    name_cell, official = code(f"{name}:{rule.rule}"), rule.official or UNKNOWN
    return name_cell, rule.severity, official, rule.what, rule.mend, _span(rule), rule.source, rule.confidence


def _span(rule: RecordRule) -> str:
    ends = (f"from {rule.start}" if rule.start else "", f"to {rule.end}" if rule.end else "")
    return " ".join(filter(None, ends)) or "all versions"
