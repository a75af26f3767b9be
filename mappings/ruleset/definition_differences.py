"""What differs between two rulesets: packs, indicators, returns, their lines, record sets, and due dates that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from indicators.period.arithmetic import Period, financial_year, financial_year_of, quarter
from indicators.period.codes import parse_period
from mappings.calendar.due_dates import compute_due_date
from mappings.calendar.due_rules import DueRule
from returnonce.errors import Refused

if TYPE_CHECKING:
    from indicators.catalogue.indicator import Indicator
    from mappings.definitions.return_definitions import Edition
    from mappings.definitions.returns import Return
    from mappings.ruleset.ruleset import Ruleset
    from returnonce.definition_files.base import Definition

#: Signs of a value that are shown.
LONGEST = 160
Change = Literal["came", "went", "changed", "moved", "renamed"]
Kind = Literal[
    "pack", "indicator", "breakdown", "edition", "line", "due date", "published source", "return of records", "layout",
    "scheduled return", "framework", "outcome", "metric", "report", "survey", "record set", "column", "code", "rule",
    "view",
]  # fmt: skip


@dataclass(frozen=True)
class DefinitionDifference:
    """One difference. ``kind``: of thing, such as ``line``; ``thing``: which; ``key``: what of it changed.

    ``before`` and ``after`` are what was and is said; of a due date that moved, the days in ISO form.
    """

    change: Change
    kind: Kind
    thing: str
    key: str = ""
    before: str = ""
    after: str = ""

    def describe(self) -> str:
        """One line for people."""
        if self.change == "renamed":
            return f"{self.kind} {self.before} renamed: it is {self.after}, and was {self.before} {self.key}"
        what = f"{self.kind} {self.thing} {self.change}"
        if self.change in {"came", "went"}:
            return f"{what}: {self.after or self.before}" if self.after or self.before else what
        return (
            f"{what}: {f'{self.key} ' if self.key else ''}was {self.before or 'nothing'}, is {self.after or 'nothing'}"
        )

    def as_json(self) -> dict[str, str]:
        """Every field by its name."""
        return asdict(self)


def compare_rulesets(before: Ruleset, after: Ruleset, today: date) -> list[DefinitionDifference]:
    """Every difference, by kind of thing; due dates for the years that editions name, this and the next."""
    return [
        *_compare("pack", _list_packs(before), _list_packs(after)),
        *compare_definitions(before, after),
        *_list_moved_dates(before, after, today),
        *_compare("published source", before.sources, after.sources),
        *_compare("return of records", before.record_returns, after.record_returns),
        *_compare("layout", before.layouts, after.layouts),
        *_compare("scheduled return", before.scheduled_returns, after.scheduled_returns),
        *_compare("framework", _list_frameworks(before), _list_frameworks(after)),
        *_compare("report", before.reports, after.reports),
        *_compare("survey", before.surveys, after.surveys),
        *_compare("outcome", _list_outcomes(before), _list_outcomes(after)),
        *_compare("metric", _list_metrics(before), _list_metrics(after)),
        *_compare("record set", _list_record_sets(before), _list_record_sets(after)),
        *_compare("column", _list_columns(before), _list_columns(after)),
        *_compare("code", _list_codes(before), _list_codes(after)),
        *_compare("rule", _list_rules(before), _list_rules(after)),
        *_compare("view", _list_views(before), _list_views(after)),
    ]


def compare_definitions(before: Ruleset, after: Ruleset) -> list[DefinitionDifference]:
    """What an edition rests on: indicators, breakdowns, forms and lines."""
    return [
        *_compare_indicators(before.catalogue, after.catalogue),
        *_compare("breakdown", before.breakdowns, after.breakdowns),
        *_compare("edition", _list_editions(before), _list_editions(after)),
        *_compare("line", _list_lines(before, _find_renamed(before.catalogue, after.catalogue)), _list_lines(after)),
    ]


def _compare(
    kind: Kind, before: Mapping[str, Definition], after: Mapping[str, Definition]
) -> Iterator[DefinitionDifference]:
    """Things that came, went, or say something else under a key."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield DefinitionDifference("came", kind, name, after=_title(new))
        elif new is None and old is not None:
            yield DefinitionDifference("went", kind, name, before=_title(old))
        elif old is not None and new is not None and old != new:
            yield from _compare_keys(kind, name, old, new)


def _compare_indicators(
    before: Mapping[str, Indicator], after: Mapping[str, Indicator]
) -> Iterator[DefinitionDifference]:
    """An indicator that says what it was called before is the same one."""
    likened = dict(before)
    for old, code in _find_renamed(before, after).items():
        was = after[code].was
        until = next(each.until for each in was if each.code == old)
        yield DefinitionDifference("renamed", "indicator", code, f"until {until}", old, code)
        likened[code] = likened.pop(old).model_copy(update={"code": code, "was": was})
    yield from _compare("indicator", likened, after)


def _find_renamed(before: Mapping[str, Indicator], after: Mapping[str, Indicator]) -> dict[str, str]:
    """By the code of before, that of now."""
    return {
        each.code: code
        for code, indicator in sorted(after.items())
        for each in indicator.was
        if each.code in before and each.code not in after and code not in before
    }


def _compare_keys(kind: Kind, name: str, old: Definition, new: Definition) -> Iterator[DefinitionDifference]:
    one, other = old.model_dump(mode="json", by_alias=True), new.model_dump(mode="json", by_alias=True)
    for key, was, is_now in _list_changes(one, other):
        yield DefinitionDifference("changed", kind, name, key, _say(was), _say(is_now))


