"""The schemas of the OpenAPI document as documents of their own (JSON Schema 2020-12), each with what it refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = re.compile(r'"#/components/schemas/([^"]+)"')
#: Of OpenAPI, and not of JSON Schema.
_OPENAPI_ONLY = ("discriminator", "xml", "externalDocs", "example")


def schema_document(openapi: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One schema with those that it refers to under ``$defs``.

    Raises:
        KeyError: there is none of that name.
    """
    schemas: Mapping[str, Any] = openapi["components"]["schemas"]
    needed = {each: _localised(schemas[each]) for each in sorted(_find_needed(schemas, name) - {name})}
    own = _localised(schemas[name])
    whole = {"$schema": DIALECT, "$id": f"urn:returnonce:schema:{name}", **own}
    # A schema that refers to itself is found under its own name too.
    needed |= {name: own} if f'"#/$defs/{name}"' in json.dumps([own, needed]) else {}
    return whole | ({"$defs": needed} if needed else {})


def list_answers(openapi: Mapping[str, Any]) -> dict[str, list[str]]:
    """By the name of a schema: the operations that answer with it, in order."""
    answers: dict[str, list[str]] = {name: [] for name in sorted(openapi["components"]["schemas"])}
    for name, operation in sorted(_list_answers(openapi)):
        answers[name].append(operation)
    return answers


def _list_answers(openapi: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for methods in openapi["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json", {})
                names = _REF.findall(json.dumps(content.get("schema", {}))) if status.startswith("2") else []
                yield from ((name, operation["operationId"]) for name in names)


def _find_needed(schemas: Mapping[str, Any], name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += _REF.findall(json.dumps(schemas[each]))
    return found


def _localised(schema: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(_REF.sub(r'"#/$defs/\1"', json.dumps(schema)))
    return {key: value for key, value in plain.items() if key not in _OPENAPI_ONLY}
