"""The front gives what the routes would give, byte for byte, to the same callers; and notices every change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.app import ReturnOnceApp
from api.app_state import state_of
from api.middleware.response_cache.memory_store import MAX_ENTRIES, CachedResponse, CacheEntry, ResponseCache
from api.middleware.response_cache.middleware import CacheMiddleware
from api.middleware.response_cache.store_version import AuditVersionReader, SqliteVersionReader, store_version_reader
from returnonce import audit
from returnonce.access.api_secrets import revoke_secret
from returnonce.access.principals import ANONYMOUS, OPERATOR
from returnonce.access.rate_limits import RateLimits
from returnonce.access.rate_windows import SECONDS, SlidingWindows
from returnonce.clock import FixedClock
from returnonce.db import open_store, transaction
from returnonce.settings import Settings
from tests.api.tenants import ROLES, Tenants, furnished
from tests.conftest import NOON

OWN = "/v1/editions/national/COUNTY/FY2008-09"
PATHS = [
    f"{OWN}/1", f"{OWN}/latest/cells", f"{OWN}/1/cells.csv", f"{OWN}/latest/cells.parquet", f"{OWN}/1/changes.json",
    f"{OWN}/1/files/datapackage.json", f"{OWN}/1/cells.csv?audience=council", f"{OWN}/2/cells.csv",
    f"{OWN}/1/cells.csv?audience=public", "/v1/editions/national/UNI/FY2008-09/1/cells.csv",
    f"{OWN}/1/cells.pdf", f"{OWN}/0/cells.csv",
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {}, {"Accept": "text/csv"}, {"Accept": "application/pdf"}, {"If-None-Match": "TAG"},
    {"If-None-Match": '"other", W/TAG'}, {"If-None-Match": "*"}, {"If-None-Match": '"other"'}, {"Range": "bytes=0-9"},
]  # fmt: skip


@dataclass
class Both:
    """The same application with the front and without, and how often the front had to ask the routes."""

    tenants: Tenants
    swift: TestClient
    slow: TestClient
    asked: list[str]

    def get(self, client: TestClient, role: str, path: str, headers: dict[str, str], method: str = "GET") -> Any:
        key = self.tenants.keys.get(role)
        shown = {"Authorization": f"Bearer {key}"} if key else {}
        return client.request(method, path, headers={"X-Request-Id": "one", **shown, **headers})


@pytest.fixture(scope="module")
def tenants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tenants]:
    made = furnished(tmp_path_factory.mktemp("swift"))
    yield made
    made.engine.dispose()


@pytest.fixture
def both(tenants: Tenants) -> Iterator[Both]:
    app, asked = tenants.app, list[str]()
    assert isinstance(app, ReturnOnceApp)

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        asked.extend([scope["path"]] if scope["type"] == "http" else [])
        await app.without_cache(scope, receive, send)

    kept = app.cache
    app.cache = CacheMiddleware(counted, state_of(app), store_version_reader(tenants.engine))
    with TestClient(app, raise_server_exceptions=False) as swift:
        yield Both(tenants, swift, TestClient(app.without_cache, raise_server_exceptions=False), asked)
    app.cache = kept


def said(answer: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Everything, but for how many requests are left."""
    left = [(name, re.sub(rb"r=\d+;t=\d+", b"r;t", value)) for name, value in answer.headers.raw]
    return answer.status_code, left, answer.content


def differences(both: Both, role: str, paths: Sequence[str], asked: Sequence[dict[str, str]]) -> list[Any]:
    """Where the front, cold and warm, says something else than the routes, to GET and to HEAD."""
    different = []
    for path in paths:
        tag = both.get(both.slow, role, path, {}).headers.get("etag", '"none"')
        for wanted in asked:
            headers = {name: value.replace("TAG", tag) for name, value in wanted.items()}
            slow = said(both.get(both.slow, role, path, headers))
            swift = [said(both.get(both.swift, role, path, headers)) for _ in range(2)]
            different += [(path, headers, slow, each) for each in swift if each != slow]
            heads = [said(both.get(one, role, path, headers, "HEAD")) for one in (both.slow, both.swift)]
            different += [(path, headers, *heads)] * (heads[0] != heads[1])
    return different


@pytest.mark.parametrize("role", ROLES)
def test_the_front_says_what_the_routes_say(both: Both, role: str) -> None:
    assert differences(both, role, PATHS[1:3], HEADERS[3:4]) == []


@pytest.mark.long
def test_the_front_says_it_in_every_way_that_it_is_asked(both: Both) -> None:
    assert differences(both, "regulator", PATHS[2:3], HEADERS) == []
    assert differences(both, "regulator", PATHS, HEADERS[:1]) == []


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES)
def test_the_front_says_everything_that_the_routes_say(both: Both, role: str) -> None:
    assert differences(both, role, PATHS, HEADERS) == []


def test_what_was_answered_is_given_again_without_the_routes(both: Both) -> None:
    path = f"{OWN}/1/cells.csv"
    first = both.get(both.swift, "regulator", path, {})
    for headers in ({}, {"If-None-Match": first.headers["etag"]}):
        both.get(both.swift, "regulator", path, headers)
        both.asked.clear()
        again = both.get(both.swift, "regulator", path, headers)
        head = both.get(both.swift, "regulator", path, headers, "HEAD")
        assert (both.asked, again.status_code) == ([], 304 if headers else 200)
        assert (head.status_code, head.content) == (again.status_code, b"")
    assert again.headers["x-request-id"] == "one"


