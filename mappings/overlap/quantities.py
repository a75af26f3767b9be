"""Read quantities from a measure's text: ages, thresholds, times and grades."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mappings.overlap.title_analysis import clean_text, stem

OLDEST = 110
#: Days in each unit of time, so that 91 days and three months agree.
_DAYS = {"day": 1, "week": 7, "month": 30.4, "year": 365, "fortnight": 14}
#: Two times agree that differ by less than this share.
NEAR_TIME = 0.03
_N = r"(\d+(?:\.\d+)?)"
_TO = r"\s*(?:-|–|—|to|and|until)\s*"
_BEFORE = {
    "more than": "gt", "over": "gt", "longer than": "gt", "greater than": "gt", "exceeding": "gt", "later than": "gt",
    "above": "gt", "less than": "lt", "fewer than": "lt", "under": "lt", "below": "lt", "at least": "ge",
    "minimum of": "ge", "within": "le", "up to": "le", "in": "le", "inside": "le", "at most": "le",
}  # fmt: skip
_AFTER = {
    "or more": "ge", "and more": "ge", "or over": "ge", "and over": "ge", "or above": "ge", "and above": "ge",
    "or longer": "ge", "plus": "ge", "+": "ge", "or higher": "ge", "or less": "le", "or fewer": "le", "or under": "le",
    "or below": "le",
}  # fmt: skip
_COMPARED = re.compile(
    rf"(?:\b({'|'.join(sorted(_BEFORE, key=len, reverse=True))})\s+)?"
    rf"\b{_N}\s*(%|per cent\b)?(?:\s*-\s*)?\s*({'|'.join(map(re.escape, sorted(_AFTER, key=len, reverse=True)))})?"
    r"\s*((?:[a-z*]+[ -]){0,1}?[a-z]+)?(?:\s+(or more|or longer|or less|or over|and over|or above))?"
)
_AGES = (
    rf"(?:aged?s?|ages)(?:\s+(?:of|between|from))?\s+{_N}{_TO}{_N}\b",
    rf"\b{_N}{_TO}{_N}(?:\s|-)*(?:year|yr)s?(?:\s|-)*olds?\b",
    rf"\b{_N}{_TO}{_N}s\b",
    rf"\(\s*{_N}{_TO}{_N}\s*(?:years?)?\s*\)",
)
_RANGE = tuple(re.compile(pattern) for pattern in _AGES)
_LOOSE_RANGE = re.compile(rf"(?:,|\bwomen|\bmen|\bpeople|\bage|\baged|^|;)\s*{_N}\s*[-–]\s*{_N}\s*(?:$|,|\)|and\b)")
#: What is counted in ranges, and is no age: "weeks 6-8", "3-4 placements".
_NO_AGE = r"(?:week|day|month|mile|hour|min|time|placement|page|grade|level|band|stage|tier|step|point|star|visit|dose)"
_PEOPLE_WORDS = (
    "leavers|children|adults|residents|pupils|girls|boys|women|men|females|males|people|learners|neets?|eet|ete"
    "|clients|population"
)
#: After a word for people, first of all or last of all, two ages need no word of their own: "16-18 NEET".
_BARE_RANGE = (
    re.compile(rf"\b(?:{_PEOPLE_WORDS})\s+{_N}\s*[-–]\s*{_N}\b(?!\s*(?:-|to|%|(?:[a-z]+\s+)?{_NO_AGE}))"),
    re.compile(rf"^\s*{_N}{_TO}{_N}\s+(?=(?:{_PEOPLE_WORDS}|not in|in|population)\b)"),
    re.compile(rf"(?<![a-z])(?!{_NO_AGE})[a-z]{{3,}}[):,]?\s+(?<![\d./-]){_N}\s*[-–]\s*{_N}\s*$"),
)
#: "3x30": so many times a week, thirty minutes each.
_TIMES_THIRTY = re.compile(r"\b(\d+)\s*[x×]\s*30\b")
_OVER = re.compile(
    rf"\b(?:aged?s?|ages)?\s*(?:over|above)[\s-]+(?:the age of\s+)?{_N}s?"
    r"(?!\s*[a-z%]*\s*(?:week|day|month|mile|hour|min|sec|pla|pound|occasion|time))"
    rf"|\b{_N}\s*(?:\+|plus|and over|and above|or over|and older|years and over|years or over)"
)
_UNDER = re.compile(
    rf"\b(?:under|below|before|younger than)[\s-]+(?:the age of\s+|age\s+)?{_N}"
    r"(?:s\b|\b(?!\s*(?:hour|day|week|month|mile|min|sec|pound|%)))"
)
#: Before a limit of time: "open for one year and under two", "waits of under 2 years". It is no age.
_LASTING = re.compile(
    r"\b(?:years?|months?|weeks?|waits?|waiting|lasts?|lasted|lasting|open|took|takes|taking|held|stays?|duration)"
    r"[,:]?\s+(?:(?:for|of|and|but|or|is)\s+)?$"
)
_POINT = re.compile(
    rf"\b(?:aged|age|age of|ages|academic age)\s+{_N}\b(?!{_TO}\d|\s*(?:day|week|month|hour))"
    rf"|\b{_N}(?:\s|-)*(?:year|yr)s?(?:\s|-)*olds?\b"
    rf"|\b(?:at|by)\s+(1[0-9])\b(?!\s*(?:completed\s+|working\s+|full\s+)?"
    r"(?:-|to|weeks?|days?|months?|years? (?!old)|%|miles?|hours?|plus))"
)
_GRADES = re.compile(
    r"\b(a\*?|[a-c])\s*(?:-|–|to)\s*([b-g])\b|\b9\s*(?:-|–|to)\s*([1-8])\b|\bgrades?\s+([4-9])\s*(?:\+|or above|plus)"
)
_LEVEL = re.compile(rf"\b(?:level|nvq)\s*{_N}\b")
_LABELLED = re.compile(
    r"\b(?:key stage|ks|year|yr|y|section|stage|part|list|tier|level|nvq|co|pm|type|number|no|ward|area|phase"
    r"|priority|category|band|group|s)\s*\d+(?:\.\d+)?\b|\bni \d+\b"
)
_SCHOOLING = ("key stage", "ks", "co", "pm", "ni", "level", "nvq")
#: "By age" is a table of parts, not the whole; "by age 19" is a limit, and "by the school" says who did it.
_SPLIT = re.compile(
    r"\bby (age|sex|gender|school|area|district|region|ward|month|quarter|year)(?: (?:group|band|type))?s?\b"
    r"(?! ?(?:\d|of\b|end\b))"
)
#: Thousands are groups of three digits: "per 100,000 10-17 year olds" is of 100,000.
_PER = re.compile(
    r"\bper\s+(?:head of\s+)?(\d{1,3}(?:[, ]\d{3})*(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)\s*(k\b|thousand|million)?"
)
#: The words after "per 1,000", up to the next turn of the sentence.
_PER_WHAT = re.compile(_PER.pattern + r"\s*((?:(?!(?:aged?|in|of|on|at|for|who|with|under|over|by)\b)[a-z]+ ?){1,3})")
_WITHIN_YEAR = re.compile(
    r"\b(?:in|during|over|of|for|within) (?:the|any|any 1|that|each|a) (?:financial |academic |calendar |same )?year\b"
)


#: How many years' figures are taken together, which sets no limit: "3 year average", "pooled over 3 years".
_TAKEN_TOGETHER = re.compile(
    r"\b\d+[ -]years? (?:rolling |moving )?(?:average|mean|range|rolling|pooled|combined|aggregated?|period"
    r"|data combined)\b|\b(?:average|pooled|combined|rolling|aggregated) (?:over|of|across) (?:the )?"
    r"(?:last |latest |previous )?\d+ years\b"
)


@dataclass(frozen=True)
class Quantity:
    """``kind``: ``days`` (a time), ``%``, or the stem of what is counted. ``compared``: ge, gt, le, lt, eq."""

    kind: str
    compared: str
    number: float
    text: str


@dataclass(frozen=True)
class Quantities:
    """``ages``: one bit for each year of age; 0 where none is named."""

    ages: int = 0
    thresholds: tuple[Quantity, ...] = ()
    per: int | None = None
    #: What each of them is: "smokers" of "per 100,000 smokers".
    per_what: str = ""


@lru_cache(maxsize=20_000)
def read_quantities(text: str) -> Quantities:
    """Read the quantities that a text names."""
    flat = _TAKEN_TOGETHER.sub(" ", clean_text(text))
    per = _read_per(flat)
    splits = [Quantity(match[0], "eq", 1, match[0]) for match in _SPLIT.finditer(flat)]
    remainder = _PER.sub(" ", flat)
    grades, remainder = _read_grades(remainder)
    levels = [
        Quantity("level", "ge", _parse_number(match[1]), f"level {match[1]}") for match in _LEVEL.finditer(remainder)
    ]
    times = [
        Quantity("session", "ge", _parse_number(match[1]), match[0]) for match in _TIMES_THIRTY.finditer(remainder)
    ]
    remainder = _TIMES_THIRTY.sub(" ", remainder)
    labels = [_read_label(match[0]) for match in _LABELLED.finditer(_LEVEL.sub(" ", remainder))]
    remainder = _LABELLED.sub(" ", remainder)
    ages, remainder = _read_ages(remainder)
    year = [Quantity("window", "eq", 365, "in the year")] if _WITHIN_YEAR.search(remainder) else []
    return Quantities(
        ages,
        tuple(
            dict.fromkeys(
                [*splits, *grades, *levels, *times, *filter(None, labels), *_read_comparisons(remainder), *year]
            )
        ),
        per,
        what[3].strip() if (what := _PER_WHAT.search(flat)) else "",
    )


def _read_label(text: str) -> Quantity | None:
    """Stage 1 is not stage 2, nor is number 17 number 18; stages of schooling are concepts of their own."""
    if text.startswith(_SCHOOLING):
        return None
    word, number = re.findall(r"[a-z]+|\d+(?:\.\d+)?", text)[-2:]
    word = {"yr": "year", "y": "year"}.get(word, word)
    return Quantity(f"number of {word}", "eq", _parse_number(number), f"{word} {number}")


def _parse_number(text: str) -> float:
    integer_part, _, part = text.partition(".")
    return int(integer_part) + (int(part) / 10 ** len(part) if part else 0)


def _read_per(flat: str) -> int | None:
    match = _PER.search(flat)
    if match is None:
        return None
    digits = re.sub(r"[^\d]", "", match[1].split(".")[0])[:9]
    factor = {"k": 1000, "thousand": 1000, "million": 1_000_000}.get(match[2] or "", 1)
    return int(digits or 0) * factor or None


def _read_grades(flat: str) -> tuple[list[Quantity], str]:
    quantities = []
    for match in _GRADES.finditer(flat):
        first, last, minimum, above = match.groups()
        words = f"{first}-{last}" if first else f"9-{minimum or above}"
        quantities.append(
            Quantity(f"grades {'letters' if first else 'numbers'}", "eq", ord((last or minimum or above)[0]), words)
        )
    return quantities, _GRADES.sub(" ", flat)


def _make_age_bits(low: float, high: float) -> int:
    first, last = max(0, int(low)), min(OLDEST, int(high))
    return ((1 << (last - first + 1)) - 1) << first if first <= last else 0


def _read_ages(flat: str) -> tuple[int, str]:
    """Every age named, as bits, and the text without them."""
    ages = 0
    for pattern in (*_RANGE, _LOOSE_RANGE, *_BARE_RANGE):
        for match in pattern.finditer(flat):
            ages |= _make_age_bits(_parse_number(match[1]), _parse_number(match[2]))
        flat = pattern.sub(" ", flat)
    for pattern in (_OVER, _UNDER, _POINT):
        for match in list(pattern.finditer(flat)):
            age = _read_age_bits(pattern, next(group for group in match.groups() if group))
            if _LASTING.search(flat[: match.start()]) and not re.match(
                r"\s*(?:(?:year|yr)s?[ -])?olds?", flat[match.end() :]
            ):
                continue
            # What is no age, such as "3+ placements", stays to be read as a threshold.
            flat = flat.replace(match[0], " ", 1) if age else flat
            ages |= age
    return ages, flat


def _read_age_bits(pattern: re.Pattern[str], text: str) -> int:
    number = _parse_number(text)
    if pattern is _OVER:
        # "More than 3" placements are no ages; the young are spoken of as "under".
        return _make_age_bits(number, OLDEST) if number >= 15 else 0
    if pattern is _UNDER:
        return _make_age_bits(0, number - 1) if number >= 1 else 0
    return _make_age_bits(number, number)


def _read_comparisons(flat: str) -> list[Quantity]:
    quantities = []
    for match in _COMPARED.finditer(flat):
        before, number, percent, after, noun, later = match.groups()
        compared = (
            ("eq" if before == "in" and number in _YEAR_NUMBERS else None)
            or _BEFORE.get(before or "")
            or _AFTER.get(after or "")
            or _AFTER.get(later or "")
            or "eq"
        )
        kind = "%" if percent else _find_kind(noun or "", compared)
        value = _parse_number(number) if len(number) <= 6 else 0
        if (kind == "year" and value == 1 and compared in ("eq",)) or (
            kind == "month" and value == 12 and compared == "eq"
        ):
            kind, compared = "window", "eq"
        if kind and not (kind not in _DAYS and 1900 <= value <= 2100):
            quantities.append(_make_quantity(kind, compared, value, match[0].strip()))
    return quantities


def _make_quantity(kind: str, compared: str, value: float, words: str) -> Quantity:
    if kind in _DAYS:
        return Quantity("days", compared, round(value * _DAYS[kind], 1), words)
    if kind == "hour":
        return Quantity("days", compared, round(value / 24, 2), words)
    return Quantity(kind, compared, value, words)


def _find_kind(noun: str, compared: str) -> str:
    """What a number counts: the stem of its noun; working days are a kind of their own."""
    words = noun.replace("-", " ").split()
    if not words or (compared != "eq" and words[0] in _FUNCTION_WORDS):
        # "Rated 3 or above for hygiene": a number of nothing that is named.
        return "number" if compared != "eq" else ""
    if "working" in words:
        return "working day"
    time_unit = next((stem(word) for word in words if stem(word) in _DAYS or stem(word) == "hour"), None)
    return time_unit or (stem(words[0]) if words[0] in _COUNTED_NOUNS else "")


#: "In 12 months" and "in any one year" say which year is looked at, and set no limit.
_YEAR_NUMBERS = frozenset({"1", "12"})
#: Words after a number that are no unit of it.
_FUNCTION_WORDS = frozenset(
    ["for", "of", "in", "at", "on", "by", "with", "from", "and", "or", "the", "a", "per", "as", "to"]
)
#: What thresholds are set on, besides times.
_COUNTED_NOUNS = frozenset(
    [
        "placements",
        "placement",
        "miles",
        "mile",
        "occasions",
        "occasion",
        "times",
        "time",
        "sessions",
        "points",
        "point",
        "gcses",
        "gcse",
        "grades",
        "visits",
        "incidents",
        "episodes",
        "plans",
        "episode",
        "half",
        "offences",
        "convictions",
        "kilometres",
        "km",
        "minutes",
        "minute",
        "seconds",
        "second",
        "metres",
        "rings",
        "levels",
        "level",
        "doses",
        "dose",
        "questions",
        "calls",
    ]
)
