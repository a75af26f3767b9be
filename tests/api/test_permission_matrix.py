"""Every operation x every role x own or another tenant's x draft or published; and no mark where it must not be."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import polars as pl
import pytest
from starlette.testclient import TestClient

from returnonce.access.accounts import find_account
from returnonce.access.api_secrets import revoke_secret
from returnonce.access.grants import end_grant, list_grants
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.definition_files.yaml_files import read_yaml
from tests.api.format_paths import with_format_paths
from tests.api.tenants import MAY_SEE, OTHER, OWN, ROLES, Tenant, Tenants, furnished
from tests.conftest import NOON

FILE = Path(__file__).with_name("permission_matrix.yaml")
MATRIX: dict[str, list[dict[str, Any]]] = with_format_paths(read_yaml(FILE))
MARKS = OWN.marks.all | OTHER.marks.all
CASES = [(operation, n) for operation, cases in MATRIX.items() for n in range(len(cases))]
#: What differs between two answers that say the same.
OUTSIDERS = frozenset({"administrator", "regulator", "regulator_of_another", "nothing"})
CLOCK = FixedClock(NOON)
NAMES = ("place", "area", "agency", "submission", "upload", "judged", "begun", "proposal", "edition_file", "collection")
PASSING = frozenset({"x-request-id", "date", "ratelimit"})


@dataclass
class Served:
    """What was answered to whom."""

    tenants: Tenants
    client: TestClient
    bytes: list[tuple[str, str, bytes]] = field(default_factory=list)

    def ask(self, role: str, operation: str, case: Mapping[str, Any], tenant: str, *, missing: bool = False) -> Any:
        """One request, as a role, about one tenant's thing; or about a thing that is not there."""
        method, path = operation.split(" ", 1)
        names = self.tenants.names[tenant]
        gone = case.get("missing", {}) if missing else {}
        for name, value in (case.get("path", {}) | gone).items():
            path = path.replace(f"{{{name}}}", _filled(value, names))
        query = {name: _filled(value, names) for name, value in case.get("query", {}).items()}
        headers = dict(case.get("headers", {})) | ({"Content-Type": case["type"]} if "type" in case else {})
        if role in self.tenants.keys and not case.get("bare"):
            headers["Authorization"] = f"Bearer {self.tenants.keys[role]}"
        answer = self.client.request(
            method, path, params=query, json=_all_filled(case.get("json"), names), content=case.get("body"),
            headers=headers,
        )  # fmt: skip
        self.bytes.append((role, f"{operation} {tenant}", _everything(answer)))
        return answer


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    tenants = furnished(tmp_path_factory.mktemp("matrix"))
    with TestClient(tenants.app, raise_server_exceptions=False) as client:
        yield Served(tenants, client)
    tenants.engine.dispose()


def test_every_operation_is_in_the_matrix(served: Served) -> None:
    said = served.tenants.app.openapi()
    operations = {f"{method.upper()} {path}" for path, methods in said["paths"].items() for method in methods}
    assert sorted(operations - MATRIX.keys()) == [], "add these to permission_matrix.yaml"
    assert sorted(MATRIX.keys() - operations) == [], "permission_matrix.yaml has what there is no more"


@pytest.mark.long
@pytest.mark.parametrize(("operation", "n"), CASES, ids=lambda part: str(part).replace("/v1/", ""))
def test_who_gets_what(served: Served, operation: str, n: int) -> None:
    case = MATRIX[operation][n]
    wrong = []
    for tenant, role in product(_tenants(case), ROLES):
        answer = served.ask(role, operation, case, tenant.place)
        if slip := _slip(answer, case, role, tenant):
            wrong.append(slip)
        elif tenant is OTHER and answer.status_code == 404 and "missing" in case:
            gone = served.ask(role, operation, case, OWN.place, missing=True)
            wrong += [f"{role}: {_said(gone)} is not {_said(answer)}"] * (_said(gone) != _said(answer))
    assert wrong == []