def test_each_answer_has_its_own_number_and_is_counted(both: Both) -> None:
    path, key = f"{OWN}/1/cells.csv", both.tenants.keys["regulator"]
    headers = [both.swift.get(path, headers={"Authorization": f"Bearer {key}"}).headers for _ in range(4)]
    assert both.asked.count(path) <= 1
    assert len({each["x-request-id"] for each in headers}) == 4
    left = [int(re.findall(r"r=(\d+)", each["ratelimit"])[0]) for each in headers]
    assert left == list(range(left[0], left[0] - 4, -1))


def test_one_callers_answer_is_never_anothers(both: Both) -> None:
    path = f"{OWN}/1/cells.csv"
    assert both.get(both.swift, "regulator", path, {}).status_code == 200
    for role in ("regulator_of_another", "anonymous", "agency", "nothing"):
        assert both.get(both.swift, role, path, {}).status_code == 404
    assert both.get(both.swift, "anonymous", path, {"Authorization": "Bearer ro_made_up"}).status_code == 401


def test_a_write_makes_it_ask_again(both: Both) -> None:
    path = f"{OWN}/latest/cells.csv"
    for _ in range(2):
        both.get(both.swift, "officer", path, {})
    both.asked.clear()
    with transaction(both.tenants.engine) as session:
        audit.record(session, FixedClock(NOON), act="made up", subject="nothing")
    both.get(both.swift, "officer", path, {})
    assert both.asked == [path]


def test_a_key_that_is_revoked_opens_nothing_from_that_moment(both: Both) -> None:
    path, key = f"{OWN}/1/cells.csv", both.tenants.keys["auditor"]
    assert [both.get(both.swift, "auditor", path, {}).status_code for _ in range(3)] == [200, 200, 200]
    with transaction(both.tenants.engine) as session:
        revoke_secret(session, FixedClock(NOON), key.split("_")[1], by=OPERATOR)
    assert both.get(both.swift, "auditor", path, {}).status_code == 401


def test_a_key_that_expires_opens_nothing_from_that_moment(both: Both) -> None:
    path, app = f"{OWN}/1/cells.csv", both.tenants.app
    assert isinstance(app, ReturnOnceApp)
    assert app.cache is not None
    assert [both.get(both.swift, "approver", path, {}).status_code for _ in range(2)] == [200, 200]
    state = state_of(app)
    before = state.context
    state.context = before.replace(clock=FixedClock(NOON + timedelta(days=400)))
    assert both.get(both.swift, "approver", path, {}).status_code == 401
    state.context = before


def test_who_asks_too_often_is_told_so(both: Both) -> None:
    path, app = f"{OWN}/1/cells.csv", both.tenants.app
    assert isinstance(app, ReturnOnceApp)
    assert app.cache is not None
    state = state_of(app)
    before, state.rate_limits = state.rate_limits, RateLimits(requests=5)
    responses = [both.get(both.swift, "officer", path, {}) for _ in range(7)]
    state.rate_limits = before
    assert [each.status_code for each in responses] == [200] * 5 + [429] * 2
    assert int(responses[-1].headers["retry-after"]) > 0


def test_the_shelf_keeps_within_its_bounds() -> None:
    shelf, answer = ResponseCache(max_bytes=100, max_entries=3), CachedResponse(200, [], b"x" * 40)
    for n in range(5):
        shelf.put(bytes([n]), CacheEntry(ANONYMOUS, 1, NOON, b"t", full=answer))
    assert (len(shelf), shelf.bytes) == (2, 80)
    shelf.mark_used(bytes([3]))
    shelf.put(b"more", CacheEntry(ANONYMOUS, 1, NOON, b"t", full=answer))
    assert shelf.get(bytes([3])) is not None
    shelf.put(b"large", CacheEntry(ANONYMOUS, 1, NOON, b"t", full=CachedResponse(200, [], b"x" * 101)))
    assert (shelf.get(b"large"), shelf.bytes) == (None, 80)
    for n in range(9):
        shelf.put(bytes([n]), CacheEntry(ANONYMOUS, 1, NOON, b"t", not_modified=CachedResponse(304, [], b"")))
    assert (len(shelf), MAX_ENTRIES) == (3, 4096)


def test_a_store_put_in_the_place_of_another_is_noticed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        open_store(Settings(home=tmp_path / name)).dispose()
    path = tmp_path / "one" / "store.sqlite3"
    looking = SqliteVersionReader(path)
    before = looking.current()
    assert (before, looking.current()) == (looking.current(), before)
    (tmp_path / "two" / "store.sqlite3").replace(path)
    looking._checked_at = 0.0
    assert looking.current() != before
    path.unlink()
    looking._checked_at = 0.0
    assert looking.current() is None
    looking.close()


@pytest.mark.anyio
async def test_on_postgresql_the_trail_is_asked_once_in_a_while(engine: Engine) -> None:
    looking = AuditVersionReader(engine)
    assert looking.current() is None
    before = await looking.read()
    with transaction(engine) as session:
        audit.record(session, FixedClock(NOON), act="made up", subject="nothing")
    assert (looking.current(), await looking.read()) == (before, before)
    looking.close()
    assert await looking.read() != before


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_requests_are_counted_over_the_last_minute() -> None:
    now = [10.0 * SECONDS]
    windows = SlidingWindows(tick=lambda: now[0])
    assert [windows.hit("a", 3)[0] for _ in range(5)] == [2, 1, 0, -1, -1]
    assert windows.hit("b", 3) == (2, SECONDS)
    now[0] += SECONDS
    assert windows.hit("a", 3)[0] == -1
    now[0] += SECONDS / 2
    assert [windows.hit("a", 3) for _ in range(2)] == [(0, SECONDS // 2), (-1, SECONDS // 2)]
    now[0] += 2 * SECONDS
    assert windows.hit("a", 3)[0] == 2
