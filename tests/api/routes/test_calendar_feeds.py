"""Calendars at private addresses, over real HTTP machinery."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
import urllib.request
from datetime import date, timedelta
from urllib.error import HTTPError

import pytest
import uvicorn
import vobject
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.app import create_app
from exports.feeds import FeedAudience, close_feed, open_feed, read_feeds
from jobs.note_dates import note_now
from mappings.obligations.extension_ledger import ExtensionTerms
from mappings.obligations.grant_extensions import grant_extension
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound
from tests.contexts import make_context
from tests.jobs.smtp_server import free_port
from tests.shipped import load_ruleset

AGENCY = "lewisham-childrens-services"
BASE = "https://returns.example.org"


def client_of(engine: Engine, clock: FixedClock) -> TestClient:
    context = make_context(engine, ruleset=load_ruleset(), clock=clock)
    note_now(context)
    app = create_app(context, base_url=BASE)
    return TestClient(app, raise_server_exceptions=False)


def address(engine: Engine, clock: FixedClock, audience: FeedAudience = "agency", scope: str = AGENCY) -> str:
    with transaction(engine) as session:
        _, token = open_feed(session, clock, load_ruleset(), audience=audience, scope=scope)
    return f"/calendars/{token}.ics"


def summaries(client: TestClient, path: str) -> list[str]:
    return [event.summary.value for event in vobject.readOne(client.get(path).text).contents["vevent"]]


def test_an_agency_subscribes_to_what_it_is_asked_for(sqlite_engine: Engine, clock: FixedClock) -> None:
    client = client_of(sqlite_engine, clock)
    answer = client.get(address(sqlite_engine, clock))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    calendar = vobject.readOne(answer.text)
    assert calendar.x_wr_calname.value == "Return Once: Lewisham Council, children and young people"
    assert {event.url.value.split("/")[5] for event in calendar.contents["vevent"]} == {AGENCY}
    assert all(event.url.value.startswith(f"{BASE}/collections/lewisham/") for event in calendar.contents["vevent"])
    assert answer.content.endswith(b"END:VCALENDAR\r\n")


def test_each_audience_has_its_own_dates(sqlite_engine: Engine, clock: FixedClock) -> None:
    client = client_of(sqlite_engine, clock)
    agency = summaries(client, address(sqlite_engine, clock))
    officer = summaries(client, address(sqlite_engine, clock, "officer", "lewisham"))
    regulator = summaries(client, address(sqlite_engine, clock, "regulator", "ndtms"))
    assert set(agency) < set(officer)
    assert regulator
    assert {each.split(",")[0] for each in regulator} == {
        "Return due: Drug and alcohol treatment performance",
        "Return due: Drug and alcohol treatment (NDTMS)",
    }
    assert {"Lewisham" in each for each in regulator} == {True, False}


def test_the_same_calendar_is_not_sent_twice(sqlite_engine: Engine, clock: FixedClock) -> None:
    client = client_of(sqlite_engine, clock)
    path = address(sqlite_engine, clock)
    first = client.get(path)
    assert first.headers["etag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    tag = first.headers["etag"]
    for known, status in ((f"W/{tag}", 304), (f'"x", {tag}', 304), ("*", 304), ('"x"', 200), (tag.strip('"'), 200)):
        assert client.get(path, headers={"If-None-Match": known}).status_code == status
    note_now(make_context(sqlite_engine, ruleset=load_ruleset(), clock=FixedClock(clock.instant + timedelta(hours=1))))
    assert client.get(path).content == first.content


def test_head_says_the_same_without_the_bytes(sqlite_engine: Engine, clock: FixedClock) -> None:
    client = client_of(sqlite_engine, clock)
    path = address(sqlite_engine, clock)
    whole, head = client.get(path), client.head(path)
    assert head.status_code == 200
    for name in ("etag", "content-type", "content-length", "cache-control", "referrer-policy"):
        assert head.headers[name] == whole.headers[name]


def test_an_address_that_is_unknown_and_one_taken_back_answer_alike(engine: Engine, clock: FixedClock) -> None:
    client = client_of(engine, clock)
    path = address(engine, clock)
    with transaction(engine) as session:
        close_feed(session, clock, read_feeds(session)[-1].id)
    gone, never = client.get(path), client.get(f"/calendars/{'x' * 43}.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.json() == never.json()
    assert gone.headers["content-type"] == "application/problem+json"
    apart = {"x-request-id"}
    assert [(k, v) for k, v in gone.headers.items() if k not in apart] == [
        (k, v) for k, v in never.headers.items() if k not in apart
    ]
    assert path.split("/")[2].removesuffix(".ics") not in gone.text
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 404


def test_odd_addresses_are_not_found(sqlite_engine: Engine, clock: FixedClock) -> None:
    client = TestClient(create_app(make_context(sqlite_engine, ruleset=load_ruleset(), clock=clock)))
    for token in ("", "x", "%00", "..%2f..%2fetc", "é", "a" * 5000):
        assert client.get(f"/calendars/{token}.ics").status_code == 404, token


def test_a_date_that_moved_is_told_with_its_reason_and_no_name(engine: Engine, clock: FixedClock) -> None:
    client = client_of(engine, clock)
    path = address(engine, clock)
    before = {event.uid.value: event for event in vobject.readOne(client.get(path).text).contents["vevent"]}
    terms = ExtensionTerms("lewisham", "national-indicators", "FY2026-27", agency=AGENCY)
    context = make_context(engine, ruleset=load_ruleset(), clock=clock)
    grant_extension(context, terms, date(2027, 6, 24), by="Ms Canary", reason="A canary is ill.")
    changed = [row.change for row in note_now(context, "lewisham")]
    # Records that another return is due on the same day keep it, for that return's sake: other words, no other date.
    assert sorted(changed) == ["moved", "reworded"]
    after = {event.uid.value: event for event in vobject.readOne(client.get(path).text).contents["vevent"]}
    assert set(before) == set(after)
    [moved] = [event for name, event in after.items() if event.sequence.value != before[name].sequence.value]
    assert (moved.sequence.value, moved.dtstart.value.date()) == ("1", date(2027, 6, 24))
    assert "Moved from " in moved.description.value
    assert "by an extension" in moved.description.value
    assert "anary" not in client.get(path).text


def test_only_the_hash_of_an_address_is_kept(engine: Engine, clock: FixedClock) -> None:
    token = address(engine, clock).split("/")[2].removesuffix(".ics")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    with reading(engine) as session:
        rows = [str(row) for table in ("feed", "audit") for row in session.execute(text(f"SELECT * FROM {table}"))]
        assert read_feeds(session)[0].revoked_at is None
    assert not [row for row in rows if token in row]
    assert any(hashlib.sha256(token.encode()).hexdigest() in row for row in rows)


def test_addresses_are_never_the_same(sqlite_engine: Engine, clock: FixedClock) -> None:
    assert len({address(sqlite_engine, clock) for _ in range(3)}) == 3


def test_what_is_not_there_has_no_calendar(sqlite_engine: Engine, clock: FixedClock) -> None:
    for audience, scope in (("agency", "nobody"), ("officer", "nowhere"), ("regulator", "nothing")):
        with pytest.raises(NotFound), transaction(sqlite_engine) as session:
            open_feed(session, clock, load_ruleset(), audience=audience, scope=scope)  # type: ignore[arg-type]
    with pytest.raises(NotFound), transaction(sqlite_engine) as session:
        close_feed(session, clock, 7)


def test_an_address_is_taken_back_once(sqlite_engine: Engine, clock: FixedClock) -> None:
    address(sqlite_engine, clock)
    with transaction(sqlite_engine) as session:
        close_feed(session, clock, 1)
    with pytest.raises(Conflict), transaction(sqlite_engine) as session:
        close_feed(session, clock, 1)


def test_the_log_of_requests_holds_no_address(sqlite_engine: Engine, clock: FixedClock) -> None:
    """A real server, with the log that it really writes."""
    path = address(sqlite_engine, clock)
    app = create_app(make_context(sqlite_engine, ruleset=load_ruleset(), clock=clock))
    lines: list[str] = []
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="debug"))
    handler = Collecting(lines)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).addHandler(handler)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _wait_for(server)
        for wanted in (path, f"{path}?again", "/calendars/wrong-token.ics", "/health"):
            _get(f"http://127.0.0.1:{port}{wanted}")
    finally:
        server.should_exit = True
        thread.join()
        for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
            logging.getLogger(name).removeHandler(handler)
    actual_text = "\n".join(lines)
    assert actual_text.count("/calendars/...") == 3
    assert "GET /health" in actual_text
    assert path.split("/")[2] not in actual_text
    assert "wrong-token" not in actual_text


class Collecting(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _wait_for(server: uvicorn.Server) -> None:
    for _ in range(1000):
        if server.started:
            return
        time.sleep(0.01)
    raise AssertionError("the server did not start")


def _get(url: str) -> None:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read()
    except HTTPError as error:
        error.close()
