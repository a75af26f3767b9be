"""What may stand for the value of an option or argument, by its name in help: AGENCY, AREA, PERIOD, RETURN and so on.

Nothing is written and nothing is parsed: where the home has no ruleset from before, only fixed words are suggested.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from commands.completion_suggestions import Suggestion, matches
from mappings.definitions.lines import EXACT
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import ROLES, Office
from returnonce.clock import SystemClock, today
from returnonce.object_cache import RULESETS
from returnonce.settings import read_settings

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

Lister = Callable[[AppContext, str], Iterable[Suggestion]]


def list_values(verb: str, name: str, typed: str) -> Iterable[Suggestion]:
    """Suggestions for what stands as ``name`` in the help of a verb; none where that is a file or free text."""
    lister = VALUES.get(f"{verb} {name}") or VALUES.get(name)
    if lister is None:
        return ()
    context = AppContext(read_settings(os.environ, Path()), SystemClock())
    context.makes_store = False
    return lister(context, typed)


def _from_rules(list_of: Callable[[Ruleset, str], Iterable[Suggestion]]) -> Lister:
    """A lister of what the definitions hold; of nothing where they would have to be parsed first."""

    def list_where_cached(context: AppContext, typed: str) -> Iterable[Suggestion]:
        cached = any((context.home / RULESETS).glob("*"))
        return list_of(context.load_current_ruleset(), typed) if cached else ()

    return list_where_cached


def _from_store(query: str) -> Lister:
    """A lister of a query's rows, a name and what it is; of nothing where the store is not in this home."""

    def list_rows(context: AppContext, _typed: str) -> Iterable[Suggestion]:
        from returnonce.sqlite_reading import open_current_sqlite

        with open_current_sqlite(context.settings) as connection:
            rows = connection.driver.execute(query).fetchall() if connection else []
        return [Suggestion(*(str(cell) for cell in row)) for row in rows]

    return list_rows


def _fixed(*words: str) -> Lister:
    return lambda _context, _typed: [Suggestion(word) for word in words]


def _list_agencies(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
    for place in rules.places.values():
        yield from (Suggestion(agency.code, agency.name) for agency in place.agencies.values())


def _list_areas(rules: Ruleset, typed: str) -> Iterator[Suggestion]:
    """The areas of the places; once something is typed any area, by its name or its code."""
    own = [rules.areas.get(code) for place in rules.places.values() for code in place.areas]
    for area in rules.areas.all() if typed else own:
        yield Suggestion(area.name, area.code)
        if typed and matches(area.code, typed):
            yield Suggestion(area.code, area.name)


def _list_periods(context: AppContext, typed: str) -> Iterator[Suggestion]:
    """Years, the newest first; quarters of a financial year and months of a year once it is typed."""
    from indicators.period import arithmetic

    newest = today(context.clock).year + 1
    years = range(newest, newest - 20, -1)
    if started := re.match(r"FY([0-9]{4})-[0-9]{2}-", typed, re.IGNORECASE):
        periods = [arithmetic.quarter(int(started[1]), number) for number in range(1, 5)]
    elif started := re.match(r"([0-9]{4})", typed):
        periods = [arithmetic.month(int(started[1]), number) for number in range(1, 13)]
    else:
        kinds = (arithmetic.financial_year, arithmetic.academic_year, arithmetic.calendar_year)
        periods = [kind(year) for kind in kinds for year in years]
    return (Suggestion(period.code, period.label()) for period in periods)


def _titles(*parts: str) -> Lister:
    """A lister of the codes of parts of the ruleset, each with its title."""

    def list_titles(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
        for part in parts:
            yield from (Suggestion(code, _find_title(each)) for code, each in getattr(rules, part).items())

    return _from_rules(list_titles)


def _find_title(definition: Any) -> str:
    """Its own title, or that of the file that a framework is described in."""
    return str(getattr(definition, "title", None) or definition.about.title)


def _list_lines(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
    """The lines of every return, such as NI 62."""
    for each in rules.returns.values():
        yield from (Suggestion(line.subject_id, line.subject_label) for line in each.lines)


def _list_indicators(rules: Ruleset, typed: str) -> Iterator[Suggestion]:
    """Every indicator; once something is typed also the lines that are one, such as NI 62."""
    yield from (Suggestion(code, each.title) for code, each in rules.catalogue.items())
    for each in rules.returns.values() if typed else ():
        yield from (
            Suggestion(line.subject_id, line.subject_label) for line in each.lines if line.predicate_id == EXACT
        )


def _list_record_sets(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
    return (Suggestion(code) for code in rules.records.codes)


def _list_event_kinds(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
    return (Suggestion(code) for code in rules.event_kinds)


def _list_reasons(rules: Ruleset, _typed: str) -> Iterator[Suggestion]:
    return (Suggestion(code, words) for code, words in rules.edition_reasons.items())


ACCOUNTS = _from_store("SELECT name, title FROM account ORDER BY name")
RETURNS = _titles("returns", "record_returns")
INDICATORS = _titles("catalogue")
EVENT_KINDS = _from_rules(_list_event_kinds)
#: By the name that help shows; with the verb before it where the same name means something else there.
VALUES: Mapping[str, Lister] = {
    "AGENCY": _from_rules(_list_agencies),
    "AREA": _from_rules(_list_areas),
    "PERIOD": _list_periods,
    "FIRST_YEAR": _list_periods,
    "PLACE": _titles("places"),
    "blobs move PLACE": _fixed("folder", "database"),
    "RETURN": RETURNS,
    "DROP": RETURNS,
    "fill RETURN": _titles("returns", "record_returns", "frameworks", "reports"),
    "sent RETURN": _titles("returns", "record_returns", "scheduled_returns"),
    "INDICATOR": _from_rules(_list_indicators),
    "DROP_LINE": _from_rules(_list_lines),
    "catalogue show CODE": INDICATORS,
    "SOURCE": _titles("sources"),
    "RECORD_SET": _from_rules(_list_record_sets),
    "KIND": EVENT_KINDS,
    "EVENT": EVENT_KINDS,
    "propose REASON": _from_rules(_list_reasons),
    "FORMAT": _fixed("xlsx", "csv", "json", "xml"),
    "AUDIENCE": _fixed("public", "council", "regulator"),
    "ROLE": _fixed(*ROLES),
    "OFFICE": _fixed(*get_args(Office)),
    "SHELL": _fixed("bash", "zsh", "fish"),
    "ACCOUNT": ACCOUNTS,
    "BY": ACCOUNTS,
    "user grant NAME": ACCOUNTS,
    "user end NAME": ACCOUNTS,
    "user password NAME": ACCOUNTS,
    "user link NAME": ACCOUNTS,
    "client secret NAME": ACCOUNTS,
    "client end NAME": ACCOUNTS,
    "PROPOSAL": _from_store(
        "SELECT substr(name, 1, 12), return_code || ' ' || area || ' ' || period FROM proposal"
        " ORDER BY id DESC LIMIT 50"
    ),
    "SUBMISSION": _from_store(
        "SELECT substr(name, 1, 12), agency || ' ' || substr(received_at, 1, 10) FROM submission"
        " ORDER BY id DESC LIMIT 50"
    ),
}
