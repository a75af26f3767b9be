"""Checks of definitions against the store: packs that fit, and editions whose definitions changed since."""

from __future__ import annotations

from collections.abc import Iterator

from upkeep.doctor.health_context import HealthContext
from upkeep.upgrade.changed_editions import list_changed_editions


def packs(context: HealthContext) -> Iterator[str]:
    """Packs of one's own fit, with their overrides."""
    yield from context.app.ruleset.left_out


def editions(context: HealthContext) -> Iterator[str]:
    """Editions rest on definitions that are still the same."""
    for each in list_changed_editions(context.app, context.session, context.app.ruleset):
        yield each.describe()
