"""Requests made up from the OpenAPI document: nothing breaks, and every answer is one that the document names."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.app_state import state_of
from api.openapi import operations
from returnonce.access.rate_limits import RateLimits
from tests.api.legitimate_refusals import OF_INVALID, OF_VALID, breaks_a_rule, is_listed
from tests.api.tenants import Tenants, furnished

pytestmark = pytest.mark.long
# A part of a large file is sent as it is.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

#: What holds of every answer. Whether a made-up code is known is no matter of the document, so it is not asked.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, unsupported_method,
]  # fmt: skip
#: Other requests than those of `make long` are made up from another number.
SEED = int(os.environ.get("API_SEED", "0"))
#: In `make long`; `make fuzz` and `make soak PART=requests` ask for more.
FEW = 100
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@dataclass
class Asked:
    """The application, and how many requests each operation had so far."""

    tenants: Tenants
    client: Any
    schema: Any
    sent: int = 0

    @cached_property
    def operations(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By path and method in capitals, as the document has them."""
        return {(path, method.upper()): one for path, method, one in operations(self.tenants.app.openapi())}

    def check(self, case: Any, answer: Any, key: dict[str, str], checks: list[Any]) -> None:
        """Hold the answer to the checks; and valid requests are accepted, invalid ones refused."""
        case.validate_response(answer, checks=[*checks, *self._acceptance(case, answer)], headers=key)

    def _acceptance(self, case: Any, answer: Any) -> list[Any]:
        problem = answer.json() if answer.status_code >= 400 else {}
        headers, operation = answer.request.headers, self.operations[case.path, case.operation.method.upper()]
        valid = breaks_a_rule(operation, case.query or {}, answer.status_code, problem)
        valid = valid or is_listed(OF_VALID, headers, answer.status_code, problem)
        invalid = is_listed(OF_INVALID, headers, answer.status_code, problem)
        return [positive_data_acceptance] * (not valid) + [negative_data_rejection] * (not invalid)


@contextmanager
def ask_service(folder: Path) -> Iterator[Asked]:
    """A service with everything planted, and a client that may ask as often as it likes."""
    tenants = furnished(folder)
    state_of(tenants.app).rate_limits = RateLimits(requests=10**9, failures=10**6)
    # Made before it is asked for: the client waits ten seconds, which a busy machine may need longer than.
    tenants.app.openapi()
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", tenants.app)
    with get_client(tenants.app, max_stream_events=100) as client:
        yield Asked(tenants, client, schema)
    tenants.engine.dispose()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with ask_service(tmp_path_factory.mktemp("cases")) as asked:
        yield asked


def test_the_document_is_sound(asked: Asked) -> None:
    asked.schema.validate()
    document = asked.tenants.app.openapi()
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    for one in operations:
        assert one["summary"]
        assert one["tags"]
        assert any(status.startswith("2") for status in one["responses"])
        refusal = one["responses"]["404"]
        if "$ref" in refusal:
            refusal = document["components"]["responses"][refusal["$ref"].rpartition("/")[2]]
        assert "application/problem+json" in refusal["content"]


def test_a_client_made_from_the_document_reads_files_as_bytes(asked: Asked) -> None:
    """Generated clients go by the first form that they know, and lose what is called any kind of all."""
    for methods in asked.tenants.app.openapi()["paths"].values():
        for one in methods.values():
            for status, answer in one["responses"].items():
                kinds = list(answer.get("content", {}))
                assert "*/*" not in kinds
                assert "application/json" not in kinds[1:] or kinds[0] == "application/octet-stream", (one, status)


@pytest.mark.parametrize("role", ["officer", "regulator", "agency"])
def test_made_up_requests(asked: Asked, role: str) -> None:
    send_cases(asked, role, int(os.environ.get("API_CASES", FEW)) // 2)


@pytest.mark.parametrize("role", ["officer", "agency"])
def test_one_answer_leads_to_the_next(asked: Asked, role: str) -> None:
    """What an answer names is asked for in turn: names, cursors and codes of one operation go into others."""
    key, steps = {"Authorization": f"Bearer {asked.tenants.keys[role]}"}, []

    class Sequences(asked.schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"session": asked.client, "headers": key}

        def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
            steps.append(case)
            asked.check(case, response, key, CHECKS)

    few = how(max_examples=int(os.environ.get("API_CASES", FEW)) // 5, stateful_step_count=6, deadline=None,
              database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])  # fmt: skip
    seed(SEED)(Sequences)
    Sequences.run(settings=few)
    assert len(steps) > 20


def send_cases(asked: Asked, role: str, cases: int) -> None:
    """At least so many requests as somebody of that role, shared out among all operations: of some there are fewer
    than their share, so that the others are asked again."""
    before, operations = asked.sent, [operation.ok() for operation in asked.schema.get_all_operations()]
    for turn in itertools.count():
        left = cases - (asked.sent - before)
        if left <= 0:
            return
        operations = _ask_all(asked, role, operations, left, turn)
        assert operations


def _ask_all(asked: Asked, role: str, operations: list[Any], cases: int, turn: int) -> list[Any]:
    """One turn; those operations of which there may be more."""
    each, more = max(1, -(-cases // len(operations))), []
    for number, operation in enumerate(operations):
        before, mode = asked.sent, MODES[number % 2] if each == 1 else None
        for chosen in (mode,) if mode else MODES:
            _ask(asked, role, operation, chosen, each if mode else -(-each // 2), turn)
        more += [operation] if asked.sent - before >= each else []
    return more


def _ask(asked: Asked, role: str, operation: Any, mode: Any, most: int, turn: int) -> None:
    if mode is MODES[1] and not _varies(operation):
        mode = MODES[0]

    @seed(SEED + most + turn * 1_000_000)
    @how(max_examples=most, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        asked.sent += 1
        key = {"Authorization": f"Bearer {asked.tenants.keys[role]}"}
        answer = case.call(session=asked.client, headers=key)
        asked.check(case, answer, key, CHECKS)

    try:
        ask()
    except Unsatisfiable:
        # Where only a header could be wrong, nothing may be left that is.
        if mode is not MODES[1]:
            raise
        _ask(asked, role, operation, MODES[0], most, turn)


def _varies(operation: Any) -> bool:
    """False where nothing can be sent that is not as the document wants it."""
    return bool(operation.query or operation.headers or operation.body) and "token" not in operation.path
