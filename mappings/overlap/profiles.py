"""Profiles of measures to compare: of a row of a list, or of an indicator with its lines' labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indicators.catalogue.indicator import Indicator
from mappings.definitions.lines import EXACT
from mappings.overlap.measure_facts import MeasureFacts, read_facts
from mappings.overlap.measure_units import map_catalogue_unit
from mappings.overlap.quantities import read_quantities
from mappings.overlap.title_analysis import TokenizedText, clean_text
from mappings.overlap.vocabulary import Vocabulary, build_vocabulary
from mappings.ruleset.ruleset import Ruleset

#: A code before a title: "NI 117", "BV 82a(i)", "CF/A1", "AO/C51", "2.07i", "1C part 2A", "12.", "(a)".
_LEADING_CODE = re.compile(
    r"^\s*(?:[-•·*▪◦–—>]+\s*)*"
    r"((?:NI|BVPI|BV|LI|LPI|PI|KPI|SPI|PAF|VS[ABC]|CORE|CRC|LAA)\s?[-/.]?\s?[A-Z]{0,3}/?[A-Z]?\d+[a-z]{0,2}(?:\([ivx]+\)|[ivx]+)?"
    r"|[A-Z]{2}/[A-Z]\d{1,3}|\d{1,2}\.\d{2}[a-z]{0,3}|\d[A-Z](?:\s?\(?(?:part )?\d?[A-Z]?\)?)?|\(?[a-z0-9]{1,3}[.)])"
    r"(?:\s*[:.\-–—]\s*|\s+)(?=\S)"
)
#: The concept of what is done in time.
TIMELY = "timely"
_BULLETS = re.compile(r"^[\s\-–—•·*▪◦>]+")
_LAST_CODE = re.compile(r"[\s,–-]*[(\[]((?:NI|BVPI|BV|VS[ABC]|CORE|PAF)\s?\d{1,3}[a-z]?(?:\.\d|\([ivx]+\))?)[)\]]\s*$")
_POLARITY = {
    "high": "high_is_good", "higher": "high_is_good", "high_is_good": "high_is_good", "bigger": "high_is_good",
    "increase": "high_is_good", "up": "high_is_good", "max": "high_is_good", "maximise": "high_is_good",
    "low": "low_is_good", "lower": "low_is_good", "low_is_good": "low_is_good", "smaller": "low_is_good",
    "decrease": "low_is_good", "down": "low_is_good", "min": "low_is_good", "minimise": "low_is_good",
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A row of a list: its number and its cells."""

    row: int
    title: str
    code: str = ""
    unit: str = ""
    numerator: str = ""
    denominator: str = ""
    definition: str = ""
    polarity: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


@dataclass(frozen=True)
class MeasureName:
    """One name of a measure; ``source`` is a line's code, or empty for the measure itself."""

    text: str
    tokenized: TokenizedText
    source: str = ""


@dataclass(frozen=True)
class MeasureProfile:
    """A measure's names, all tokens used about it, and its facts."""

    key: str
    title: str
    names: tuple[MeasureName, ...]
    all_tokens: frozenset[str]
    facts: MeasureFacts
    indicator: Indicator | None = field(default=None, repr=False)


def split_code(title: str) -> tuple[str, str]:
    """A title without the bullet or code before it, and that code."""
    match = _LEADING_CODE.match(title)
    if match is None:
        title_text = _BULLETS.sub("", title).strip()
        last = _LAST_CODE.search(title_text)
        return (title_text[: last.start()].strip(), last[1]) if last and last.start() else (title_text, "")
    return _BULLETS.sub("", title[match.end() :]).strip(), match[1].strip()


def make_vocabulary(ruleset: Ruleset) -> Vocabulary:
    """A vocabulary that knows the catalogue's words; other words in places' names carry no weight."""
    texts = (
        text
        for indicator in ruleset.catalogue.values()
        for text in (indicator.title, indicator.numerator, indicator.denominator)
    )
    labels = (line.subject_label for a_return in ruleset.returns.values() for line in a_return.lines)
    areas = (word for place in ruleset.places.values() for word in clean_text(place.title).split())
    return build_vocabulary(ruleset.overlap, [*texts, *labels], ignored=frozenset(areas))


