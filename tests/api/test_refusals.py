"""What no route ever sees, and what every answer carries."""

from __future__ import annotations

import asyncio
import base64
import errno
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app_state import state_of
from api.http.deprecations import deprecation_headers, read_deprecations
from api.http.problems import redacted_path
from api.middleware.request import RequestMiddleware
from returnonce.errors import Refused
from returnonce.settings import Settings
from tests.api.services import GOOD, client_of, send, service


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = service(Settings(home=tmp_path_factory.mktemp("refusals")))

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("a secret that nobody is told")

    @app.get("/v1/overrun")
    def overrun() -> None:
        raise OSError(errno.EMFILE, "a secret that nobody is told")

    yield client_of(app)
    state_of(app).context.engine.dispose()


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/v1/nothing", {}, b"", 404),
        ("GET", "/v1/catalogue/%00", {}, b"", 404),
        ("GET", "/v1/catalogue/%ZZ", {}, b"", 400),
        ("GET", "/v1/catalogue/%ED%A0%80", {}, b"", 400),
        ("GET", "/v1/areas?hierarchy=%00", {}, b"", 400),
        ("GET", "/v1/submissions?limit=0", {}, b"", 422),
        ("GET", "/v1/submissions?limit=1001", {}, b"", 422),
        ("GET", "/v1/submissions?cursor=AAAA", {}, b"", 404),
        ("GET", "/v1/catalogue", {"X-Long": "x" * 40_000}, b"", 431),
        ("GET", "/v1/catalogue?x=" + "x" * 20_000, {}, b"", 414),
        ("GET", "/v1/submissions", {"Accept": "image/png"}, b"", 200),
        ("GET", "/v1/schedule", {"Accept": "image/png"}, b"", 406),
        ("POST", "/v1/proposals", {"Content-Type": "application/json"}, b"{", 400),
        ("POST", "/v1/proposals", {"Content-Type": "application/json"}, b"[" * 50_000, 400),
        ("POST", "/v1/proposals", {"Content-Type": "application/json"}, b'{"return":"\\ud800"}', 422),
        ("POST", "/v1/proposals", {"Content-Type": "application/json"}, b" " * 300_000, 413),
        ("POST", "/v1/submissions?agency=lewisham-pct", {"Content-Type": "multipart/form-data"}, b"", 415),
        ("POST", "/v1/submissions?agency=lewisham-pct", {"Content-Digest": "sha-256=:AAAA:"}, b"a", 400),
        ("DELETE", "/v1/submissions", {}, b"", 405),
        ("GET", "/v1/broken", {}, b"", 500),
        ("GET", "/v1/overrun", {}, b"", 503),
    ],
)  # fmt: skip
def test_each_is_refused_in_its_own_words(
    client: TestClient, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status, answer.text
    assert re.fullmatch("[0-9a-f]{24}", answer.headers["x-request-id"])
    if status == 200:
        return
    actual_body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert actual_body["type"].startswith("urn:returnonce:problem:")
    assert actual_body["status"] == status
    assert actual_body["detail"]
    assert "secret" not in answer.text
    if status == 405:
        assert answer.headers["allow"] == "GET, POST, HEAD, OPTIONS"


def test_head_is_get_without_its_bytes(client: TestClient) -> None:
    client.headers["Accept-Encoding"] = "identity"
    got, head = client.get("/v1/catalogue"), client.head("/v1/catalogue")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]
    digest = base64.b64encode(hashlib.sha256(got.content).digest()).decode()
    assert got.headers["content-digest"] == got.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert client.head("/v1/catalogue", headers={"If-None-Match": got.headers["etag"]}).status_code == 304


def test_a_callers_own_name_for_a_request_is_kept_if_it_is_one(client: TestClient) -> None:
    for given, kept in (("abc-1", True), ("a b", False), ("x" * 65, False)):
        assert (client.get("/health", headers={"X-Request-Id": given}).headers["x-request-id"] == given) is kept


def test_pages_do_not_shift_while_more_comes_in(client: TestClient) -> None:
    files = [GOOD.replace(b",45,", f",{n},".encode()) for n in range(200, 205)]
    names = [send(client, data).json()["submission"] for data in files]

    def walk(path: str, seen: list[str]) -> None:
        answer = client.get(path)
        seen += [row["submission"] for row in answer.json()["submissions"]]
        links = {rel: to for to, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"])}
        send(client, GOOD.replace(b",45,", f",{300 + len(seen)},".encode()))
        if "next" in links:
            walk(links["next"], seen)
            assert client.get(links["first"]).json()["submissions"][0]["submission"] == seen[0]

    seen: list[str] = []
    walk("/v1/submissions?limit=2", seen)
    assert seen == names[::-1]
    [cursor] = re.findall("cursor=([^>]+)>", client.get("/v1/submissions?limit=1000").headers["link"])
    assert client.get(f"/v1/areas?cursor={cursor}").status_code == 404, "a cursor is not carried to another list"


def test_a_route_that_goes_says_since_when_and_until(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "lifecycle.yaml"
    file.write_text("listAreas: {deprecated: 2027-01-01, sunset: 2027-07-01, instead: /v1/places}\n")
    monkeypatch.setattr("api.http.deprecations.load_deprecations", lambda: read_deprecations(file))
    scope: dict[str, Any] = {"route": SimpleNamespace(operation_id="listAreas")}
    assert deprecation_headers(scope) == {
        "Deprecation": "@1798761600",
        "Sunset": "Thu, 01 Jul 2027 00:00:00 GMT",
        "Link": '</v1/places>; rel="successor-version"',
    }
    assert deprecation_headers({"route": SimpleNamespace(operation_id="getArea")}) == {}
    file.write_text("listAreas: {deprecated: 2027-01-01, sunset: 2027-02-01, instead: /v1/places}\n")
    with pytest.raises((Refused, ValueError)):
        read_deprecations(file)


@pytest.mark.parametrize(
    "path", ["/calendars/abc.ics", "/v1/ro_abcdefghij", "/v1/eyJhbGciOiJIUzI1NiJ9.x", "/" + "x" * 300]
)
def test_no_answer_repeats_a_key(path: str) -> None:
    assert path.rsplit("/", 1)[1] not in redacted_path(path)


def test_who_waits_while_the_server_stops_is_asked_to_come_again(client: TestClient) -> None:
    messages: list[Any] = []

    async def stop_meanwhile() -> None:
        began = asyncio.Event()

        async def wait_for_ever(*_: Any) -> None:
            began.set()
            await asyncio.sleep(600)

        async def send_message(message: Any) -> None:
            messages.append(message)

        scope = {"type": "http", "method": "GET", "path": "/v1/catalogue", "query_string": b"", "headers": [],
                 "app": client.app, "server": ("testserver", 80), "scheme": "http"}  # fmt: skip
        task = asyncio.create_task(RequestMiddleware(wait_for_ever)(scope, wait_for_ever, send_message))
        await began.wait()
        task.cancel()
        await task

    asyncio.run(stop_meanwhile())
    headers = dict(messages[0]["headers"])
    assert (messages[0]["status"], headers[b"content-type"]) == (503, b"application/problem+json")
    assert b"retry-after" in headers
    assert "Send it again" in json.loads(messages[1]["body"])["mend"]
