"""Counts, and days from today, in words: the same on pages, in messages and at the console."""

from __future__ import annotations


def format_count(count: int, one: str, many: str | None = None) -> str:
    """``1 figure``, ``1,200 figures``; ``many`` where the plural is not made with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def format_days_from_today(days: int) -> str:
    """``in 6 days``, ``tomorrow``, ``today``, ``yesterday``, ``3 days ago``."""
    near = {1: "tomorrow", 0: "today", -1: "yesterday"}
    return near.get(days) or (f"in {days:,} days" if days > 0 else f"{-days:,} days ago")
