"""Filled returns to bytes in XLSX, CSV or JSON, and the names of their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, get_args

from exports.formats import json_file, spreadsheet_csv
from exports.formats.xlsx.fast_writer import write_workbooks
from exports.layouts import lay_out
from mappings.fill.cells import FilledReturn
from returnonce.errors import Unsupported

Format = Literal["xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(filled: FilledReturn, format: str) -> bytes:  # noqa: A002
    """One filled return's bytes: the same for the same cells, on any day and from any store.

    Raises:
        Unsupported: no such format.
    """
    return next(render_many([filled], format))


def render_many(filled: Sequence[FilledReturn], format: str) -> Iterator[bytes]:  # noqa: A002
    """The bytes of each, in order; workbooks of one edition are made together, which is much quicker.

    Raises:
        Unsupported: no such format.
    """
    known_format = parse_format(format)
    if known_format == "xlsx":
        for _, same_edition in groupby(filled, key=_edition):
            yield from write_workbooks(lay_out(list(same_edition)))
    else:
        write = spreadsheet_csv.write if known_format == "csv" else json_file.write
        yield from map(write, filled)


def parse_format(text: str) -> Format:
    """The format that a text names.

    Raises:
        Unsupported: no such format.
    """
    for name in FORMATS:
        if text.lower().lstrip(".") == name:
            return name
    raise Unsupported(f"There is no format '{text}'.", mend=f"Write one of: {', '.join(FORMATS)}.")


def file_name(filled: FilledReturn, format: str) -> str:  # noqa: A002
    """Return, area and period: ``core-data-set_E10000024_FY2024-25.xlsx``."""
    return f"{file_stem(filled)}.{parse_format(format)}"


def file_stem(filled: FilledReturn) -> str:
    """A file's name without its ending."""
    return file_stem_from_codes(filled.return_code, filled.area.code, filled.period.code)


def file_stem_from_codes(return_code: str, area: str, period: str) -> str:
    """As :func:`file_stem`, from the codes; holds no character that is special in file names."""
    return "_".join(re.sub(r"[^A-Za-z0-9.-]+", "-", part) for part in (return_code, area, period))


def _edition(filled: FilledReturn) -> tuple[str, str]:
    return filled.return_code, filled.edition.edition
