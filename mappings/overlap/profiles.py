"""Profiles of measures to compare: of a row of a list, or of an indicator with its lines' labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indicators.catalogue.indicator import Indicator
from mappings.definitions.lines import EXACT
from mappings.definitions.overlap_vocabulary import OtherName
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
    r"|\(\d[A-Z](?:\s?part\s?\d[A-Z]?)?\)"
    r"|[A-Z]{2}/[A-Z]\d{1,3}|\d{1,2}\.\d{2}[a-z]{0,3}|\d[A-Z](?:\s?\(?(?:part )?\d?[A-Z]?\)?)?|\(?[a-z0-9]{1,3}[.)])"
    r"(?:\s*[:.\-–—]\s*|\s+)(?=\S)"
)
#: How a line says that it asks for no part of its indicator.
WHOLE = "total"
#: The concept of what is done in time.
TIMELY = "timely"
_BULLETS = re.compile(r"^[\s\-–—•·*▪◦>]+")
_LAST_CODE = re.compile(
    r"[\s,–-]*[(\[](?:(?:ex|old|was|formerly|previously|prev|replaces)[.:\s-]+)?"
    r"((?:NI|BVPI|BV|VS[ABC]|CORE|PAF|ASCOF)\s?\d{1,3}[A-Za-z]?(?:\.\d|\([ivx]+\))?)[)\]]\s*$",
    re.IGNORECASE,
)
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
    #: The heading under which the list has it, and what the axis of its chart says.
    topic: str = ""
    axis: str = ""


@dataclass(frozen=True)
class MeasureName:
    """One name of a measure and the facts that it states; ``source`` is a line's code, or empty.

    ``publication``: who calls the indicator so, where that is no line and no title of ours; ``is_sure``: it was read
    there. ``part``: the part of the indicator that the line asks for, as ``client-group=opiate``; empty for the whole.
    """

    text: str
    tokenized: TokenizedText
    facts: MeasureFacts
    source: str = ""
    publication: str = ""
    is_sure: bool = True
    part: str = ""


@dataclass(frozen=True)
class MeasureProfile:
    """A measure's names, and all tokens used about it. ``stated_tokens``: those that its definition does not add."""

    key: str
    title: str
    names: tuple[MeasureName, ...]
    all_tokens: frozenset[str]
    stated_tokens: frozenset[str]
    indicator: Indicator | None = field(default=None, repr=False)

    @property
    def facts(self) -> MeasureFacts:
        """The facts that the first name states."""
        return self.names[0].facts


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
    topic = vocabulary.tokenize(measure.topic)
    tokenized = add_topic_population(add_timely(vocabulary.tokenize(title)), topic, vocabulary)
    supporting = vocabulary.tokenize(f"{measure.numerator}; {measure.denominator}")
    facts = read_facts(
        tokenized,
        vocabulary.families,
        stage_ages=vocabulary.stage_ages,
        supporting=replace(supporting, tokens=supporting.tokens | topic.tokens),
        unit=read_measure_unit(measure, title, vocabulary),
        per=_read_per(measure.unit) or _read_per(measure.axis),
        polarity=read_polarity(measure.polarity),
        definition=measure.definition,
    )
    facts = add_denominator(
        add_ages_of_unit(facts, measure), f"{title} {measure.unit}", measure.denominator, vocabulary
    )
    add_broader = vocabulary.families.add_broader
    stated = add_broader(tokenized.tokens | topic.tokens | supporting.tokens)
    all_tokens = stated | add_broader(vocabulary.tokenize(measure.definition).tokens)
    return MeasureProfile(str(measure.row), title, (MeasureName(title, tokenized, facts),), all_tokens, stated)


def add_ages_of_unit(facts: MeasureFacts, measure: Measure) -> MeasureFacts:
    """Add the ages of the people that a rate is per, where the title names none: "per 100,000 aged 65+"."""
    ages = read_quantities(f"{measure.unit}; {measure.axis}").ages
    return facts if facts.ages_named or not ages else replace(facts, ages=ages, ages_named=True)


def add_denominator(facts: MeasureFacts, text: str, denominator: str, vocabulary: Vocabulary) -> MeasureFacts:
    """Add what a rate is per, where that is not people in general, and what the denominator says."""
    per_what = vocabulary.tokenize(read_quantities(text).per_what)
    tokens = per_what.tokens - vocabulary.families.population_concepts
    words = {token: per_what.text_by_token.get(token, token) for token in sorted(tokens)}
    return replace(facts, divided_by=words, denominator=vocabulary.tokenize(denominator).tokens)


