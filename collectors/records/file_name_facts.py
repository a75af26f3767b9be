"""What a treatment file's name tells (agency, period, dataset version), and the name under which a file is stored."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

#: ``<agency>-<first day>-<last day>-TREAT-IN-<letter of the dataset>.csv``, as one supplier writes it.
_TREATMENT = re.compile(r"([A-Z0-9]{4,8})-(\d{8})-(\d{8})-TREAT-IN-([A-Z])(?:\.csv)?", re.IGNORECASE)

_ENDINGS = frozenset({".csv", ".txt", ".xlsx", ".xml", ".zip"})


def parse_file_name(name: str) -> dict[str, Any]:
    """``agency``, ``letter`` and ``period`` (first and last day); nothing where the name is of another kind."""
    match = _TREATMENT.fullmatch(name.rsplit("/", 1)[-1].strip())
    if match is None:
        return {}
    agency, first, last, letter = match.groups()
    facts: dict[str, Any] = {"agency": agency.upper(), "letter": letter.upper()}
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return facts
    return facts | {"period": [str(day) for day in days]} if days[0] < days[1] else facts


def stored_file_name(name: str, record_set: str, period: str) -> str:
    """How a file of records is called in the store and in the lineage of figures: people name files after people."""
    if parse_file_name(name):
        return name
    ending = Path(name).suffix.lower()
    return f"{record_set}_{period}{ending if ending in _ENDINGS else ''}"
