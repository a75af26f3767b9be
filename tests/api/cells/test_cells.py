"""One call for many councils: its cells are those of each edition's own file, and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from exports.cells.columns import load_cell_columns
from returnonce.access.principals import ANONYMOUS, Grant, Principal
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.api.cells.services import Ask, Row, asking, cells, csv_rows, pages
from tests.exports.cells.nations import furnish, gather, release, upper_tier
from tests.exports.editions.worlds import OFFICER, REGULATOR, YEAR, World
from tests.indicators.small_contexts import figure

COUNCILS = 8
NORTH = Principal(
    "nora", "client", (Grant("regulator", returns=frozenset({"national"}), areas=frozenset({"E10000002"})),)
)
ELSEWHERE = Principal("ruth", "client", (Grant("regulator", returns=frozenset({"second"})),))


@contextmanager
def nation(home: Path, councils: int) -> Iterator[World]:
    engine = open_store(Settings(home=home))
    yield furnish(engine, home, upper_tier(councils))
    engine.dispose()


@pytest.fixture(scope="module", params=["own files", pytest.param("gathered", marks=pytest.mark.long)])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """For reading only; the cells are read from each edition's own file, or from gathered ones."""
    with nation(tmp_path_factory.mktemp("nation"), COUNCILS) as world:
        if request.param == "gathered":
            assert gather(world) > 0
        yield world


@pytest.fixture(scope="module")
def ask(world: World) -> Ask:
    return asking(world)


def own_cells(ask: Ask, who: Principal, *, latest: bool = True) -> list[Row]:
    """The slow and obvious way: each edition that is listed, and its own file."""
    listed = [one for page in edition_pages(ask, who) for one in page]
    rows = []
    for one in sorted(listed, key=lambda one: (one["return"], one["period"], one["area"], one["number"])):
        about = ask(one["href"], who).json()
        if latest and (one["number"] != about["latest"] or about["status"] == "withdrawn"):
            continue
        rows += edition_cells(ask, who, about)
    return rows


def edition_pages(ask: Ask, who: Principal) -> list[list[Row]]:
    answer = ask("/v1/editions?limit=1000", who)
    return [answer.json()["editions"]]


def edition_cells(ask: Ask, who: Principal, about: Row) -> list[Row]:
    edition = json.loads(ask(f"{about['href']}/cells.json", who).content, parse_float=Decimal, parse_int=Decimal)
    facts = {"return": about["return"], "return_area": about["area"], "return_period": about["period"],
             "edition": about["number"], "edition_status": about["status"], "audience": about["audience"]}  # fmt: skip
    rows = csv_rows(ask(f"{about['href']}/cells.csv", who).text)
    places = {
        id_of(row): f"#/{part}/{index}" for part in ("cells", "not_sent") for index, row in enumerate(edition[part])
    }
    return [facts | own | {"lineage": f"{about['href']}/cells.json{places[id_of(own)]}"} for own in map(parsed, rows)]


def id_of(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("line", "area", "period", "breakdown"))


def parsed(row: dict[str, str]) -> Row:
    """A row of an edition's CSV with the columns that cells have, typed."""
    kinds = {column.name: column.kind for column in load_cell_columns() if column.source}
    return {name: value(row[name], kind) for name, kind in kinds.items() if not name.startswith("return")}


def value(text: str, kind: str) -> Any:
    if kind == "boolean":
        return text == "true"
    if not text:
        return None
    return Decimal(text) if kind in ("decimal", "integer") else text


def without_instant(rows: list[Row]) -> list[Row]:
    return [{name: each for name, each in row.items() if name != "published_at"} for row in rows]


@pytest.mark.parametrize("who", [REGULATOR, NORTH, ELSEWHERE, ANONYMOUS, OFFICER], ids=lambda who: who.name)
def test_one_call_has_the_cells_of_every_edition_that_the_caller_has(ask: Ask, who: Principal) -> None:
    found, wanted = cells(ask("/v1/cells", who)), own_cells(ask, who)
    assert without_instant(found) == wanted
    areas = {row["return_area"] for row in wanted}
    assert len(areas) == {"rita": 7, "olga": 7, "nora": 2, "ruth": 2, "anonymous": 2}[who.name]


