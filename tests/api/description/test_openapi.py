"""The OpenAPI document says everything that a program has to know. Whoever adds a route or a schema meets it here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.app import create_app
from api.description.examples import REF
from api.description.versions import load_api_versions
from api.description.vocabulary import load_words
from api.openapi import operations
from tests.api.services import rules
from tests.contexts import make_context

WORDS = "say it in Field(description=…) or Query(description=…), or add a row to api/description/words.tsv"
EXAMPLE = "give examples=[…], or an example in its row of api/description/words.tsv"
#: Kinds that are their own example.
PLAIN = ("integer", "number", "boolean")


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from returnonce.settings import Settings

    app = create_app(make_context(None, ruleset=rules(), settings=Settings(home=tmp_path_factory.mktemp("described"))))
    return app.openapi()


def _list(faults: list[str], mend: str) -> str:
    return f"{mend}:\n" + "\n".join(faults)


def _properties(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        yield from ((f"{name}.{part}", each) for part, each in schema.get("properties", {}).items())


def _parameters(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for _, _, operation in operations(document):
        for one in operation.get("parameters", ()):
            yield f"{operation['operationId']}: {one['name']}", one


def test_it_says_whose_it_is(document: dict[str, Any]) -> None:
    assert document["info"]["license"]["identifier"] == "MIT"
    assert document["info"]["contact"]["url"].rstrip("/") == document["servers"][0]["url"]
    assert document["components"]["securitySchemes"].keys() == {"key", "client"}


def test_every_operation_has_a_name_of_its_own_and_a_summary(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch("[a-z][A-Za-z]+", name)] == []
    without = [path for path, _, operation in operations(document) if not operation.get("summary")]
    assert not without, _list(without, "give the route operation_id= and summary=")


def _answers(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield where, status and answer, of every operation and of those that are described once for many."""
    yield from (("components", name, one) for name, one in document["components"]["responses"].items())
    for _, _, operation in operations(document):
        yield from ((operation["operationId"], status, one) for status, one in operation["responses"].items())


def test_every_answer_has_a_type(document: dict[str, Any]) -> None:
    untyped = [
        f"{where} {status} {kind}"
        for where, status, answer in _answers(document)
        for kind, content in answer.get("content", {status: {}} if status in ("200", "201", "202") else {}).items()
        if not content.get("schema")
    ]
    assert not untyped, _list(
        untyped, "give the route response_model= (JSON) and typed_content() or file_content() (files)"
    )


def test_every_property_and_parameter_is_described(document: dict[str, Any]) -> None:
    silent = [where for where, one in (*_properties(document), *_parameters(document)) if not one.get("description")]
    assert not silent, _list(silent, WORDS)


def test_every_property_and_parameter_has_an_example(document: dict[str, Any]) -> None:
    silent = [where for where, one in _properties(document) if not _shows_itself(one)]
    silent += [where for where, one in _parameters(document) if not _shows_itself(one["schema"])]
    assert not silent, _list(silent, EXAMPLE)


def _shows_itself(schema: dict[str, Any]) -> bool:
    """True with an example, and where another schema has it or the kind is its own."""
    kinds = [schema, *schema.get("anyOf", ()), *(one.get("items", {}) for one in (schema, *schema.get("anyOf", ())))]
    return "examples" in schema or any("$ref" in one for one in (*kinds, schema.get("additionalProperties") or {}))


def test_examples_are_what_they_are_examples_of(document: dict[str, Any]) -> None:
    wrong = [
        f"{where}: {example!r}: {fault.message}"
        for where, schema, example in _examples(document)
        for fault in _validator(document, schema).iter_errors(example)
    ]
    assert not wrong, _list(wrong, "mend the example, or the row of api/description/words.tsv that it is made of")


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for where, one in _properties(document):
        yield from ((where, one, example) for example in one.get("examples", ()))
    for where, one in _parameters(document):
        yield from ((where, one["schema"], example) for example in one["schema"].get("examples", ()))
    for _, _, operation in operations(document):
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        for kind, content in ((kind, content) for part in parts for kind, content in part.get("content", {}).items()):
            if "example" in content:
                yield f"{operation['operationId']} {kind}", content["schema"], content["example"]


def _validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]}, format_checker=FormatChecker())


def test_instants_days_and_names_have_their_formats(document: dict[str, Any]) -> None:
    """What is called an instant is one: nothing whose name ends in _at, and no as_of, is any text."""
    loose = [
        where
        for where, one in _properties(document)
        if where.endswith(("_at", ".as_of")) and "date-time" not in str(one)
    ]
    assert loose == []
    cursors = [one["schema"] for where, one in _parameters(document) if where.endswith(": cursor")]
    assert cursors
    assert all("pattern" in one for one in cursors)


def test_every_word_is_of_something(document: dict[str, Any]) -> None:
    names = {where.rpartition(".")[2] for where, _ in _properties(document)}
    names |= {one["name"] for _, one in _parameters(document)}
    owners = set(document["components"]["schemas"]) | {one["operationId"] for _, _, one in operations(document)}
    from exports.formats.data_dictionary import load_columns

    names |= {column.name for column in load_columns()}
    unused = [f"{name} {of}" for name, of in load_words() if name not in names or (of and of not in owners)]
    assert not unused, _list(unused, "take these rows out of api/description/words.tsv")


def test_every_operation_is_listed_under_the_version_that_brought_it(document: dict[str, Any]) -> None:
    names = {operation["operationId"] for _, _, operation in operations(document)}
    brought = [name for version in load_api_versions() for name in version.operations]
    gone = {name for version in load_api_versions() for name in version.gone}
    assert len(brought) == len(set(brought))
    missing = sorted(names - set(brought))
    assert not missing, _list(missing, "add these under the newest version in api/description/versions.yaml")
    assert sorted(set(brought) - names) == sorted(gone), "say under gone what took their place, after a Sunset"
    assert document["info"]["version"] == load_api_versions()[0].version


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(f"{REF}([A-Za-z0-9_]+)", str(document)))
    assert sorted(names - document["components"]["schemas"].keys()) == []
