"""One byte range of a file (RFC 9110, 14), for downloads that broke off."""

from __future__ import annotations

import re

from fastapi import Request

_SINGLE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class RangeNotSatisfiable(Exception):
    """The range lies outside the file."""


def requested_range(request: Request, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte; None for the whole file: no range, several, one that cannot be read, or one for another
    version of the file (``If-Range``).

    Raises:
        Unsatisfiable: the file has no byte of it.
    """
    header, only_if = request.headers.get("range"), request.headers.get("if-range")
    match = _SINGLE_RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.groups() == ("", "") or (only_if is not None and only_if.strip() != tag):
        return None
    first, last = match.groups()
    if not first:
        return _check_range(max(0, size - int(last)), size - 1, size) if int(last) else _not_satisfiable()
    if last and int(last) < int(first):
        return None
    return _check_range(int(first), min(int(last), size - 1) if last else size - 1, size)


def _check_range(first: int, last: int, size: int) -> tuple[int, int]:
    return (first, last) if first < size else _not_satisfiable()


def _not_satisfiable() -> tuple[int, int]:
    raise RangeNotSatisfiable
