"""Signed bundles, public keys and audit heads over HTTP; and answers about an instant."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.app import create_app
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import NOT_KEPT
from mappings.ruleset.ruleset_use import record_ruleset_use
from returnonce.access.principals import ANONYMOUS, OPERATOR, Grant, Principal
from returnonce.blobs import FolderObjects
from returnonce.bundle_verification import read_keys, verify_bytes
from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.definition_files.file_tree import RELEASE
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import REGULATOR, World

pytestmark = pytest.mark.long

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ONE = "/v1/editions/national/COUNTY/FY2009-10/1"
KEYS = "/.well-known/returnonce-keys.json"
ELSEWHERE = Principal("emma", "client", (Grant("regulator", returns=frozenset({"another"})),))
AGENCY = Principal("ada", "client", (Grant("agency", agencies=frozenset({"county"})),))


@pytest.fixture
def world(sqlite_engine: Engine, sqlite_settings: Settings) -> World:
    actual_world = World(sqlite_engine, sqlite_settings.home)
    actual_world.value(33, 260)
    actual_world.edition()
    return actual_world


def client(engine: Engine, home: Path, ruleset: Ruleset, who: Principal = OPERATOR) -> TestClient:
    context = make_context(engine, home, ruleset)
    return TestClient(create_app(context, default_principal=who), raise_server_exceptions=False)


def of(world: World, who: Principal = OPERATOR) -> TestClient:
    return client(world.engine, world.home, world.ruleset, who)


def test_a_bundle_is_verified_with_the_keys_that_are_published(world: World) -> None:
    keys = of(world, ANONYMOUS).get(KEYS)
    assert (keys.status_code, keys.headers["content-type"]) == (200, "application/jwk-set+json")
    got = of(world, REGULATOR).get(f"{ONE}/bundle")
    assert (got.status_code, got.headers["content-type"]) == (200, "application/zip")
    assert got.headers["content-disposition"].endswith('filename="national_COUNTY_FY2009-10_1_regulator.zip"')
    verification = verify_bytes(got.content, read_keys(keys.text))
    assert verification.holds
    assert of(world).get(f"{ONE[:-1]}latest/bundle").content == got.content
    again = of(world, REGULATOR).get(f"{ONE}/bundle", headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("who", "code"), [(ANONYMOUS, 404), (ELSEWHERE, 404), (AGENCY, 404)])
def test_a_bundle_is_for_who_may_read_the_edition(world: World, who: Principal, code: int) -> None:
    none = of(world, who).get(f"{ONE.replace('COUNTY', 'NOWHERE')}/bundle")
    got = of(world, who).get(f"{ONE}/bundle")
    assert (got.status_code, none.status_code) == (code, code)
    assert b"PK" not in got.content


def test_a_head_holds_until_history_is_rewritten(world: World) -> None:
    asked = of(world, REGULATOR)
    manifest = verify_bytes(asked.get(f"{ONE}/bundle").content, read_keys(asked.get(KEYS).text)).manifest
    head = manifest["head"]
    sound = {"head": head, "in_chain": True, "chain_is_sound": True}
    assert asked.get(f"/v1/audit/heads/{head}").json() == sound
    assert asked.get(f"/v1/audit/heads/{'f' * 64}").json()["in_chain"] is False
    assert asked.get("/v1/audit/heads/none").status_code == 422
    assert of(world, AGENCY).get(f"/v1/audit/heads/{head}").status_code == 403
    assert of(world, ANONYMOUS).get(f"/v1/audit/heads/{head}").status_code == 401
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET subject = 'other' WHERE id = 1"))
    body = asked.get(f"/v1/audit/heads/{head}").json()
    assert (body["in_chain"], body["chain_is_sound"]) == (False, False)


#: One of definitions, one of the schedule, one of drafts: each kind is asked for in another way.
PATHS = (
    "/v1/calendar?place=lewisham&from=2026-04-01",
    "/v1/schedule?from=2009-04-01&to=2009-06-30&place=lewisham",
    "/v1/returns/national-indicators/E09000023/FY2009-10",
)


def test_an_instant_is_answered_by_the_rules_of_then(tmp_path: Path) -> None:
    places, home = tmp_path / "places", tmp_path / "home"
    engine, today = open_store(Settings(home=home)), load_ruleset()
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", places / "lewisham")
    own = places / "lewisham" / "place.yaml"
    own.write_text(own.read_text().replace("title: London", "title: The old London"))
    (places / "lewisham" / "closed_days.tsv").write_text(
        "date\tname\twhat\tsource\n2026-05-06\tFounders' Day\tclosed\tmade up\n"
    )
    old = load_ruleset(places)
    record_ruleset_use(engine, FolderObjects(home), FixedClock(NOON), old)
    record_ruleset_use(engine, FolderObjects(home), FixedClock(NOON + timedelta(hours=1)), today)
    then, now = client(engine, home, old), client(engine, home, today)
    for path in PATHS:
        mark = "&" if "?" in path else "?"
        asked = f"{path}{mark}as_of={NOON.isoformat().replace('+00:00', 'Z')}"
        before, after = then.get(asked), now.get(asked)
        assert (before.status_code, after.status_code, after.content == before.content) == (200, 200, True), path
    got = now.get("/v1/calendar?place=lewisham&from=2026-04-01&as_of=2026-11-20T12:00:00Z")
    assert "Founders' Day" in got.text
    assert got.headers["ruleset"] == old.hash
    assert "Founders' Day" not in now.get("/v1/calendar?place=lewisham&from=2026-04-01").text
    unknown = now.get("/v1/mappings/crc?as_of=2020-01-01T00:00:00Z")
    assert (unknown.headers["ruleset"], unknown.headers["ruleset-note"]) == (today.hash, NOT_KEPT)
    engine.dispose()


def test_a_home_without_the_rules_of_then_says_so(sqlite_engine: Engine, tmp_path: Path) -> None:
    today = load_ruleset()
    record_ruleset_use(sqlite_engine, FolderObjects(tmp_path), FixedClock(NOON - timedelta(hours=1)), today)
    asked = client(sqlite_engine, tmp_path / "another", replace(today, hash="e" * 64))
    got = asked.get(f"/v1/mappings/crc?as_of={NOON.isoformat().replace('+00:00', 'Z')}")
    assert (got.status_code, got.headers["content-type"]) == (503, "application/problem+json")
