"""The period that a publisher's year stands for, as the mapping says and never by guess."""

from __future__ import annotations

import re

import polars as pl

from mappings.definitions.published_sources import YearRule

_FOUR, _SIX = re.compile(r"^(\d{4})$"), re.compile(r"^(\d{4})(\d{2})$")


def period_codes(texts: pl.Series, rule: YearRule) -> tuple[dict[str, str], list[str]]:
    """A period code for each distinct text, and the texts for which the rule gives none."""
    distinct = [text for text in texts.unique().sort().to_list() if text is not None]
    codes = {text: period_code(text.strip(), rule) for text in distinct}
    return {t: c for t, c in codes.items() if c}, [t for t, c in codes.items() if c is None]


def period_code(text: str, rule: YearRule) -> str | None:
    """``2025`` with ``ends`` is FY2024-25; ``202425`` needs ``both``; null where the rule does not fit."""
    first = _first_year(text, rule)
    if first is None:
        return None
    match rule.kind:
        case "day":
            return f"{first}-{rule.day}"
        case "calendar_year":
            return f"CY{first}"
        case "month":
            return f"{first}-M{rule.month:02}"
        case "quarter":
            return f"FY{_pair(first)}-Q{rule.quarter}"
        case "financial_year" | "academic_year":
            return f"{'FY' if rule.kind == 'financial_year' else 'AY'}{_pair(first)}"


def _pair(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02}"


def _first_year(text: str, rule: YearRule) -> int | None:
    if rule.year == "both":
        return _first_of_two(text)
    match = _FOUR.match(text)
    if match is None:
        return None
    year = int(match[1])
    two_years = rule.kind in {"financial_year", "academic_year", "quarter"}
    return year - 1 if two_years and rule.year == "ends" else year


def _first_of_two(text: str) -> int | None:
    match = _SIX.match(text)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return int(match[1])
