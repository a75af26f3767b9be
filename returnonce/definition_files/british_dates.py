"""Days as British spreadsheets write them, ``01/04/1974``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

_BRITISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def as_iso_date(cell: str) -> str:
    """``1974-04-01`` for ``01/04/1974`` or ``1/4/1974``; anything else as it stands."""
    match = _BRITISH_DATE.fullmatch(cell)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else cell
    except ValueError:
        return cell


def read_dates(kind: type[BaseModel], cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row by column, days in the one form where a definition has a day."""
    columns = _list_date_columns(kind)
    return {name: as_iso_date(cell) if cell and name in columns else cell for name, cell in cells.items()}


@cache
def _list_date_columns(kind: type[BaseModel]) -> frozenset[str]:
    fields = kind.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if date in _list_types(field.annotation))


def _list_types(annotation: Any) -> list[Any]:
    return [annotation, *(inner for part in get_args(annotation) for inner in _list_types(part))]