def make_profile(measure: Measure, vocabulary: Vocabulary) -> MeasureProfile:
    """The profile of a row of a list."""
    title = split_code(measure.title)[0] or measure.title
    tokenized = add_timely(vocabulary.tokenize(title))
    supporting = vocabulary.tokenize(f"{measure.numerator}; {measure.denominator}")
    title_unit = vocabulary.units.read_title(title)
    # A gap between percentages is often said to be a percentage.
    unit = title_unit if title_unit == "gap" else vocabulary.units.read_cell(measure.unit) or title_unit
    facts = read_facts(
        tokenized,
        vocabulary.families,
        supporting=supporting,
        unit=unit,
        per=_read_per(measure.unit),
        polarity=read_polarity(measure.polarity),
    )
    all_tokens = vocabulary.families.add_broader(
        tokenized.tokens | supporting.tokens | vocabulary.tokenize(measure.definition).tokens
    )
    return MeasureProfile(str(measure.row), title, (MeasureName(title, tokenized),), all_tokens, facts)


def add_timely(tokenized: TokenizedText) -> TokenizedText:
    """Add the token ``timely`` to a title with a time limit, such as "within 26 weeks"."""
    times = (
        threshold
        for threshold in read_quantities(tokenized.text).thresholds
        if threshold.kind in ("days", "working day")
    )
    if TIMELY in tokenized.tokens or not any(time.compared in ("le", "lt") for time in times):
        return tokenized
    return replace(tokenized, tokens=tokenized.tokens | {TIMELY}, order=(*tokenized.order, TIMELY))


def _read_per(unit: str) -> int | None:
    return read_quantities(unit).per


def read_polarity(text: str) -> str | None:
    """``high_is_good`` or ``low_is_good`` from any wording; None where it is neither."""
    flat = clean_text(text).replace(" ", "_") if "_is_good" in text else clean_text(text)
    if flat in _POLARITY:
        return _POLARITY[flat]
    polarities = {_POLARITY[word] for word in re.findall(r"[a-z]+", flat) if word in _POLARITY}
    return polarities.pop() if len(polarities) == 1 else None


def make_indicator_profiles(
    ruleset: Ruleset,
    vocabulary: Vocabulary,
    *,
    only: Iterable[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> tuple[MeasureProfile, ...]:
    """Profiles of every indicator (or of ``only``), each with the labels of lines that are exactly it.

    ``without``: lines, or returns, whose labels are not looked at, for measuring how well it does unseen.
    """
    labels: dict[str, dict[str, str]] = {}
    for code, a_return in ruleset.returns.items():
        for line in a_return.lines:
            if line.predicate_id == EXACT and not {code, line.subject_id} & without:
                labels.setdefault(line.object_id, {}).setdefault(line.subject_label, line.subject_id)
    indicators = ruleset.catalogue if only is None else {code: ruleset.catalogue[code] for code in only}
    return tuple(
        _make_indicator_profile(indicator, labels.get(code, {}), vocabulary) for code, indicator in indicators.items()
    )


def _make_indicator_profile(indicator: Indicator, labels: dict[str, str], vocabulary: Vocabulary) -> MeasureProfile:
    source_by_text = {split_code(indicator.title)[0]: ""} | labels
    names = tuple(
        MeasureName(text, add_timely(vocabulary.tokenize(text)), source) for text, source in source_by_text.items()
    )
    supporting = vocabulary.tokenize(f"{indicator.numerator}; {indicator.denominator}")
    facts = read_facts(
        names[0].tokenized,
        vocabulary.families,
        supporting=supporting,
        unit=map_catalogue_unit(indicator.unit),
        per=indicator.per if indicator.unit == "rate" else None,
        polarity=indicator.polarity if indicator.polarity.endswith("_is_good") else None,
    )
    all_tokens = (
        frozenset().union(*(name.tokenized.tokens for name in names))
        | supporting.tokens
        | vocabulary.tokenize(indicator.definition).tokens
    )
    return MeasureProfile(
        indicator.code, indicator.title, names, vocabulary.families.add_broader(all_tokens), facts, indicator=indicator
    )
