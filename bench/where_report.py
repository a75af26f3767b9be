"""The rooms that the whole job's time went to, as a table; apart from what counts them, which imports the product."""

from __future__ import annotations

from bench.report import markdown_table

ROOMS, SHOWN = "rooms.json", 12


def rooms_table(seconds: dict[str, float]) -> str:
    """The rooms that took longest, with their share."""
    whole = sum(seconds.values())
    first = list(seconds.items())[:SHOWN]
    rows = [(name, f"{took:.2f}", f"{100 * took / whole:.0f} %") for name, took in first]
    others = whole - sum(took for _, took in first)
    rows.append((f"others ({len(seconds) - len(first)})", f"{others:.2f}", f"{100 * others / whole:.0f} %"))
    return markdown_table([("room", "s", "share"), *rows])
