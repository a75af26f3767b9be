"""The client against a real service: paging, retries, what changed only, bundles, files sent in parts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine

from returnonce.client import NotVerified, ReturnsClient, ServiceRefused, ServiceSilent
from returnonce.settings import Settings
from tests.api.real_server import serve_app
from tests.api.routes.test_uploads import work
from tests.api.services import AGENCY, BAD, GOOD, service
from tests.api.tenants import Tenants, furnished
from tests.jobs.file_server import give, serving

EDITION = "national/COUNTY/FY2008-09/1"


@pytest.fixture(scope="module")
def tenants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenants]:
    tenants = furnished(tmp_path_factory.mktemp("client"))
    yield tenants
    tenants.engine.dispose()


@pytest.fixture(scope="module")
def client(tenants: Tenants) -> Iterator[ReturnsClient]:
    with serve_app(tenants.app) as address, ReturnsClient(address, tenants.keys["regulator"]) as client:
        yield client


@pytest.mark.long
def test_only_what_changed_is_fetched(client: ReturnsClient, tmp_path: Path) -> None:
    kept = tmp_path / "cells.parquet"
    assert [client.keep(f"/v1/editions/{EDITION}/cells.parquet", kept) for _ in range(2)] == [True, False]
    assert pl.read_parquet(kept).height > 0
    kept.unlink()
    assert client.keep(f"/v1/editions/{EDITION}/cells.parquet", kept)


def test_every_page_is_read_by_its_link(client: ReturnsClient) -> None:
    pages = [json.loads(page)["areas"] for page in client.pages("/v1/areas", {"limit": 2})]
    whole = client.fetch("/v1/areas", {"limit": 1000})
    assert whole is not None
    assert [row for page in pages for row in page] == json.loads(whole.data)["areas"]
    assert len(pages) > 1


def test_a_refusal_says_what_where_and_how_to_mend(client: ReturnsClient) -> None:
    with pytest.raises(ServiceRefused) as refused:
        client.fetch("/v1/editions/national/COUNTY/nonsense/1")
    assert refused.value.code in {404, 422}
    assert refused.value.problem["type"].startswith("urn:returnonce:problem:")
    assert refused.value.mend


def test_a_bundle_is_verified_before_it_is_opened(client: ReturnsClient) -> None:
    files = client.bundle(EDITION)
    assert "manifest.json" in files
    stranger = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
    with pytest.raises(NotVerified):
        client.bundle(EDITION, keys=f"-----BEGIN PUBLIC KEY-----\n{stranger}\n-----END PUBLIC KEY-----\n")


@pytest.mark.parametrize("status", [429, 503])
def test_it_asks_again_when_the_service_says_when(status: int) -> None:
    answers, pauses = iter([(status, "7"), (status, "nonsense"), (200, "")]), list[float]()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        code, after = next(answers)
        give(handler, b"{}", code, **{"Retry-After": after})

    with serving(answer) as address, ReturnsClient(address, wait=pauses.append) as client:
        assert client.fetch("/") is not None
    assert pauses == [7, 1]


def test_it_gives_up_after_so_many_attempts() -> None:
    pauses: list[float] = []
    with (
        serving(lambda handler: give(handler, b"", 503)) as address,
        ReturnsClient(address, wait=pauses.append, attempts=3) as client,
        pytest.raises(ServiceRefused),
    ):
        client.fetch("/")
    assert len(pauses) == 2
    with ReturnsClient(address, wait=pauses.append, attempts=2) as client, pytest.raises(ServiceSilent):
        client.fetch("/")


@pytest.mark.long
def test_a_file_is_sent_in_parts_and_its_findings_are_read(
    engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = service(settings, engine=engine)
    monkeypatch.setattr("returnonce.client.PART_BYTES", 50)
    paths = {name: tmp_path / f"{name}.csv" for name in ("good", "bad")}
    paths["good"].write_bytes(GOOD)
    paths["bad"].write_bytes(BAD + b"NI 62,Lewisham,2009-11,,,45,450,,,,\n")
    with serve_app(app) as address, ReturnsClient(address, wait=lambda _: work(app)) as client:
        assert client.send(paths["good"], agency=AGENCY, check_only=True)["state"] == "checked"
        taken = client.send(paths["good"], agency=AGENCY)
        assert (taken["state"], taken["file_name"]) == ("accepted", "good.csv")
        assert client.send(paths["good"], agency=AGENCY)["submission"] == taken["submission"]
        refused = client.send(paths["bad"], agency=AGENCY)
        findings = client.findings(refused["all_findings"]).filter(severity="error")
        assert findings["row"].to_list() == [2, 3]
        assert findings["code"].unique().to_list() == ["period-unclear"]


def test_nothing_of_the_server_is_loaded() -> None:
    heavy = ("fastapi", "sqlalchemy", "sqlmodel", "polars", "pydantic", "starlette")
    program = f"import sys, returnonce.client; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
