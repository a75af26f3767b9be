"""Instants in words, as a person in London reads them."""

from __future__ import annotations

from datetime import datetime

from returnonce.clock import LONDON


def instant_in_words(instant: datetime) -> str:
    """``Friday 27 November 2026, 5pm``; an hour that comes twice, or a time that is not on the hour, says so."""
    local = instant.astimezone(LONDON)
    hour = f"{local.hour % 12 or 12}"
    minutes = f":{local:%M}" if local.minute else ""
    half = "am" if local.hour < 12 else "pm"
    again = " (the second time)" if local.fold else ""
    return f"{local:%A} {local.day} {local:%B %Y}, {hour}{minutes}{half}{again}"
