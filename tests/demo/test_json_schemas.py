"""Answers and files of the demonstration fit the schemas that the API gives of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pysdmx.io import read_sdmx
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from returnonce.access.principals import OPERATOR
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.demo.conftest import DAY, Shown
from tests.shipped import load_ruleset

YEAR = "from=2009-04-01&to=2010-03-31"
ADDRESSES = (
    "catalogue", "returns", "mappings", "areas", "periods", "agencies", "calendar?place=lewisham", "changes",
    "editions", "proposals", f"schedule?{YEAR}", f"schedule/obligations?{YEAR}", f"completeness?{YEAR}",
    "me", "submissions",
    "figures?area=E09000023", "returns/national-indicators/FY2009-10/state", "returns/vital-signs/FY2009-10/state",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(shown: Shown) -> TestClient:
    settings = Settings(home=shown.out / "home")
    context = make_context(shown.outcome.engine, ruleset=load_ruleset(), clock=FixedClock(DAY), settings=settings)
    app = create_app(context, default_principal=OPERATOR)
    state_of(app).rate_limits = RateLimits(requests=10_000)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def validators(client: TestClient) -> dict[str, Draft202012Validator]:
    """By operation."""
    listed = client.get("/v1/schemas").json()["schemas"]
    return {
        operation: Draft202012Validator(
            client.get(each["href"]).json(), format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for each in listed
        for operation in each["answers"]
    }  # fmt: skip


def find_operation(client: TestClient, path: str) -> str:
    paths: dict[str, Any] = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    for template, methods in paths.items():
        parts, own = template.split("/"), path.partition("?")[0].split("/")
        if len(parts) == len(own) and all(a == b or a.startswith("{") for a, b in zip(parts, own, strict=True)):
            return str(methods["get"]["operationId"])
    raise AssertionError(path)


def faults(validator: Draft202012Validator, content: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(content)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_fit(client: TestClient, validators: dict[str, Draft202012Validator], address: str) -> None:
    path = f"/v1/{address}"
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    assert faults(validators[find_operation(client, path)], answer.json())[:5] == []


def files(client: TestClient, ending: str) -> Iterator[tuple[str, Any]]:
    for edition in client.get("/v1/editions").json()["editions"]:
        shown = client.get(
            f"/v1/editions/{edition['return']}/{edition['area']}/{edition['period']}/{edition['number']}"
        )
        for file in shown.json()["files"]:
            if file["href"].endswith(ending):
                yield file["href"], client.get(file["href"])


def test_files_of_editions_fit(client: TestClient, validators: dict[str, Draft202012Validator]) -> None:
    checked = set()
    for href, file in files(client, ".json"):
        name = href.rpartition("/")[2]
        if name == "changes.json" or (name.count(".") == 1 and name != "datapackage.json"):
            operation = "getEditionChanges" if name == "changes.json" else "getEditionCells"
            assert faults(validators[operation], file.json())[:5] == [], href
            checked.add(operation)
    assert checked == {"getEditionChanges", "getEditionCells"}


def test_pysdmx_takes_the_structure_of_each_edition(client: TestClient) -> None:
    structures = [file.text for _, file in files(client, ".sdmx-structure.json")]
    assert len(structures) >= 2
    for text in structures:
        assert read_sdmx(text).get_dataflows()
