"""Refusals that nearly every operation has, described once in the OpenAPI document and referred to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

REF = "#/components/responses/"


def share_responses(openapi: dict[str, Any]) -> None:
    """Put the commonest answer of each status that is no success under ``components``, and a reference in its place.

    What an operation says otherwise stays with it; so does an answer that only one has.
    """
    counts = Counter((status, _text(answer)) for responses in _list_responses(openapi) for status, answer in responses)
    shared: dict[str, str] = {}
    for (status, text), count in counts.most_common():
        if count > 1 and not status.startswith("2"):
            shared.setdefault(status, text)
    openapi["components"]["responses"] = {_name(status): json.loads(text) for status, text in sorted(shared.items())}
    for methods in openapi["paths"].values():
        for operation in methods.values():
            operation["responses"] = {
                status: {"$ref": f"{REF}{_name(status)}"} if shared.get(status) == _text(answer) else answer
                for status, answer in operation["responses"].items()
            }


def _list_responses(openapi: dict[str, Any]) -> Iterator[Any]:
    return (operation["responses"].items() for methods in openapi["paths"].values() for operation in methods.values())


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, sort_keys=True)


def _name(status: str) -> str:
    return f"Status{status}"