def test_each_operation_is_for_who_may_and_for_nobody_else(tmp_path: Path) -> None:
    """The quick one: the first case of each, by one who may, of another tenant too; by nobody known; by a stranger."""
    tenants, wrong = furnished(tmp_path), []
    with TestClient(tenants.app, raise_server_exceptions=False) as client:
        served = Served(tenants, client)
        for operation, (case, *_) in MATRIX.items():
            may = case.get("ok", ())[:1]
            asked = [(OWN, role) for role in (*may, "anonymous", "nothing")]
            asked += [(OTHER, role) for role in may if OTHER in _tenants(case)]
            for tenant, role in asked:
                slip = _slip(served.ask(role, operation, case, tenant.place), case, role, tenant)
                wrong += [f"{operation}: {slip}"] * bool(slip)
    tenants.engine.dispose()
    assert wrong == []


@pytest.mark.long
def test_an_answer_that_is_said_to_have_a_tag_has_one_and_it_fits(served: Served) -> None:
    document = served.tenants.app.openapi()["paths"]
    lacking = []
    for operation, cases in MATRIX.items():
        method, path = operation.split(" ", 1)
        answers, case = document[path][method.lower()]["responses"], cases[0]
        if "ETag" not in answers.get("200", {}).get("headers", {}):
            continue
        role = (case.get("ok") or ["officer"])[0]
        tag = served.ask(role, operation, case, OWN.place).headers.get("etag")
        again = served.ask(role, operation, {**case, "headers": {"If-None-Match": str(tag)}}, OWN.place)
        if tag is None or again.status_code != 304:
            lacking.append(f"{operation}: {tag}, {again.status_code}")
    # Nobody here has a webhook; its deliveries are looked at where somebody has.
    assert lacking == ["GET /v1/webhooks/{webhook}/deliveries: None, 404"]


@pytest.mark.long
def test_no_mark_is_served_to_who_may_not_see_it(served: Served) -> None:
    """Marks in bodies (unpacked), headers and tags of all of the above."""
    # Another process may have asked some of it.
    if len(served.bytes) <= len(CASES) * len(ROLES):
        for (operation, n), role in product(CASES, ROLES):
            for tenant in _tenants(MATRIX[operation][n]):
                served.ask(role, operation, MATRIX[operation][n], tenant.place)
    rows = [
        (role, asked, mark)
        for role, asked, data in served.bytes
        for mark in MARKS - _may_see(role, asked)
        if mark.encode() in data
    ]
    assert sorted(set(rows)) == []
    seen = {
        role: frozenset(m for r, _, data in served.bytes if r == role for m in MARKS if m.encode() in data)
        for role in ROLES
    }
    assert seen["officer"] >= {OWN.marks.published, OWN.marks.draft, OWN.marks.secret}
    assert seen["regulator"] >= {OWN.marks.published}


@pytest.mark.long
def test_who_knows_a_tag_learns_nothing_by_it(served: Served) -> None:
    """304 is an answer about a thing, and only for who may see the thing."""
    for operation, cases in MATRIX.items():
        case = cases[0]
        if not operation.startswith("GET") or not case.get("ok") or case.get("list"):
            continue
        tag = served.ask(case["ok"][0], operation, case, OWN.place).headers.get("etag", "*")
        for role in ROLES.keys() - set(case["ok"]):
            answer = served.ask(role, operation, {**case, "headers": {"If-None-Match": tag}}, OWN.place)
            assert answer.status_code == _expected(case, role, own=True), f"{operation} as {role}"
            assert tag not in str(answer.headers)


