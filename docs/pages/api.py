"""The routes, and the OpenAPI document that the service itself gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from api.app import create_app
from api.http.problems import PROBLEM_KINDS, FileRefused, problem_type
from api.http.request_body import TooSlow
from docs.pages.markdown import code, page, table
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import SystemClock
from returnonce.db import make_engine
from returnonce.errors import ReturnOnceError, problem
from returnonce.settings import Settings


def pages(ruleset: Ruleset) -> dict[str, str]:
    """``api.md`` and ``openapi.json``."""
    # Describing the service opens no store: this engine is never connected.
    context = AppContext(Settings(), SystemClock(), engine=make_engine("sqlite://"), ruleset=ruleset)
    openapi = create_app(context).openapi()
    sections = [_section(path, method, route) for path, method, route in _routes(openapi)]
    document = json.dumps(openapi, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return {"api.md": page("API", _opening(), _problems(), *sections), "openapi.json": document}


def _opening() -> str:
    return (
        "`returnonce serve` answers at these addresses. Every refusal is `application/problem+json` (RFC "
        "9457). An answer has an `ETag`; a request that sends it back in `If-None-Match` gets 304 and no "
        "body. Who asks is shown by `Authorization: Bearer` with an API key or a token "
        "([how](../howto/rotate-a-key.md)). A POST with an `Idempotency-Key` is done once. What is no "
        "parameter of an address is refused by its name.\n\nEach answer says in `RateLimit-Policy` and "
        "`RateLimit` (draft-ietf-httpapi-ratelimit-headers-10) how many requests of your account, or without "
        "a key of your address, are left in the last minute. Texts are packed by zstd or gzip where `Accept-"
        "Encoding` asks for it, but for what holds secrets (webhooks, tokens, your account), what is changed "
        "under `If-Match`, and what is asked for with a cookie. Other sites' pages may read what everybody "
        "may (CORS). [openapi.json](openapi.json) is the whole description for programs; [what changed](api-"
        "changes.md) is told by version."
    )


def _problems() -> str:
    """What each ``type`` of a refusal means."""
    kinds = {kind.name: (status, kind.title) for status, kind in PROBLEM_KINDS.items()} | dict(
        _list_problem_types(ReturnOnceError)
    )
    rows = [(code(problem_type(name)), str(status), title) for name, (status, title) in sorted(kinds.items())]
    return "## Problems\n\n" + table(("type", "status", "title"), rows)


def _list_problem_types(kind: type[ReturnOnceError]) -> Iterator[tuple[str, tuple[int, str]]]:
    for subclass in kind.__subclasses__():
        if subclass.__module__ not in {ReturnOnceError.__module__, FileRefused.__module__, TooSlow.__module__}:
            continue
        name = problem(subclass("", mend="", faults=()) if subclass is FileRefused else subclass(""), instance="/")[
            "type"
        ]
        yield name.rpartition(":")[2], (subclass.status, subclass.title)
        yield from _list_problem_types(subclass)


def _routes(openapi: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    return ((path, method, route) for path, methods in openapi["paths"].items() for method, route in methods.items())


def _section(path: str, method: str, route: dict[str, Any]) -> str:
    rows = [
        (code(parameter["name"]), parameter["in"], _choices(parameter["schema"]), parameter["description"])
        for parameter in route.get("parameters", [])
    ]
    openapi = " ".join(str(route.get("description", "")).split()).replace("``", "`")
    parts = [f"## {method.upper()} {path}", openapi, table(("parameter", "in", "one of", "what"), rows)]
    return "\n\n".join(part for part in parts if part)


def _choices(schema: dict[str, Any]) -> str:
    kinds = schema.get("anyOf", [schema])
    return ", ".join(choice for kind in kinds for choice in kind.get("enum", []))
