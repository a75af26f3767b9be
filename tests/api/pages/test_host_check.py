"""Only this machine's names and the service's own are answered, and browsers are bound by headers."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.auth.hosts import check_listening_address, public_name
from returnonce.errors import WrongUsage
from returnonce.http.addresses import is_loopback
from tests.api.pages.sample_service import PUBLIC, House, by_https


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST:1"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/figures", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "10.0.0.5", "", "[::1", "a b"],
)
@pytest.mark.parametrize("path", ["/figures", "/v1/catalogue", "/v1/returns", "/assets/returnonce.css"])
def test_other_names_are_not(client: TestClient, host: str, path: str) -> None:
    response = client.get(path, headers={"Host": host})
    assert (response.status_code, response.headers["content-type"]) == (421, "application/problem+json")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 421), ("::1", 421), ("10.0.0.5", 200)])
def test_monitors_call_each_process_by_its_address_and_this_machines_browser_does_not(
    client: TestClient, path: str, address: str, status: int
) -> None:
    caller = TestClient(client.app, client=(address, 5000))
    response = caller.get(path, headers={"Host": "serve-1:8765"})
    assert response.status_code == (403 if (path, status) == ("/metrics", 200) else status)


@pytest.mark.parametrize("path", ["/figures", "/nowhere", "/v1/returns", "/assets/start.js"])
def test_every_answer_binds_the_browser(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "council.example", ""])
@pytest.mark.parametrize("base", [None, "http://returns.council.example"])
def test_serve_listens_on_nothing_that_others_can_reach_without_https(host: str, base: str | None) -> None:
    with pytest.raises(WrongUsage, match="without https") as error:
        check_listening_address(host, base)
    assert "RETURNONCE_HOST" in str(error.value)
    check_listening_address(host, "https://returns.council.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.9.9.9"])
def test_serve_listens_on_this_machine(host: str) -> None:
    check_listening_address(host)
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("host", "status"),
    [("returns.council.example", 200), ("RETURNS.council.example:443", 200), ("127.0.0.1:8765", 200),
     ("council.example", 421), ("evil.example", 421), ("", 421)],
)  # fmt: skip
def test_a_service_that_people_reach_by_https_answers_to_its_name(
    furnished: tuple[House, dict[str, str]], host: str, status: int
) -> None:
    app = by_https(furnished[0])
    with TestClient(app, base_url=PUBLIC) as visitor:
        answer = visitor.get("/assets/returnonce.css", headers={"Host": host})
        assert answer.status_code == status
        assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize(
    ("base", "name"),
    [("https://a.example", "a.example"), ("https://A.example:444/x", "a.example"), ("http://a.example", ""),
     (None, ""), ("https://a.example./", "a.example")],
)  # fmt: skip
def test_only_https_gives_a_name(base: str | None, name: str) -> None:
    assert public_name(base) == name
