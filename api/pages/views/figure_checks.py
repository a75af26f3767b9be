"""What was checked before a figure was taken: how many rules there are, and what they said of its row."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.figure_sources import TracedSource
from api.pages.rendering import page_path
from api.pages.views.figure import agency_name
from api.pages.wording import number_words
from indicators.catalogue.indicator import Derivation, Indicator
from indicators.period.codes import parse_period
from mappings.definitions.finding_kinds import FindingKind
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from returnonce.errors import ReturnOnceError

#: Words in a rule that stand for what was found.
SLOT = re.compile(r"\s*\{\w+\}")


@dataclass(frozen=True)
class CheckedSource:
    """One source and its checks. ``said``: severity and words of what was found at its row, with answers;
    ``rules``: what was looked for and not found there; ``href``: the receipt, where the caller may read it."""

    title: str
    href: str
    sentence: str
    said: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class StepsFromRecords:
    """How records became the figure: the record set, its rule in words, and how many were left after each step."""

    title: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def describe_checks(ruleset: Ruleset, source: TracedSource, *, may_read: bool) -> CheckedSource | None:
    """The checks of one source; None where the store has no submission of it."""
    row = source.submission
    if row is None:
        return None
    kinds = _list_kinds(ruleset, source)
    refusing = sum(kind.severity == "error" for kind in kinds.values())
    asking = sum(kind.severity == "query" for kind in kinds.values())
    found = {finding.code for finding in source.findings}
    said = tuple((finding.severity, _with_answers(source, finding.position, finding.message))
                 for finding in source.findings)  # fmt: skip
    queries = len(said) if source.records is None else int(json.loads(row.counts).get("query", 0))
    things = format_count(queries, "thing was", "things were") if queries else "nothing was"
    sentence = (
        f"{format_count(refusing, 'rule')} would have refused the file, and none did. "
        f"Of {format_count(asking, 'rule')} that ask for an explanation: {things} said of "
        f"{'its row' if source.records is None else 'the file'}."
    )
    rules = tuple(
        dict.fromkeys(words for code, kind in kinds.items() if code not in found and (words := _plain_rule(kind.what)))
    )
    return CheckedSource(
        f"{row.file_name}, from {agency_name(ruleset, row.agency)}",
        page_path("submissions", row.name) if may_read else "", sentence, said,
        rules if source.records is None else (),
    )  # fmt: skip


def _list_kinds(ruleset: Ruleset, source: TracedSource) -> Mapping[str, FindingKind]:
    """The kinds of findings that a file of this sort can have, notes apart."""
    if source.records is not None:
        prefixes: tuple[str, ...] = (f"{source.records.record_set}:", "record-")
    else:
        prefixes = ("published-",) if source.kind == "pulled" else ()
    kinds = {code: kind for code, kind in ruleset.finding_kinds.items() if kind.severity != "note"}
    if prefixes:
        return {code: kind for code, kind in kinds.items() if code.startswith(prefixes)}
    others = ("published-", "record-")
    return {code: kind for code, kind in kinds.items() if ":" not in code and not code.startswith(others)}


def _with_answers(source: TracedSource, position: int, message: str) -> str:
    answers = [answer.text for query in source.queries if query.position == position for answer in query.answers]
    return f"{message} Answer: {' '.join(answers)}" if answers else message


def _plain_rule(what: str) -> str:
    """A rule's words without what was found: ``The numerator is less than zero.``; empty where nothing is left."""
    words = SLOT.sub("", f"It{what}" if what.startswith("{value}") else what).strip()
    return words if len(words) > len("It.") and not words.startswith("It.") else ""


def describe_records(ruleset: Ruleset, indicator: Indicator, source: TracedSource) -> StepsFromRecords | None:
    """Of a figure that was derived from records: by which rule, from how many rows; no row and no person."""
    records = source.records
    if records is None:
        return None
    code = source.figure["indicator"]
    of = ruleset.catalogue.get(code, indicator)
    derivation = _find_derivation(of, records.record_set, source.figure["locator"])
    title = _record_set_title(ruleset, records.record_set)
    facts = (
        ("Record set", f"{title}, version {records.version}, {parse_period(records.period).label()}"),
        ("Counted", of.numerator), ("Out of", of.denominator if of.parts else ""),
        ("Note", derivation.note or "" if derivation else ""),
    )  # fmt: skip
    return StepsFromRecords(
        title, tuple((name, text) for name, text in facts if text),
        _list_steps(ruleset, source, derivation),
    )  # fmt: skip


def _find_derivation(indicator: Indicator, record_set: str, locator: str | None) -> Derivation | None:
    view = (locator or "").removeprefix("view ")
    fitting = [one for one in indicator.derive if one.record_set == record_set]
    return next((one for one in fitting if one.view == view), fitting[0] if fitting else None)


def _record_set_title(ruleset: Ruleset, code: str) -> str:
    try:
        return ruleset.records.files_of(code).definition.title
    except ReturnOnceError:
        return code


def _list_steps(ruleset: Ruleset, source: TracedSource, derivation: Derivation | None) -> tuple[tuple[str, str], ...]:
    records, figure = source.records, source.figure
    assert records is not None
    views = ruleset.records.files_of(records.record_set).views if derivation else ()
    view = next((one for one in views if derivation and one.view == derivation.view), None)
    row_of = f": {view.title[0].lower()}{view.title[1:]}, one row for each {view.one_row_per}" if view else ""
    steps = (
        ("Rows received", f"{records.rows:,}"),
        (f"Left in the table that is counted, as the measure needs them{row_of}", number_words(figure["denominator"])),
        ("Of these, counted", number_words(figure["numerator"])),
        ("The value", number_words(figure["value"]) if figure["numerator"] is None else ""),
    )
    return tuple((name, number) for name, number in steps if number)
