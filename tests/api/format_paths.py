"""Paths that end in a format, such as ``/v1/schedule.csv``, and the path that each is one format of."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute

from api.app import VERSIONED_MODULES
from api.http.responses import MEDIA_TYPES

ENDINGS = sorted((f".{form}" for form in (*MEDIA_TYPES, "data.csv")), key=len, reverse=True)


def with_format_paths(cases: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What is said of an operation (``GET /v1/schedule``), said of its formats too (``GET /v1/schedule.csv``)."""
    paths = (f"GET /v1{route.path}" for module in VERSIONED_MODULES for route in module.router.routes
             if isinstance(route, APIRoute))  # fmt: skip
    formats = {path: without_ending(path) for path in paths if path not in cases}
    return cases | {path: _without_format(cases[base]) for path, base in formats.items() if base in cases}


def _without_format(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases without the parameter ``format``, which such a path does not have."""
    queries = ({name: value for name, value in case.get("query", {}).items() if name != "format"} for case in cases)
    return [{**case, "query": query} for case, query in zip(cases, queries, strict=True)]


def without_ending(path: str) -> str:
    """The path without the format that it ends in."""
    ending = next((one for one in ENDINGS if path.endswith(one)), "")
    return path.removesuffix(ending)
