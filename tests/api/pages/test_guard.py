"""Nobody but this machine is answered, and browsers are bound by headers."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.pages.site import check_host, is_loopback
from returnonce.errors import WrongUsage


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST:1"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/figures", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "10.0.0.5", "", "[::1", "a b"],
)
@pytest.mark.parametrize("path", ["/figures", "/v1/catalogue", "/health", "/assets/returnonce.css"])
def test_other_names_are_not(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 421


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
def test_serve_listens_on_nothing_that_others_can_reach(host: str) -> None:
    with pytest.raises(WrongUsage, match="no sign-in yet") as told:
        check_host(host)
    assert "RETURNONCE_HOST" in str(told.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.9.9.9"])
def test_serve_listens_on_this_machine(host: str) -> None:
    check_host(host)
    assert is_loopback(host)