def test_a_lineage_address_leads_to_the_cell(ask: Ask) -> None:
    for row in cells(ask("/v1/cells?line=NI 2")):
        address, _, pointer = row["lineage"].partition("#")
        part, index = pointer.strip("/").split("/")
        cell = json.loads(ask(address).content, parse_float=Decimal, parse_int=Decimal)[part][int(index)]
        assert (id_of(cell), cell["value"], cell["symbol"]) == (id_of(row), row["value"], row["symbol"])


def test_the_public_sees_what_is_withheld_as_its_edition_says_it(ask: Ask) -> None:
    public = {id_of(row): row for row in cells(ask("/v1/cells?line=NI 1,NI 3", ANONYMOUS))}
    hidden = [row for row in public.values() if row["symbol"] == "confidential"]
    assert hidden
    assert {row["value"] for row in hidden} == {row["numerator"] for row in hidden} == {None}
    true = {id_of(row): row for row in cells(ask("/v1/cells"))}
    assert all(true[id_of(row)]["value"] is not None for row in hidden)


def test_csv_has_the_same_cells_with_a_point_in_every_figure(ask: Ask) -> None:
    rows = csv_rows(ask("/v1/cells.csv").text)
    kinds = {column.name: column.kind for column in load_cell_columns()}
    read = [{name: value(text, kinds[name]) for name, text in row.items()} for row in rows]
    assert read == cells(ask("/v1/cells"))
    figures = {row[name] for row in rows for name in ("numerator", "denominator", "value")} - {""}
    assert all("." in text for text in figures)
    assert ask("/v1/cells", accept="text/csv").content == ask("/v1/cells.csv").content


@pytest.mark.parametrize(
    ("question", "test"),
    [
        ("line=ni-1", lambda row: row["line"] == "NI 1"),
        ("line=NI 1&line=NI 2", lambda row: row["line"] in ("NI 1", "NI 2")),
        ("line=NI 1,NI 3", lambda row: row["line"] in ("NI 1", "NI 3")),
        ("indicator=other", lambda row: row["indicator"] == "other"),
        ("breakdown=sex=f", lambda row: row["breakdown"] == "sex=F"),
        ("breakdown=total&indicator=cla", lambda row: row["breakdown"] == "total" and row["indicator"] == "cla"),
        ("period=fy2009-10", lambda row: True),
        ("period=FY2008-09,FY2010-11", lambda row: False),
        ("return=national", lambda row: True),
        ("area=E10000002", lambda row: row["area"] == "E10000002"),
        ("area=Buckinghamshire,E06000031", lambda row: row["area"] in ("E10000002", "E06000031")),
        ("area=type:county", lambda row: row["area"].startswith("E10")),
        ("area=region:E12000007", lambda row: row["area"].startswith("E09")),
        ("area=region:London&area=type:county", lambda row: row["area"][:3] in ("E09", "E10")),
        ("area=all", lambda row: True),
        ("area=all&area=E10000002", lambda row: True),
        ("updated_after=2026-11-01T00:10:00Z", lambda row: row["published_at"] > "2026-11-01T00:10:00"),
    ],
)  # fmt: skip
def test_lists_and_groups_narrow_the_whole(ask: Ask, question: str, test: Any) -> None:
    whole = cells(ask("/v1/cells"))
    assert cells(ask(f"/v1/cells?{question}")) == [row for row in whole if test(row)]


