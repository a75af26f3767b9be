"""Rows as ranges, as a spreadsheet numbers them: ``rows 2 to 341, 350 and 352``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def find_ranges(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The runs of following numbers among ``rows``, in order; each number counts once."""
    first = last = None
    for row in sorted(set(rows)):
        if last is not None and row == last + 1:
            last = row
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = row
    if first is not None and last is not None:
        yield first, last


def range_words(rows: Iterable[int], *, most: int | None = None) -> str:
    """``row 2``, ``rows 2 and 3``, ``rows 2 to 31, 40 and 52``; behind ``most`` ranges, how many rows are left."""
    ranges = list(find_ranges(rows))
    shown = ranges[:most]
    texts = [_words(*each) for each in shown]
    left = sum(last - first + 1 for first, last in ranges[len(shown) :])
    texts += [f"{left:,} more"] if left else []
    word = "row" if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else "rows"
    joined = ", ".join(texts[:-1]) + (" and " if len(texts) > 1 else "") + texts[-1] if texts else ""
    return f"{word} {joined}" if joined else ""


def _words(first: int, last: int) -> str:
    if first == last:
        return f"{first:,}"
    return f"{first:,} and {last:,}" if last == first + 1 else f"{first:,} to {last:,}"
