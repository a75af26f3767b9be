"""Every indicator, by theme."""

from __future__ import annotations

from itertools import groupby

from docs.pages.markdown import code, page, table, words
from indicators.catalogue.indicator import Indicator
from mappings.ruleset.ruleset import Ruleset

HEADINGS = ("code", "title", "unit", "base", "of record", "from records", "confidence")


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``indicators.md``."""
    themes = ruleset.themes
    ordered = sorted(ruleset.catalogue.values(), key=lambda indicator: (themes[indicator.code], indicator.code))
    grouped = groupby(ordered, key=lambda indicator: themes[indicator.code])
    sections = [f"## {words(theme).replace('-', ' ').capitalize()}\n\n{_rows(group)}" for theme, group in grouped]
    return {"indicators.md": page("Indicators", _opening(ruleset), *sections, _breakdowns(ruleset), *_changes(ruleset))}


def _opening(ruleset: Ruleset) -> str:
    return (
        f"{len(ruleset.catalogue)} indicators. *Base* is the population that is counted: the same words over "
        "another population are another indicator. *Of record* is the role whose figure counts where several "
        "agencies give one. *Confidence* is how sure the sources of the definition are, not how good the figures "
        "are. *From records*: the record sets and [prepared views](record-views.md) that give it, where one does; it "
        "may be keyed all the same. `returnonce catalogue show CODE` prints all that is known of one, with its sources."
    )


def _rows(group: object) -> str:
    return table(HEADINGS, [_row(indicator) for indicator in group])  # type: ignore[attr-defined]


def _row(indicator: Indicator) -> tuple[str, ...]:
    base, unit = words(indicator.population_base), unit_in_words(indicator.unit, indicator.per)
    derived = "; ".join(f"{derivation.record_set}: {derivation.view}" for derivation in indicator.derive)
    return code(indicator.code), indicator.title, unit, base, indicator.agency_of_record, derived, indicator.confidence


def unit_in_words(unit: str, per: int) -> str:
    """``rate``, 10000 to ``rate per 10,000``."""
    return f"{words(unit)} per {per:,}" if unit in {"rate", "ratio"} and per > 1 else words(unit)


def _changes(ruleset: Ruleset) -> tuple[str, ...]:
    """What packs change in indicators."""
    changes = [change for code_ in ruleset.catalogue for change in ruleset.changes_of_indicator(code_)]
    return ("## Changed by packs", *changes) if changes else ()


def _breakdowns(ruleset: Ruleset) -> str:
    rows = [(code(b.code), b.title, ", ".join(b.members), words(b.kind)) for b in ruleset.breakdowns.values()]
    sentence = (
        "A figure is `total`, or split by these: `sex=F`. Several are sorted and parted by semicolons. Members of "
        "a *partition* add up to the total; those that *overlap* never do."
    )
    return f"## Breakdowns\n\n{sentence}\n\n{table(('code', 'splits by', 'members', 'kind'), rows)}"
