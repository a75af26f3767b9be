"""What the schemas, parameters and contents of a document say of themselves: words, patterns, examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.description.examples import REF, make_example
from api.description.vocabulary import describe_property
from api.http.query_check import FORMAT, MAY_BE_EMPTY
from api.http.responses import PATH_FORMAT
from api.schemas.text_types import NO_NUL, NO_NUL_NOR_EMPTY


def complete_schemas(document: dict[str, Any]) -> None:
    """Describe every property of every schema; answers may have more than is said, requests may not."""
    schemas = document["components"]["schemas"]
    sent = _schemas_of_requests(document)
    for name, schema in schemas.items():
        for property_name, part in schema.get("properties", {}).items():
            describe_property(property_name, name, part)
            _drop_empty_default(part)
        if name not in sent and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def complete_parameters(operation: dict[str, Any]) -> None:
    """Describe every parameter of an operation; the format is none where the path ends in it."""
    if PATH_FORMAT in operation:
        operation["parameters"] = [one for one in operation["parameters"] if one["name"] != FORMAT]
    for parameter in operation.get("parameters", ()):
        said = {name: parameter[name] for name in ("description",) if name in parameter}
        schema = _not_null(parameter["schema"]) | said
        describe_property(parameter["name"], operation["operationId"], schema)
        _drop_empty_default(schema)
        if parameter["in"] == "query":
            _forbid_nul(schema, NO_NUL if parameter["name"] in MAY_BE_EMPTY else NO_NUL_NOR_EMPTY)
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        parameter["schema"] = schema


def _drop_empty_default(schema: dict[str, Any]) -> None:
    """An empty list is what leaving it out means; as a default openapi-generator writes code that R cannot read."""
    if schema.get("default") == []:
        del schema["default"]


def add_examples(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """An example of the JSON that is sent, and of each that is answered."""
    schemas = document["components"]["schemas"]
    parts = [operation["requestBody"]] if "requestBody" in operation else []
    parts += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for part in parts:
        for kind, content in part.get("content", {}).items():
            if kind.endswith("json") and "$ref" in content.get("schema", {}) and "examples" not in content:
                content.setdefault("example", make_example(content["schema"], schemas))


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out: an address cannot hold null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    merged: dict[str, Any] = {name: part for name, part in schema.items() if name != "anyOf"} | kinds[0]
    return merged


def _forbid_nul(schema: dict[str, Any], pattern: str) -> None:
    text = schema.get("items", schema)
    if text.get("type") == "string" and not {"pattern", "format", "enum", "const"} & text.keys():
        text["pattern"] = pattern


def _schemas_of_requests(document: dict[str, Any]) -> set[str]:
    bodies = [
        operation["requestBody"] for path in document["paths"].values() for operation in path.values()
        if "requestBody" in operation
    ]  # fmt: skip
    names: set[str] = set()
    waiting = [name for body in bodies for name in _references(body)]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += _references(document["components"]["schemas"][name])
    return names


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield str(part["$ref"]).removeprefix(REF)
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
