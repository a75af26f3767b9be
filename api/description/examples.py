"""Examples of whole answers and requests, put together from the examples of their properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REF = "#/components/schemas/"
#: Lists of objects within objects are shown no deeper.
DEEPEST = 12


def make_example(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int = 0) -> Any:
    """A value of the schema: its own example, default or constant, or one put together of its parts; None if none."""
    schema = _resolve(schema, schemas)
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    for name in ("example", "const", "default"):
        if name in schema:
            return schema[name]
    for kinds in (schema.get("anyOf"), schema.get("allOf"), schema.get("oneOf")):
        if kinds:
            return None if depth > DEEPEST and NULL in kinds else make_example(kinds[0], schemas, depth + 1)
    return _of_type(schema, schemas, depth)


NULL = {"type": "null"}


def _of_type(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return [] if depth > DEEPEST else [make_example(schema.get("items", {}), schemas, depth + 1)]
    if kind == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        return {name: make_example(each, schemas, depth + 1) for name, each in properties.items()}
    return {"string": "text", "integer": 1, "number": 1.5, "boolean": False}.get(str(kind))


def _resolve(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(REF)]
    return schema