def _list_changes(one: Mapping[str, Any], other: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each key that differs, down to keys within keys and to places in lists of the same length."""
    for key in dict.fromkeys((*one, *other)):
        was, is_now, name = one.get(key), other.get(key), f"{above}{key}"
        if isinstance(was, dict) and isinstance(is_now, dict):
            yield from _list_changes(was, is_now, f"{name}.")
        elif isinstance(was, list) and isinstance(is_now, list) and len(was) == len(is_now):
            places = [{str(number): each for number, each in enumerate(values, 1)} for values in (was, is_now)]
            yield from _list_changes(places[0], places[1], f"{name}.")
        elif was != is_now:
            yield name, was, is_now


def _title(definition: Definition) -> str:
    return str(getattr(definition, "title", None) or getattr(definition, "subject_label", None) or "")


def _say(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_say(part)}" for key, part in value.items() if part not in (None, [], {}))
    text = " | ".join(map(_say, value)) if isinstance(value, list) else "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def _list_packs(ruleset: Ruleset) -> dict[str, Definition]:
    return {name: pack.manifest for name, pack in ruleset.packs.items()}


def _list_editions(ruleset: Ruleset) -> dict[str, Definition]:
    return {f"{code} {each.edition}": each for code, one in ruleset.returns.items() for each in one.editions}


def _list_lines(ruleset: Ruleset, renamed: Mapping[str, str] = MappingProxyType({})) -> dict[str, Definition]:
    """Lines by return and code; a line with several rows has one for each, by its indicator and first day.

    A line of an indicator that is ``renamed`` stays the same.
    """
    lines: dict[str, Definition] = {}
    for code, definition in ruleset.returns.items():
        subjects = [line.subject_id for line in definition.lines]
        for each in definition.lines:
            line = each.model_copy(update={"object_id": renamed.get(each.object_id, each.object_id)})
            alone = subjects.count(line.subject_id) == 1
            row = "" if alone else f" as {line.object_id} from {line.valid_from}"
            lines[f"{code} {line.subject_id}{row}"] = line
    return lines


def _list_columns(ruleset: Ruleset) -> dict[str, Definition]:
    """Columns of record sets by set, version and table."""
    return {
        f"{code} {version} {table.name}.{name}": column
        for code in ruleset.records.codes
        for version in ruleset.records.versions(code)
        for table in ruleset.records.record_set(code, version).tables.values()
        for name, column in table.columns.items()
    }


def _list_frameworks(ruleset: Ruleset) -> dict[str, Definition]:
    return {code: framework.about for code, framework in ruleset.frameworks.items()}


def _list_outcomes(ruleset: Ruleset) -> dict[str, Definition]:
    return {f"{code} {each.code}": each for code, one in ruleset.frameworks.items() for each in one.outcomes}


def _list_metrics(ruleset: Ruleset) -> dict[str, Definition]:
    """Metrics, and their matches by the indicator that each names."""
    found: dict[str, Definition] = {}
    for code, framework in ruleset.frameworks.items():
        found |= {f"{code} {each.code}": each for each in framework.metrics}
        found |= {f"{code} {each.metric}: {each.object_id}": each for each in framework.matches}
    return found


def _list_record_sets(ruleset: Ruleset) -> dict[str, Definition]:
    return {code: files.definition for code, files in ruleset.records.sets.items()}


def _list_codes(ruleset: Ruleset) -> dict[str, Definition]:
    """Codes of record sets by set, the version that brings them, and list."""
    return {
        f"{code} {version} {entry.code_list} {entry.code}": entry
        for code, files in ruleset.records.sets.items()
        for version, layer in files.layers.items()
        for entry in layer.codes
    }


def _list_rules(ruleset: Ruleset) -> dict[str, Definition]:
    return {f"{code} {rule.rule}": rule for code, files in ruleset.records.sets.items() for rule in files.all_rules}


def _list_views(ruleset: Ruleset) -> dict[str, Definition]:
    return {f"{code} {view.view}": view for code, files in ruleset.records.sets.items() for view in files.views}


def _list_moved_dates(before: Ruleset, after: Ruleset, today: date) -> Iterator[DefinitionDifference]:
    """Returns that are due on another day for the same period."""
    for code in sorted(before.returns.keys() & after.returns.keys()):
        old, new = before.returns[code], after.returns[code]
        if old.editions == new.editions and before.calendar == after.calendar:
            continue
        for period in _list_periods((*old.editions, *new.editions), today):
            days = _find_due_day(before, old, period), _find_due_day(after, new, period)
            if None not in days and days[0] != days[1]:
                yield DefinitionDifference("moved", "due date", f"{code} {period.code}", "", str(days[0]), str(days[1]))


def _list_periods(editions: Iterable[Edition], today: date) -> list[Period]:
    """The years that editions name, this one and the next, and the quarters of each."""
    first = financial_year_of(today).start.year
    years = {first, first + 1} | {year for edition in editions if (year := _find_year(edition.edition)) is not None}
    return [
        period for year in sorted(years) for period in (financial_year(year), *(quarter(year, n) for n in (1, 2, 3, 4)))
    ]


def _find_year(name: str) -> int | None:
    try:
        return parse_period(name).start.year
    except Refused:
        return None


def _find_due_day(ruleset: Ruleset, definition: Return, period: Period) -> date | None:
    """The day on which a return is due; None where it is not made then, or its day rests on an event or a term."""
    edition = definition.edition_for(period)
    if edition is None or period.kind not in edition.period_kinds:
        return None
    if not isinstance(edition.due, DueRule):
        scheduled = ruleset.scheduled_returns.get(definition.code)
        given = next((table.given for _, table in scheduled.list_timetables(period)), None) if scheduled else None
        return given.day if given else None
    try:
        return compute_due_date(edition.due, period, ruleset.calendar, kinds=ruleset.event_kinds).date
    except Refused:
        return None
