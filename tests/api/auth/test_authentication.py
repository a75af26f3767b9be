"""Keys, tokens and sessions over HTTP: what opens and what does not, how often; no secret is ever written down."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from returnonce.access import sessions
from returnonce.access.api_secrets import SecretTerms, issue_secret, revoke_secret
from returnonce.access.principals import OPERATOR, Grant
from returnonce.access.sign_in import sign_in_with_password
from returnonce.clock import FixedClock
from returnonce.db import open_store, transaction
from returnonce.errors import Unauthenticated
from returnonce.settings import Settings
from tests.api.services import client_of, service
from tests.api.tenants import two_places
from tests.conftest import NOON
from tests.contexts import make_context
from tests.returnonce.access.people import account

CLOCK = FixedClock(NOON)
SENDER = Grant("agency", "home", frozenset({"county"}))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GRANT, CLIENT = "grant_type=client_credentials", "client_id=system&client_secret={secret}"
KNOWN, BASIC = f"{GRANT}&{CLIENT}", FORM | {"Authorization": "Basic YTpi"}
ASK = {"grant_type": "client_credentials"}


@dataclass
class Desk:
    """The application, and every secret that it gave out."""

    home: Path
    engine: Engine
    app: FastAPI
    client: TestClient
    secret: str
    issued: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def token(self, scope: str | None = None, **more: str) -> Any:
        asked = ASK | {"client_id": "system", "client_secret": self.secret} | ({"scope": scope} if scope else {}) | more
        answer = self.client.post("/oauth/token", data=asked)
        if answer.status_code == 200:
            self.issued.append(answer.json()["access_token"])
        return answer

    def me(self, shown: str, **headers: str) -> Any:
        answer = self.client.get("/v1/me", headers={"Authorization": f"Bearer {shown}", **headers})
        self.heard.append(answer.text + str(answer.headers))
        return answer


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("access")
    settings = Settings(home=home, requests_per_minute=50, sign_in_failures=2)
    engine = open_store(settings)
    who = account(engine, CLOCK, "system", SENDER, kind="client", place="home")
    with transaction(engine) as session:
        secret, _ = issue_secret(session, CLOCK, who, SecretTerms("secret"), by=OPERATOR)
    app = create_app(make_context(engine, ruleset=two_places(), clock=CLOCK, settings=settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Desk(home, engine, app, client, secret, [secret])
    engine.dispose()


def key(desk: Desk, name: str, *grants: Grant, **how: Any) -> str:
    with_account = account(desk.engine, CLOCK, name, *grants, place="home")
    with transaction(desk.engine) as session:
        shown, _ = issue_secret(session, CLOCK, with_account, SecretTerms("key", **how), by=OPERATOR)
    desk.issued.append(shown)
    return shown


def test_a_key_tells_who_one_is_and_what_one_may(desk: Desk) -> None:
    body = desk.me(key(desk, "olga", Grant("officer", "home"))).json()
    assert (body["name"], body["signed_in_by"], body["expires_at"]) == ("olga", "key", "2027-02-18T12:00:00Z")
    [grant] = body["may"]
    assert (grant["role"], grant["reach"], "send figures" in grant["acts"]) == ("officer", "place home", True)
    assert "approve a return" not in grant["acts"]


@pytest.mark.parametrize("basic", [False, True])
def test_a_client_gets_a_token_by_both_ways_of_rfc_6749(desk: Desk, basic: bool) -> None:
    if basic:
        packed = base64.b64encode(f"system:{desk.secret}".encode()).decode()
        answer = desk.client.post("/oauth/token", data=ASK, headers={"Authorization": f"Basic {packed}"})
        desk.issued.append(answer.json()["access_token"])
    else:
        answer = desk.token()
    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"], body["scope"]) == (200, "Bearer", 900, "all")
    assert answer.headers["cache-control"] == "no-store"
    assert desk.me(body["access_token"]).json()["may"][0]["reach"] == "place home; agencies county"


def test_a_scope_narrows(desk: Desk) -> None:
    token = desk.token("submissions:county:read").json()["access_token"]
    [grant] = desk.me(token).json()["may"]
    assert "send figures" not in grant["acts"]
    refused = desk.client.post(
        "/v1/submissions?agency=county",
        content=b"a",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv"},
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        ("", FORM, 401, "invalid_client"),
        (GRANT, FORM, 401, "invalid_client"),
        (f"{GRANT}&client_id=system&client_secret=ros_x", FORM, 401, "invalid_client"),
        (GRANT + "&client_id=other&client_secret={secret}", FORM, 401, "invalid_client"),
        (CLIENT, FORM, 400, "invalid_request"),
        (f"grant_type=&{CLIENT}", FORM, 400, "invalid_request"),
        (f"grant_type=password&{CLIENT}", FORM, 400, "unsupported_grant_type"),
        (f"{GRANT}&grant_type=x&client_id=a&client_secret=b", FORM, 400, "invalid_request"),
        (f"{KNOWN}&scope=all:all", FORM, 400, "invalid_scope"),
        (f"{KNOWN}&scope=audit:*:read", FORM, 400, "invalid_scope"),
        (f"{KNOWN}&scope=submissions:unitary:read", FORM, 400, "invalid_scope"),
        (f"{GRANT}&client_secret=b", BASIC, 400, "invalid_request"),
        (GRANT, FORM | {"Authorization": "Basic %%%"}, 401, "invalid_client"),
        (GRANT, FORM | {"Authorization": "Bearer YTpi"}, 401, "invalid_client"),
        ("{}", {"Content-Type": "application/json"}, 400, "invalid_request"),
        ("a=" + "b" * 9000, FORM, 400, "invalid_request"),
        ("grant_type=%ff", FORM, 400, "invalid_request"),
    ],
)  # fmt: skip
def test_what_rfc_6749_has_for_each_mistake(
    desk: Desk, body: str, headers: dict[str, str], status: int, error: str
) -> None:
    answer = desk.client.post("/oauth/token", content=body.replace("{secret}", desk.secret), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) is (status == 401)
    desk.heard.append(answer.text + str(answer.headers))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nothing", "Basic YTpi", "Bearer rot_" + "0" * 64])
def test_what_opens_nothing_is_401_on_open_routes_too(desk: Desk, header: str) -> None:
    answer = desk.client.get("/v1/returns", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["status"]) == (401, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_that_is_revoked_opens_nothing_in_the_next_request(desk: Desk) -> None:
    shown = key(desk, "otto", Grant("officer", "home"))
    assert desk.me(shown).status_code == 200
    with transaction(desk.engine) as session:
        revoke_secret(session, CLOCK, shown.split("_")[1], by=OPERATOR)
    assert desk.me(shown).status_code == 401


def test_of_two_keys_none_opens(desk: Desk) -> None:
    shown = desk.token().json()["access_token"]
    assert desk.me(shown).status_code == 200
    for other in (f"Bearer {shown}", "Bearer x"):
        twice = [("Authorization", f"Bearer {shown}"), ("Authorization", other)]
        assert desk.client.get("/v1/me", headers=twice).status_code == 401


def test_what_is_left_is_told_and_too_many_are_refused(desk: Desk) -> None:
    shown = key(desk, "busy")
    first = desk.me(shown)
    assert first.headers["ratelimit-policy"] == '"account";q=50;w=60'
    assert first.headers["ratelimit"].startswith('"account";r=49;t=')
    answers = [desk.me(shown) for _ in range(50)]
    assert [each.status_code for each in answers].count(429) == 1
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert int(refused.headers["retry-after"]) > 0
    assert desk.me(key(desk, "calm")).status_code == 200


def test_the_console_is_told_that_it_is_not_counted(tmp_path: Path) -> None:
    app = service(Settings(home=tmp_path))
    with client_of(app) as client:
        for path in ("/v1/me", "/v1/catalogue", "/v1/nothing", "/v1/me"):
            headers = client.get(path).headers
            policy, left = headers["ratelimit-policy"], headers["ratelimit"]
            assert policy == '"console";q=600;w=60', path
            assert left == '"console";r=600;t=60', path
    state_of(app).context.engine.dispose()


def test_a_session_reads_by_api_and_writes_only_from_our_pages(desk: Desk) -> None:
    account(desk.engine, CLOCK, "ines", Grant("officer", "home"), place="home")
    token = sessions.begin_session(desk.engine, CLOCK, "ines")
    desk.issued.append(token)
    cookie = {"Cookie": f"returnonce_session={token}"}
    assert desk.client.get("/v1/me", headers=cookie).json()["signed_in_by"] == "password"
    for site, status in (("cross-site", 403), ("same-site", 403), ("", 403), ("same-origin", 422)):
        answer = desk.client.post("/v1/proposals", json={}, headers=cookie | {"Sec-Fetch-Site": site})
        assert answer.status_code == status, answer.text
    sessions.end_session(desk.engine, CLOCK, token)
    assert desk.client.get("/v1/me", headers=cookie).status_code == 401


def test_many_keys_that_open_nothing_are_held_up_and_good_ones_are_not(desk: Desk) -> None:
    shown = key(desk, "good")
    codes = {desk.me(f"ro_{'a' * 12}_{n:064x}").status_code for n in range(60)}
    assert codes == {401, 429}
    assert desk.me(shown).status_code == 200


def test_no_secret_is_written_down(desk: Desk, capfd: pytest.CaptureFixture[str], caplog: Any) -> None:
    """After all of the above: not in the store, in files, in answers, in what was logged."""
    with caplog.at_level(logging.DEBUG):
        for shown in desk.issued:
            desk.me(shown)
        desk.client.get(f"/v1/returns/{desk.issued[1]}/x/y", headers={"Authorization": desk.issued[1]})
    kept = b"".join(path.read_bytes() for path in desk.home.rglob("*") if path.is_file())
    output = capfd.readouterr()
    # What one asks for by its address one gets back as the address; nowhere else does a secret come back.
    said = "".join(
        [*desk.heard, output.out, output.err, *(r.getMessage() for r in caplog.records if r.name != "httpx2")]
    )
    assert len(desk.issued) > 8
    assert [shown[:9] for shown in desk.issued if shown[-40:].encode() in kept or shown[-40:] in said] == []


def test_unknown_name_and_wrong_password_are_told_alike(desk: Desk) -> None:
    said = set()
    for name in ("system", "olga", "nobody-at-all"):
        with pytest.raises(Unauthenticated) as refused:
            sign_in_with_password(
                desk.engine, CLOCK, name, "three random words", "192.0.2.1", limits=state_of(desk.app).rate_limits
            )
        said.add(str(refused.value))
    assert len(said) == 1
