"""Deprecated routes: their response headers (RFC 9745, RFC 8594) and marks in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import RootModel, model_validator
from starlette.types import Scope

from returnonce.definition_files.base import Definition
from returnonce.definition_files.yaml_files import read_yaml

FILE = Path(__file__).with_name("deprecations.yaml")
#: Least time between deprecation and sunset.
NOTICE = timedelta(days=180)


class Deprecation(Definition):
    """Since when a route is deprecated, when it is removed, and what to use instead."""

    deprecated: date
    sunset: date
    instead: str

    @model_validator(mode="after")
    def _gives_notice(self) -> Deprecation:
        if self.sunset - self.deprecated < NOTICE:
            raise ValueError(f"a route stays for {NOTICE.days} days after it is said to go")
        return self


@cache
def load_deprecations() -> Mapping[str, Deprecation]:
    """By operationId."""
    return read_deprecations(FILE)


def read_deprecations(path: Path) -> Mapping[str, Deprecation]:
    """Deprecations by operationId, from a file like ``deprecations.yaml``."""
    return RootModel[dict[str, Deprecation]].model_validate(read_yaml(path)).root


def deprecation_headers(scope: Scope) -> dict[str, str]:
    """Headers for the route that answered; none where it is not deprecated."""
    deprecations = load_deprecations()
    if not deprecations:
        return {}
    route = scope.get("route")
    name: str = getattr(route, "operation_id", None) or getattr(route, "unique_id", None) or ""
    deprecation = deprecations.get(name)
    if deprecation is None:
        return {}
    deprecated, sunset = (datetime.combine(day, time(), UTC) for day in (deprecation.deprecated, deprecation.sunset))
    return {
        "Deprecation": f"@{int(deprecated.timestamp())}",
        "Sunset": format_datetime(sunset, usegmt=True),
        "Link": f'<{deprecation.instead}>; rel="successor-version"',
    }


def mark_deprecated(document: dict[str, Any]) -> None:
    """Mark those operations as ``deprecated`` in an OpenAPI document."""
    for path in document["paths"].values():
        for operation in path.values():
            if operation.get("operationId") in load_deprecations():
                operation["deprecated"] = True