def test_neighbours_are_those_of_the_model(world: World, ask: Ask) -> None:
    book = world.ruleset.areas
    for area in {row["return_area"] for row in cells(ask("/v1/cells"))}:
        answer = ask(f"/v1/cells?area=neighbours:{area}")
        if not book.neighbours(area):
            assert (answer.status_code, "no statistical neighbours" in answer.text) == (404, True)
            continue
        near = {row["return_area"] for row in cells(answer)}
        assert near == {row["return_area"] for row in cells(ask("/v1/cells"))} & set(book.neighbours(area))


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ("return=nationl", 404, "Returns are: national"),
        ("line=NI 11", 404, "NI 1"),
        ("indicator=othr", 404, "other"),
        ("breakdown=sxe=F", 404, "did you mean sex?"),
        ("area=Buckinghamshir", 404, "E10000002"),
        ("area=typ:county", 404, "type:"),
        ("area=type:county_council", 404, "county"),
        ("area=region:E10000002", 404, "E12000007"),
        ("area=neighbours:E12000007", 404, "no statistical neighbours"),
        ("period=2009", 422, "not clear"),
        ("edition=0", 422, ""),
        ("as_of=2026-13-01", 400, "not an instant"),
        ("updated_after=20991231", 400, "no zone"),
        ("area=, ,", 400, "names nothing"),
        ("cursor=abc", 404, "cursor"),
        ("limit=0", 422, ""),
    ],
)
def test_what_is_not_known_is_refused_with_what_was_meant(ask: Ask, question: str, status: int, words: str) -> None:
    answer = ask(f"/v1/cells?{question}")
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_as_whom_to_read(ask: Ask) -> None:
    assert ask("/v1/cells?audience=regulator", ANONYMOUS).status_code == 401
    assert cells(ask("/v1/cells?audience=public", REGULATOR))[0]["lineage"].count("?audience=public#") == 1
    assert cells(ask("/v1/cells?audience=public", REGULATOR)) != cells(ask("/v1/cells", REGULATOR))
    assert cells(ask("/v1/cells?audience=council", REGULATOR)) == []


def test_a_number_means_that_edition_and_its_status(ask: Ask) -> None:
    first = cells(ask("/v1/cells?edition=1&line=NI 1"))
    assert {row["edition"] for row in first} == {1}
    statuses = [row["edition_status"] for row in first]
    assert {status: statuses.count(status) for status in set(statuses)} == {
        "published": 5,
        "restated": 2,
        "withdrawn": 1,
    }
    assert cells(ask("/v1/cells?edition=3")) == []


def test_as_of_gives_what_stood_then(world: World, ask: Ask) -> None:
    instants = sorted({row["published_at"] for n in (1, 2) for row in cells(ask(f"/v1/cells?edition={n}"))})
    assert cells(ask("/v1/cells?as_of=2026-10-31")) == []
    assert cells(ask("/v1/cells?as_of=2026-11-01")) == cells(ask("/v1/cells?as_of=2099-01-01T00:00:00Z"))
    for instant in instants:
        then = cells(ask(f"/v1/cells?as_of={instant}"))
        assert max(row["published_at"] for row in then) == instant
        assert len({row["return_area"] for row in then}) * 3 == len(then)


@given(
    limit=st.integers(1, 30), line=st.sampled_from(["", "NI 1", "NI 2,NI 3"]), form=st.sampled_from(["edition=1", ""])
)
def test_pages_put_together_are_the_whole(ask: Ask, limit: int, line: str, form: str) -> None:
    question = "&".join(part for part in (f"line={line}" if line else "", form) if part)
    whole = cells(ask(f"/v1/cells?{question}"))
    read = list(pages(ask, f"/v1/cells?{question}&limit={limit}"))
    assert [row for page in read for row in page] == whole
    assert {len(page) for page in read[:-1]} <= {limit}


