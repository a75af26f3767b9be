"""The returns: editions, due rules, routes, and what a later edition changed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from docs.pages.markdown import code, page, table, words
from mappings.calendar.due_dates import describe_rule
from mappings.calendar.due_rules import AsScheduled, DueRule
from mappings.calendar.event_kinds import EventKinds
from mappings.definitions.return_definitions import Disclosure, Edition, Route
from mappings.definitions.returns import Return
from mappings.definitions.scheduled_returns import ScheduledReturn, Stage
from mappings.ruleset.ruleset import Ruleset
from returnonce.definition_files.base import NOT_ESTABLISHED, InForce

DAY = timedelta(days=1)
ROUTES: dict[Route, str] = {
    "council": "keyed by the council",
    "partner": "keyed by a partner, such as a trust or the police",
    "other_return": "held already by another return",
    "central": "compiled by a department and asked of nobody",
}


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``returns.md``."""
    sections = [
        _section(
            return_,
            ruleset.event_kinds,
            (*filter(None, [ruleset.describe_sample(code_)]), *ruleset.changes_of_return(code_)),
        )
        for code_, return_ in ruleset.returns.items()
    ]
    return {"returns.md": page("Returns", _opening(ruleset), *sections, _scheduled_section(ruleset))}


def _scheduled_section(ruleset: Ruleset) -> str:
    """Returns that are made elsewhere, and what is known of their dates."""
    sentence = (
        "These are not filled here: their dates, and that they were sent, are kept "
        "([how](../howto/keep-the-whole-year.md)). Which councils make one, and whose work it is, is our assumption. "
        "The Local Outcomes Framework is no return: it is [compiled from published sources](frameworks.md)."
    )
    headings = ("code", "return", "recipient", "how often", "made by", "due", "last known", "confidence", "sources")
    rows = [_scheduled_row(one, ruleset.event_kinds) for one in ruleset.scheduled_returns.values()]
    return f"## In the schedule alone\n\n{sentence}\n\n{table(headings, rows)}"


def _scheduled_row(one: ScheduledReturn, kinds: EventKinds) -> tuple[object, ...]:
    return (
        code(one.code),
        one.title,
        one.recipient,
        one.frequency,
        ", ".join(kind.replace("_", " ") for kind in one.made_by.kinds),
        _due_of_schedule(one, kinds),
        one.last_known or "; ".join(f"{stage.title}: {stage.last_known}" for stage in one.stages if stage.last_known),
        one.confidence,
        "; ".join(one.sources),
    )


def _due_of_schedule(one: ScheduledReturn, kinds: EventKinds) -> str:
    parts: tuple[ScheduledReturn | Stage, ...] = one.stages or (one,)
    rules = [
        f"{describe_rule(part.due, kinds)}{' (assumed)' if part.due.assumed else ''}"
        for part in parts
        if isinstance(part.due, DueRule)
    ]
    days = [f"{given.day} for {given.period}" for part in parts for given in part.days]
    return "; ".join([*rules, *days]) or NOT_ESTABLISHED


def _opening(ruleset: Ruleset) -> str:
    routes = "\n".join(f"- `{route}`: {words_of_route}" for route, words_of_route in ROUTES.items())
    return (
        f"{len(ruleset.returns)} returns. A return has yearly editions; where a date is `not established`, no source "
        "gives it. An **assumed** due rule is ours, because no source gives one; every file made under it says so.\n\n"
        f"Routes say who keys a line:\n\n{routes}"
    )


def _section(return_: Return, kinds: EventKinds, changes: tuple[str, ...]) -> str:
    newest = return_.editions[-1]
    editions = table(
        ("edition", "in force", "to whom", "areas", "periods", "due"),
        [_edition(edition, kinds) for edition in return_.editions],
    )
    parts = [
        f"## {newest.title}",
        f"Code: `{return_.code}`. Legal basis: {newest.legal_basis}. Confidence: {newest.confidence}.",
        f"Lines: [lines-{return_.code}.md](lines-{return_.code}.md).",
        _routes(return_),
        editions,
        _due_sources(return_),
        *changes,
        f"Symbols: {_symbols(newest)}. Disclosure: {_disclosure(newest)}.",
        f"What is known and what is not: {newest.notes}" if newest.notes else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _routes(return_: Return) -> str:
    routes = {line.subject_id: line.route for line in return_.lines}
    counts = Counter(routes.values())
    counts_in_words = ", ".join(f"{counts[route]} {route}" for route in ROUTES if counts[route])
    return f"{len(routes)} lines (parts counted each): {counts_in_words}."


def _edition(edition: Edition, kinds: EventKinds) -> tuple[str, ...]:
    areas, periods = ", ".join(edition.area_kinds), ", ".join(words(kind) for kind in edition.period_kinds)
    return (
        code(edition.edition),
        span(edition.in_force),
        edition.recipient,
        areas,
        periods,
        due_in_words(edition.due, kinds),
    )


def span(force: InForce) -> str:
    """Both ends in words; the file's ``to`` is the first day on which it no longer holds."""
    begin = f"from {force.start}" if isinstance(force.start, date) else "start not established"
    if force.end is None:
        return f"{begin}, no known end"
    return f"{begin}, until {force.end - DAY}" if isinstance(force.end, date) else f"{begin}, end not established"


def due_in_words(rule: DueRule | AsScheduled, kinds: EventKinds) -> str:
    """The due rule as a sentence, with *assumed* where it is."""
    if not isinstance(rule, DueRule):
        return "as its recipient publishes it for each period"
    rule_words = describe_rule(rule, kinds)
    roll = {"next": ", or the next working day", "previous": ", or the working day before", "none": ""}[rule.roll]
    return f"{rule_words[0].lower()}{rule_words[1:]}{roll}, {rule.at}{' (**assumed**)' if rule.assumed else ''}"


def _due_sources(return_: Return) -> str:
    sources = dict.fromkeys(one.due.source for one in return_.editions if isinstance(one.due, DueRule))
    return "\n\n".join(f"Due rule rests on: {source}" for source in sources)


def _symbols(edition: Edition) -> str:
    return ", ".join(f"`{symbol}` {words(name)}" for name, symbol in edition.symbols.items())


def _disclosure(edition: Edition) -> str:
    return "; ".join(f"{audience}: {_rule(disclosure)}" for audience, disclosure in edition.disclosure.items())


def _rule(disclosure: Disclosure) -> str:
    if disclosure.rule is None:
        return f"{disclosure.says} (no rule is named: nothing leaves unless it is the recipient's)"
    return f"{disclosure.says} (rule {code(disclosure.rule)}, version {disclosure.version})"
