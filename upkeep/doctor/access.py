"""Checks of roles and keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

from returnonce.access.principals import Role
from upkeep.doctor.health_context import HealthContext

LONGEST = timedelta(days=367)


def roles(context: HealthContext) -> Iterator[str]:
    """Grants are of roles that there are."""
    known_roles = get_args(Role)
    for number, role in context.rows("SELECT id, role FROM access_grant ORDER BY id"):
        if role not in known_roles:
            yield f"grant {number}: {role}"


def long_keys(context: HealthContext) -> Iterator[str]:
    """No key is good for longer than a year."""
    for public, at, ends in context.rows("SELECT public, at, expires_at FROM access_secret ORDER BY id"):
        if _instant(ends) - _instant(at) > LONGEST:
            yield f"key {public}"


def _instant(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