def test_a_tag_holds_while_nothing_changed(ask: Ask) -> None:
    tags = {}
    for question in ("", "?line=NI 1", "?limit=2", "?audience=public", "?edition=1"):
        answer = ask(f"/v1/cells{question}")
        tags[question] = answer.headers["etag"]
        again = ask(f"/v1/cells{question}", if_none_match=answer.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
    assert ask("/v1/cells.csv").headers["etag"] not in tags.values()
    assert len(set(tags.values())) == len(tags)
    assert ask("/v1/cells", NORTH).headers["etag"] != tags[""]


@pytest.mark.long
def test_a_publication_in_between_moves_no_page(tmp_path: Path) -> None:
    with nation(tmp_path, 3) as world:
        ask, whole = asking(world), cells(asking(world)("/v1/cells"))
        first = ask("/v1/cells?limit=2")
        world.give(figure(whole[0]["return_area"], YEAR, 3, 900, agency="all"), by="all")
        newer = release(world, whole[0]["return_area"], reason="correction")
        read = [row for page in pages(ask, first.links["next"]["url"]) for row in page]
        assert cells(first) + read == whole
        later = asking(world)
        assert {row["edition"] for row in cells(later("/v1/cells"))[:3]} == {whole[0]["edition"] + 1}
        assert later("/v1/cells", if_none_match=ask("/v1/cells").headers["etag"]).status_code == 200
        # A withdrawal later than the first page moves none either; a grant that ended ends the pages.
        world.withdraw(newer)
        assert cells(asking(world)("/v1/cells"))[0]["edition"] == whole[0]["edition"]
        assert [row for page in pages(asking(world), first.links["next"]["url"]) for row in page] == read
        refused = ask(first.links["next"]["url"], ANONYMOUS)
        assert (refused.status_code, "begin anew" in refused.text) == (409, True)


@pytest.mark.long
def test_what_cannot_be_read_is_said_before_the_answer_begins(tmp_path: Path) -> None:
    with nation(tmp_path, 2) as world:
        ask = asking(world)
        tag = ask("/v1/cells").headers["etag"]
        (world.home / "files").rename(world.home / "aside")
        assert ask("/v1/cells").status_code == 503
        assert ask("/v1/cells", if_none_match=tag).status_code == 304


@pytest.mark.long
def test_both_databases_give_the_same(engine: Engine, settings: Settings) -> None:
    world = furnish(engine, settings.home, upper_tier(2), settings=settings)
    ask = asking(world)
    assert without_instant(cells(ask("/v1/cells"))) == own_cells(ask, REGULATOR)
    assert without_instant(cells(ask("/v1/cells", ANONYMOUS))) == own_cells(ask, ANONYMOUS)


@pytest.mark.parametrize(("ending", "read"), [("parquet", pl.read_parquet), ("arrow", pl.read_ipc)])
def test_files_have_the_same_cells_and_can_be_asked_for_in_parts(ask: Ask, ending: str, read: Any) -> None:
    answer = ask(f"/v1/cells.{ending}")
    whole = cells(ask("/v1/cells"))
    rows = read(io.BytesIO(answer.content)).with_columns(pl.col("published_at").dt.to_string("%Y-%m-%dT%H:%M:%S%.6fZ"))
    assert rows.to_dicts() == whole
    part = ask(f"/v1/cells.{ending}", range="bytes=4-99")
    assert (part.status_code, part.content) == (206, answer.content[4:100])
    assert ask(f"/v1/cells.{ending}", range="bytes=99999999-").status_code == 416
    assert ask(f"/v1/cells.{ending}", if_none_match=answer.headers["etag"]).status_code == 304
    assert read(io.BytesIO(ask(f"/v1/cells.{ending}?period=FY2001-02").content)).columns == rows.columns


def test_the_nation_is_one_file_that_is_kept(world: World, ask: Ask) -> None:
    for who in (REGULATOR, ANONYMOUS):
        answer = ask("/v1/returns/national/FY2009-10.parquet", who)
        assert answer.content == ask("/v1/cells.parquet?return=national&period=FY2009-10", who).content
        assert ask("/v1/returns/national/FY2009-10.parquet", who).content == answer.content
    assert ask("/v1/returns/nationl/FY2009-10.parquet").status_code == 404
    kept = sorted((world.home / "cache" / "cells").glob("*.parquet"))
    assert kept
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}


def test_sdmx_csv_has_the_rows_of_the_editions_own_files(ask: Ask) -> None:
    rows = csv_rows(ask("/v1/cells.sdmx.csv").text)
    addresses = dict.fromkeys(row["lineage"].partition("/cells.json")[0] for row in cells(ask("/v1/cells")))
    assert rows == [row for address in addresses for row in csv_rows(ask(f"{address}/cells.sdmx.csv").text)]
