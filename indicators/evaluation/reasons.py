"""Sentences that say why there is no figure, and name what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.catalogue.indicator import Indicator

MOST_NAMES = 3
NONE_GIVEN = "No figure was given."
EMPTY_COHORT = "Nobody was in the cohort: 0 of 0."
OVER_NOTHING = "Something was counted over a denominator of 0, which makes no share."
NOT_SHARED = "was given for a body, not for an area, and does not pass to another body with the same boundary"
UNEQUAL_DENOMINATORS = "Its formula adds shares of different totals, which have no sum."
SHARES_AND_COUNTS = "Its formula would add shares to plain numbers, which have no sum."

SYMBOL_WORDS = {
    "confidential": "confidential",
    "not_applicable": "not applicable",
    "not_available": "not available",
    "rounds_to_zero": "too small to print",
    "unreliable": "unreliable",
}
_SHARES = {"percentage", "percentage_points", "rate", "ratio"}
_JUDGEMENTS = {"score", "level", "yes_no"}


def list_names(names: Sequence[str]) -> str:
    """Up to three names, then how many more."""
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def given_symbol(agency: str | None, symbol: str) -> str:
    """An agency gave a symbol."""
    return f"Given as {SYMBOL_WORDS[symbol]} by {agency}."


def explain_non_additive(indicator: Indicator) -> str:
    """What kind of measure cannot be added, and why."""
    if indicator.parts:
        return "its counts overlap from one part to the next, so that the same people would be counted twice"
    if indicator.unit in _SHARES:
        return "it is a share without its numerator and denominator, and shares are never averaged"
    if indicator.unit in _JUDGEMENTS:
        return "it is a judgement or score, not a sum"
    if indicator.unit == "count":
        return "the same people or things may be counted in more than one part"
    return "it is an average without its parts, and averages are never averaged"


def non_additive_parts(indicator: Indicator, parts: str) -> str:
    """Parts are given but must not be added."""
    return f"Figures for its {parts} are known but cannot be added: {explain_non_additive(indicator)}."


def awaiting_suppliers(agencies: Sequence[str]) -> str:
    """Some of the agencies whose parts make up the whole have not given theirs."""
    return f"It waits for the part of {list_names(agencies)}; a part is not sent as the whole."


def bare_shares(names: Sequence[str]) -> str:
    """Shares were given where parts are needed."""
    return f"Given without numerator and denominator for {list_names(names)}; shares are never averaged."


def missing_parts(parts: str, names: Sequence[str]) -> str:
    """Some parts of a sum have no figure."""
    return f"Cannot be added from its {parts}: no figure for {list_names(names)}."


def missing_terms(names: Sequence[str]) -> str:
    """Some figures of a formula are missing."""
    return f"It is worked out from other figures, and there is none for {list_names(names)}."


def circular_formula(chain: Sequence[str]) -> str:
    """Formulas that lead back to themselves."""
    return f"Its formula leads back to itself: {' -> '.join(chain)}."


def no_figure(reasons: Sequence[str]) -> str:
    """The whole reason for a figure that cannot be worked out."""
    return " ".join(dict.fromkeys([NONE_GIVEN, *reasons]))


def missing_target(kind: str) -> str:
    """Targets are set, never calculated."""
    return f"No {kind} was given; a {kind} is set by its agency and never worked out."


def not_in_catalogue(code: str) -> str:
    """No definition has this code."""
    return f"'{code}' is not in the catalogue."