def read_measure_unit(measure: Measure, title: str, vocabulary: Vocabulary) -> str | None:
    """The unit of a row: its unit column, its axis, its title. A gap between percentages is often called one."""
    units = vocabulary.units
    title_unit = units.read_title(title)
    if title_unit == "gap":
        return title_unit
    return units.read_cell(measure.unit) or units.read_cell(measure.axis) or title_unit


def add_topic_population(tokenized: TokenizedText, topic: TokenizedText, vocabulary: Vocabulary) -> TokenizedText:
    """Add the people that a topic is wholly about, such as care leavers, to a title that names no others."""
    families, family = vocabulary.families, vocabulary.families.by_code["who"]
    members = topic.tokens & vocabulary.topic_populations
    telling = topic.tokens - members - families.general_words
    if len(members) != 1 or telling or "step" in families.find_members(tokenized.tokens):
        return tokenized
    wider = frozenset({"pupils"}).union(*(family.broader[member] for member in members))
    if not families.find_members(tokenized.tokens).get("who", frozenset()) <= wider:
        return tokenized
    return replace(tokenized, tokens=tokenized.tokens | members, order=(*tokenized.order, *members))


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
    parts: dict[str, dict[str, str]] = {}
    publications: dict[str, dict[str, OtherName]] = {}
    for code, a_return in ruleset.returns.items():
        for line in a_return.lines:
            if line.predicate_id == EXACT and not {code, line.subject_id} & without:
                labels.setdefault(line.object_id, {}).setdefault(line.subject_label, line.subject_id)
                if line.breakdown != WHOLE:
                    parts.setdefault(line.object_id, {}).setdefault(line.subject_id, line.breakdown)
    for row in vocabulary_names(ruleset, without):
        labels.setdefault(row.indicator, {}).setdefault(row.name, "")
        publications.setdefault(row.indicator, {}).setdefault(row.name, row)
    indicators = ruleset.catalogue if only is None else {code: ruleset.catalogue[code] for code in only}
    return tuple(
        _make_indicator_profile(
            indicator, labels.get(code, {}), publications.get(code, {}), vocabulary, parts.get(code, {})
        )
        for code, indicator in indicators.items()
    )


def vocabulary_names(ruleset: Ruleset, without: frozenset[str]) -> tuple[OtherName, ...]:
    """What publications call the indicators; none where the words of returns are left out, for measuring."""
    return () if without & ruleset.returns.keys() else ruleset.overlap.other_names


def _make_indicator_profile(
    indicator: Indicator,
    labels: dict[str, str],
    publications: dict[str, OtherName],
    vocabulary: Vocabulary,
    parts: dict[str, str],
) -> MeasureProfile:
    own_title = split_code(indicator.title)[0]
    source_by_text = {own_title: ""} | labels
    names = tuple(
        MeasureName(
            text, tokenized, _read_name_facts(indicator, text, tokenized, vocabulary), source,
            other.publication if other else "", is_sure=other is None or other.confidence == "high",
            part=parts.get(source, ""),
        )
        for text, source in source_by_text.items()
        for other in (None if source or text == own_title else publications.get(text),)
        for tokenized in (add_timely(vocabulary.tokenize(text)),)
    )  # fmt: skip
    supporting = vocabulary.tokenize(f"{indicator.numerator}; {indicator.denominator}")
    add_broader = vocabulary.families.add_broader
    stated = add_broader(frozenset().union(*(name.tokenized.tokens for name in names)) | supporting.tokens)
    all_tokens = stated | add_broader(vocabulary.tokenize(indicator.definition).tokens)
    return MeasureProfile(indicator.code, indicator.title, names, all_tokens, stated, indicator=indicator)


def _read_name_facts(indicator: Indicator, text: str, tokenized: TokenizedText, vocabulary: Vocabulary) -> MeasureFacts:
    """The facts of one name; what the title, the numerator and the denominator say besides supports it."""
    besides = [indicator.numerator, indicator.denominator]
    if text != split_code(indicator.title)[0]:
        besides.append(indicator.title)
    facts = read_facts(
        tokenized,
        vocabulary.families,
        stage_ages=vocabulary.stage_ages,
        supporting=vocabulary.tokenize("; ".join(besides)),
        unit=map_catalogue_unit(indicator.unit),
        per=indicator.per if indicator.unit == "rate" else None,
        polarity=indicator.polarity if indicator.polarity.endswith("_is_good") else None,
        definition=indicator.definition,
    )
    return add_denominator(facts, text, indicator.denominator, vocabulary)
