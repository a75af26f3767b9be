"""The schemas of the OpenAPI document as documents of their own (JSON Schema 2020-12), each with what it refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from api.schemas.edition_files import FILE_MODELS
from api.schemas.filled_returns import EditionChanges, FilledReturnFile

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


def file_schema_document(name: str) -> dict[str, Any]:
    """The schema of a file that no operation describes.

    Raises:
        KeyError: there is none of that name.
    """
    model = next((model for model in FILE_MODELS.values() if model.__name__ == name), None)
    if model is None:
        raise KeyError(name)
    schema = model.model_json_schema(ref_template="#/$defs/{model}")
    return {"$schema": DIALECT, "$id": f"urn:returnonce:schema:{name}"} | schema


def list_files() -> dict[str, list[str]]:
    """By the name of a schema: the ends of the names of files that it describes."""
    files = {model.__name__: [ending] for ending, model in FILE_MODELS.items()}
    return files | {FilledReturnFile.__name__: ["cells.json"], EditionChanges.__name__: ["changes.json"]}


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
                kinds = answer.get("content", {}) if status.startswith("2") else {}
                content = [each.get("schema", {}) for kind, each in kinds.items() if kind.endswith("json")]
                yield from ((name, operation["operationId"]) for name in _REF.findall(json.dumps(content)))


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
