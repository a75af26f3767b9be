"""One refusal for many operations is described once; every operation says the same as before."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from api.description.shared_responses import share_responses

COMMON = {"description": "Not there.", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
OF_ITS_OWN = {"description": "No such part of the upload."}
DONE = {"description": "Done."}


def _document() -> dict[str, Any]:
    answers = ({"200": DONE, "404": COMMON}, {"200": DONE, "404": COMMON}, {"200": DONE, "404": OF_ITS_OWN})
    paths = {f"/v1/{number}": {"get": {"responses": copy.deepcopy(each)}} for number, each in enumerate(answers)}
    return {"paths": paths, "components": {}}


def _resolve(document: dict[str, Any], answer: dict[str, Any]) -> Any:
    shared = document["components"].get("responses", {})
    return shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer


def test_what_is_common_is_said_once_and_what_is_not_stays() -> None:
    document = _document()
    share_responses(document)
    assert document["components"]["responses"] == {"Status404": COMMON}
    said = [methods["get"]["responses"] for methods in document["paths"].values()]
    assert [each["200"] for each in said] == [DONE] * 3
    assert [each["404"].get("$ref") for each in said] == ["#/components/responses/Status404"] * 2 + [None]


@pytest.mark.parametrize("number", range(3))
def test_every_operation_says_what_it_said(number: int) -> None:
    document = _document()
    share_responses(document)
    said = document["paths"][f"/v1/{number}"]["get"]["responses"]
    before = _document()["paths"][f"/v1/{number}"]["get"]["responses"]
    assert {status: _resolve(document, one) for status, one in said.items()} == before