@pytest.mark.long
def test_what_was_served_before_is_not_served_to_who_may_no_more(served: Served) -> None:
    """Whatever keeps answers ready: a grant that ended and a key that was revoked count in the next request."""
    operation = "GET /v1/editions/{return_code}/{area}/{period}/{number}/cells"
    codes = [served.ask("regulator", operation, MATRIX[operation][0], OWN.place).status_code for _ in range(3)]
    with transaction(served.tenants.engine) as session:
        account = find_account(session, ROLES["regulator"].name)
        number = next(each.number for each in list_grants(session) if each.account == account.id)
        end_grant(session, CLOCK, account, number, by=OPERATOR)
    codes.append(served.ask("regulator", operation, MATRIX[operation][0], OWN.place).status_code)
    with transaction(served.tenants.engine) as session:
        revoke_secret(session, CLOCK, served.tenants.keys["regulator"].split("_")[1], by=OPERATOR)
    codes.append(served.ask("regulator", operation, MATRIX[operation][0], OWN.place).status_code)
    assert codes == [200, 200, 200, 404, 401]


def _slip(answer: httpx2.Response, case: Mapping[str, Any], role: str, tenant: Tenant) -> str:
    """What is wrong with an answer; empty where nothing is."""
    wanted = _expected(case, role, own=tenant is OWN)
    if _fits(answer.status_code, wanted, case):
        return ""
    return f"{role}, {tenant.place}: {answer.status_code}, not {wanted}: {answer.text[:300]}"


def _tenants(case: Mapping[str, Any]) -> tuple[Tenant, ...]:
    """Both, where the request names anything that is a tenant's."""
    asked = json.dumps([case.get(part) for part in ("path", "query", "json")])
    return (OWN, OTHER) if any(f"{{{name}}}" in asked for name in NAMES) else (OWN,)


def _may_see(role: str, asked: str) -> frozenset[str]:
    """An auditor sees what was published as it was, and of what was not only what is not restricted."""
    also = (
        {OWN.marks.secret}
        if role == "auditor" and any(each in asked for each in ("/editions/", "/cells", "{period}.parquet"))
        else set()
    )
    return MAY_SEE.get(role, frozenset()) | also


def _expected(case: Mapping[str, Any], role: str, *, own: bool) -> int:
    if case.get("open"):
        return 200
    if role == "anonymous":
        return int(case.get("anonymous", case.get("refused", 401)))
    if case.get("mine"):
        return 200
    if case.get("list"):
        return 200 if role in case["ok"] else 403
    if own and role in case["ok"]:
        return 200
    if own and role in case.get("forbidden", ()):
        return 403
    if role == "agency_elsewhere" and not own and "agency" in case["ok"]:
        return 200
    outside = role in OUTSIDERS and "outsiders" in case
    return int(case["outsiders"] if outside else case.get("refused", 404))


def _fits(status: int, wanted: int, case: Mapping[str, Any]) -> bool:
    return status == wanted or (wanted == 200 and (status < 400 or status in case.get("passes", ())))


def _filled(value: Any, names: Mapping[str, str]) -> str:
    text = str(value)
    for name, code in names.items():
        text = text.replace(f"{{{name}}}", code)
    return text


def _all_filled(content: Any, names: Mapping[str, str]) -> Any:
    return None if content is None else json.loads(_filled(json.dumps(content), names))


def _said(answer: httpx2.Response) -> tuple[Any, dict[str, str]]:
    """Body and headers, without what differs from one request to the next."""
    body = {name: value for name, value in answer.json().items() if name != "instance"}
    headers = {n: v for n, v in answer.headers.items() if n not in PASSING | {"content-length", "content-digest"}}
    return body, headers


def _everything(answer: httpx2.Response) -> bytes:
    """Status line, headers and body, with what is packed unpacked."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    return headers + b"\n" + _unpacked(answer.content)


def _unpacked(data: bytes) -> bytes:
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return b"\n".join(_unpacked(parts.read(name)) for name in parts.namelist())
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:4] == b"PAR1":
        table = pl.read_parquet(io.BytesIO(data))
        return str(table.to_dicts()).encode()
    return data
