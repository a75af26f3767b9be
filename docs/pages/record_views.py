"""The prepared views, and which indicators are derived from each."""

from __future__ import annotations

from docs.pages.markdown import code, page, table
from indicators.catalogue.indicator import Derivation, Indicator
from indicators.records.view_definitions import View
from mappings.ruleset.ruleset import Ruleset

TYPES = {"date": "date", "int": "whole number", "str": "text", "bool": "yes or no"}
HEADINGS = ("indicator", "numerator", "denominator", "also split by", "from a cut", "note")


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``record-views.md``."""
    return {
        "record-views.md": page("Prepared views", _opening(ruleset), *(_set(n, ruleset) for n in ruleset.records.codes))
    }


def _opening(ruleset: Ruleset) -> str:
    derived = sum(bool(indicator.derive) for indicator in ruleset.catalogue.values())
    return (
        "A prepared view holds the hard part of a measure once: one row per child, stay or journey, in memory while a "
        f"file is judged, and never stored. {derived} indicators are derived: each by two SQL expressions over one "
        "view, written in the indicator's own file under `derive:`. An expression that gives nothing means that it "
        "cannot be known, and there is no figure. *From a cut*: whether an in-year cut gives the figure too; otherwise "
        "only a whole year or a day does. The views of a record set of one's own are "
        "[made by steps](../howto/add-a-record-set.md#views). [What the record sets are](record-sets.md)."
    )


def _set(name: str, ruleset: Ruleset) -> str:
    files = ruleset.records.sets[name]
    views = files.views
    return "\n\n".join([f"## {files.definition.title}", *(_view(name, view, ruleset) for view in views)])


def _view(name: str, view: View, ruleset: Ruleset) -> str:
    columns = table(("column", "type", "meaning"), [(code(c.name), TYPES[c.type], c.meaning) for c in view.columns])
    parameters = [
        _row(indicator, derivation)
        for indicator in ruleset.catalogue.values()
        for derivation in indicator.derive
        if (derivation.record_set, derivation.view) == (name, view.view)
    ]
    figures = (
        table(HEADINGS, parameters) or "No indicator is derived from it; other views rest on it, or people look at it."
    )
    return "\n\n".join([f"### {name}: {view.view}", f"{view.title}. One row per {view.one_row_per}.", columns, figures])


def _row(indicator: Indicator, derivation: Derivation) -> tuple[object, ...]:
    denominator = code(derivation.denominator) if derivation.denominator else ""
    split = derivation.by.breakdown if derivation.by else ""
    notes = "; ".join(filter(None, (derivation.status, derivation.note)))
    return (
        code(indicator.code),
        code(derivation.numerator),
        denominator,
        split,
        "yes" if derivation.cuts else "no",
        notes,
    )
