"""Published editions and what is read beside them, over HTTP."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from api.editions.serializers import edition_details
from api.editions.visibility import VisibleEdition, readable_audiences
from api.http.content_disposition import attachment
from exports.editions.publication.withdraw import withdraw_edition
from exports.editions.published_editions import read_editions
from mappings.access.place_of_act import find_place_of_act
from returnonce.access.principals import ANONYMOUS, OPERATOR, Grant, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.db import open_store, reading
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import APPROVER, OFFICER, REGULATOR, World

ONE = "/v1/editions/national/COUNTY/FY2009-10"
Ask = Callable[..., Any]


def furnished(folder: Path) -> World:
    made = World(open_store(Settings(home=folder)), folder)
    made.value(5)
    made.value(7, of="other")
    made.edition()
    made.value(0)
    made.edition("correction")
    return made


def asking(world: World) -> Ask:
    """A caller's GET of what is not packed; underscores in names of headers are hyphens."""
    clients: dict[Principal, TestClient] = {}

    def asked(path: str, who: Principal = REGULATOR, **headers: str) -> Any:
        if who not in clients:
            context = make_context(world.engine, world.home, world.ruleset, clock=world.clock)
            app = create_app(context, default_principal=who)
            state_of(app).rate_limits = RateLimits(requests=10_000)
            clients[who] = TestClient(app, raise_server_exceptions=False, headers={"accept-encoding": "identity"})
        return clients[who].get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return asked


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """For reading only."""
    return furnished(tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def ask(world: World) -> Ask:
    return asking(world)


def test_an_edition_says_what_it_is_and_where_its_files_are(ask: Ask) -> None:
    body = ask(f"{ONE}/latest").json()
    assert (body["number"], body["status"], body["latest"], body["audience"]) == (2, "published", 2, "regulator")
    assert ask(f"{ONE}/1").json()["status"] == "restated"
    for file in body["files"]:
        answer = ask(file["href"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert answer.headers["etag"] == f'"{file["sha256"]}"'
        digest = b64encode(bytes.fromhex(file["sha256"])).decode()
        assert answer.headers["content-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize(
    ("suffix", "accept"),
    [
        ("json", "application/json"),
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("parquet", "application/vnd.apache.parquet"),
        ("sdmx.csv", "application/vnd.sdmx.data+csv"),
    ],
)
def test_the_cells_come_by_suffix_and_by_accept_alike(ask: Ask, suffix: str, accept: str) -> None:
    by_suffix, by_accept = ask(f"{ONE}/latest/cells.{suffix}"), ask(f"{ONE}/2/cells", accept=accept)
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.content == by_accept.content
    assert by_suffix.headers["content-type"].startswith(accept)


def test_the_plain_link_is_the_csv_for_programs(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(f"{ONE}/latest/cells.csv").text)))
    assert {row["line"]: row["value"] for row in rows} == {"NI 1": "0", "NI 2": "7"}
    table = pl.read_parquet(ask(f"{ONE}/1/cells.parquet").content)
    assert dict(table.select("line", pl.col("value").cast(pl.Int64)).iter_rows()) == {"NI 1": 5, "NI 2": 7}


def test_changes_are_against_the_edition_before(ask: Ask) -> None:
    (row,) = json.loads(ask(f"{ONE}/latest/changes.json").content)["changes"]
    assert (row["change"], row["old_value"], row["new_value"]) == ("fell_to_zero", "5", "0")
    assert ask(f"{ONE}/2/changes", accept="text/csv").text.count("fell_to_zero") == 1


def test_who_has_it_is_told_so_before_any_file_is_opened(world: World) -> None:
    ask = asking(world)
    tag = ask(f"{ONE}/1/cells.json", user_agent="one").headers["etag"]
    kept, aside = world.home / "files", world.home / "aside"
    kept.rename(aside)
    again, gone = ask(f"{ONE}/1/cells.json", if_none_match=tag), ask(f"{ONE}/1/cells.json", user_agent="two")
    aside.rename(kept)
    assert (again.status_code, again.content, gone.status_code) == (304, b"", 503)


@pytest.mark.parametrize(
    ("given", "status", "first", "last"),
    [("bytes=0-9", 206, 0, 10), ("bytes=10-", 206, 10, None), ("bytes=-5", 206, -5, None), ("bytes=5-2", 200, 0, None),
     ("bytes=0-1,4-5", 200, 0, None), ("lines=1-2", 200, 0, None), ("bytes=9999999-", 416, 0, 0)],
)  # fmt: skip
def test_a_part_can_be_asked_for(ask: Ask, given: str, status: int, first: int, last: int | None) -> None:
    whole = ask(f"{ONE}/1/cells.json")
    part = ask(f"{ONE}/1/cells.json", range=given)
    assert part.status_code == status
    if status == 416:
        assert part.headers["content-range"] == f"bytes */{len(whole.content)}"
        return
    assert part.content == whole.content[first:last]
    digest = b64encode(hashlib.sha256(part.content).digest()).decode()
    assert part.headers["content-digest"] == f"sha-256=:{digest}:"
    assert part.headers["repr-digest"] == whole.headers["repr-digest"]
    assert ask(f"{ONE}/1/cells.json", range=given, if_range='"other"').content == whole.content


ELSEWHERE = Principal("ruth", "client", (Grant("regulator", returns=frozenset({"second"})),))
AGENCY = Principal("agata", "person", (Grant("agency", agencies=frozenset({"county"})),))


@pytest.mark.parametrize("who", [ANONYMOUS, ELSEWHERE, AGENCY, Principal("nobody", "person")], ids=lambda who: who.name)
@pytest.mark.parametrize("rest", ["", "/cells.csv", "/changes.json", "/files/datapackage.json"])
def test_what_one_may_not_know_is_as_though_it_were_not_there(ask: Ask, who: Principal, rest: str) -> None:
    for asked in ("", "?audience=public"):
        there, not_there = ask(f"{ONE}/1{rest}{asked}", who), ask(f"{ONE}/99{rest}{asked}", who)
        assert there.status_code == not_there.status_code == 404
        assert there.json() | {"instance": ""} == not_there.json() | {"instance": ""}
    for audience in ("regulator", "council"):
        both = [ask(f"{ONE}/{n}{rest}?audience={audience}", who) for n in (1, 99)]
        assert len({(each.status_code, each.json()["detail"]) for each in both}) == 1
        assert both[0].status_code == (401 if who is ANONYMOUS else 404)
    assert ask("/v1/editions", who).json() == {"editions": []}


@pytest.mark.long
def test_later_acts_move_no_page_and_no_byte(tmp_path: Path) -> None:
    world = furnished(tmp_path)
    ask = asking(world)
    first = ask("/v1/editions?limit=1&return=national&area=County")
    assert [each["number"] for each in first.json()["editions"]] == [1]
    world.value(9)
    third = world.edition("correction")
    link = next(part for part in first.headers["link"].split(", ") if 'rel="next"' in part)
    second = ask(link[link.index("<") + 1 : link.index(">")])
    assert [each["number"] for each in second.json()["editions"]] == [2]
    assert 'rel="next"' not in second.headers["link"]
    ask = asking(world)
    assert len(ask("/v1/editions").json()["editions"]) == 3
    before = ask(f"{ONE}/3/cells.csv").content
    withdraw_edition(world.context, third, by=APPROVER, reason="wrong")
    after = ask(f"{ONE}/3/cells.csv")
    assert (after.content, after.headers["edition-status"]) == (before, "withdrawn")
    assert ask(f"{ONE}/latest").json()["number"] == 2


def test_the_public_sees_what_was_released_as_the_public(world: World) -> None:
    """By rows alone: whether the gate lets a table pass is tested where the gate is."""
    with reading(world.engine) as session:
        (one, two) = read_editions(session)
    public = replace(one, public=True, cells=one.cells | {"public": "f" * 64}, rules=one.rules | {"public": ("a", "1")})
    rules = world.ruleset
    assert readable_audiences(rules, ANONYMOUS, public) == ["public"]
    assert readable_audiences(rules, ANONYMOUS, replace(public, public=False)) == []
    assert readable_audiences(rules, ANONYMOUS, two) == []
    details = edition_details(VisibleEdition(public, "public", 1), ["public"])
    assert (details.head, details.cells, details.files) == (None, "f" * 64, [])
    assert public.content not in details.model_dump_json()
    assert edition_details(VisibleEdition(one, "regulator", 2), ["regulator"]).head == one.head


def test_figures_are_listed_and_traced_to_the_row(world: World, ask: Ask) -> None:
    rows = ask("/v1/figures?area=COUNTY", OFFICER).json()["figures"]
    assert {row["indicator"]: row["numerator"] for row in rows} == {"cla": "0", "other": "7"}
    body = ask("/v1/figures/cla/COUNTY/FY2009-10", OFFICER).json()
    assert [row["numerator"] for row in body["versions"]] == ["5", "0"]
    assert body["sources"][0]["locator"] == "Figures!row 2"
    assert body["area_note"] is None
    assert [(each["number"], each["line"]) for each in body["editions"]] == [(1, "NI 1"), (2, "NI 1")]
    assert ask("/v1/figures", OFFICER).status_code == 400
    assert ask("/v1/figures?area=COUNTY", OFFICER).json()["area_note"] is None
    then = ask("/v1/figures?indicator=cla&as_of=2026-11-01T00:02:00Z", OFFICER).json()["figures"]
    assert [row["numerator"] for row in then] == ["5"]


def test_an_agency_sees_what_it_gave_itself(ask: Ask) -> None:
    assert len(ask("/v1/figures?area=COUNTY", AGENCY).json()["figures"]) == 2
    other = replace(AGENCY, grants=(Grant("agency", agencies=frozenset({"another"})),))
    assert ask("/v1/figures?area=COUNTY", other).json()["figures"] == []
    assert ask("/v1/figures/cla/COUNTY/FY2009-10", other).status_code == 404


@pytest.mark.parametrize("form", ["parquet", "sdmx.csv", "data.csv", "csv", "xlsx", "json"])
def test_a_draft_comes_in_every_format(ask: Ask, form: str) -> None:
    answer = ask(f"/v1/returns/national/COUNTY/FY2009-10?format={form}", OFFICER)
    assert answer.status_code == 200
    assert f'national_COUNTY_FY2009-10.{form}"' in answer.headers["content-disposition"]


def test_the_trail_is_read_with_its_heads(ask: Ask) -> None:
    body = ask("/v1/audit?limit=1000", OPERATOR).json()
    assert body["rows"][-1]["hash"] == body["head"]
    assert [row["previous"] for row in body["rows"][1:]] == [row["hash"] for row in body["rows"][:-1]]
    placed = Principal("audrey", "person", (Grant("auditor", place="home"),))
    own = ask("/v1/audit?limit=1000", placed).json()
    assert (own["whole"], {row["act"] for row in own["rows"]} >= {"propose", "publish"}) == (False, True)
    away = Principal("audrey", "person", (Grant("auditor", place="away"),))
    assert ask("/v1/audit", away).json()["rows"] == []


def test_an_act_is_its_places_only_where_it_names_one(world: World) -> None:
    rules = world.ruleset
    assert find_place_of_act(rules, "national/COUNTY/FY2009-10/1", {}, {}) == "home"
    assert find_place_of_act(rules, "x", {"agency": "county"}, {}) == "home"
    assert find_place_of_act(rules, "name", {}, {"name": "COUNTY"}) == "home"
    assert find_place_of_act(rules, "note-dates", {"n": 1}, {}) is None


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.csv", 'attachment; filename="a.csv"'),
        ('a"; x="b.csv', "attachment; filename=\"a-- x--b.csv\"; filename*=UTF-8''a%22%3B%20x%3D%22b.csv"),
        ("../é\r\n.csv", "attachment; filename=\"----.csv\"; filename*=UTF-8''..%2F%C3%A9%0D%0A.csv"),
    ],
)
def test_a_name_cannot_lead_out_of_its_header(name: str, header: str) -> None:
    assert attachment(name) == header
