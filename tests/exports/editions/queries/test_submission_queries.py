"""Queries on what feeds a return: they must be answered, and an answer stays as long as its row does."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine

from exports.editions.proposals.drift import find_drift
from exports.editions.queries.answers import find_submission, record_answers
from exports.editions.queries.submission_queries import Query, read_queries
from exports.editions.storage.edition_blobs import read_stored_cells
from returnonce.access.principals import ANONYMOUS, Grant, Principal
from returnonce.db import reading
from returnonce.errors import NotFound, Refused, Unauthenticated
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import OFFICER, REGULATOR, World
from tests.uploads import send_figures

pytestmark = pytest.mark.long

AGENT = Principal("carl", "person", (Grant("agency", agencies=frozenset({"county"})),))
ANOTHER = Principal("nora", "person", (Grant("agency", agencies=frozenset({"north"})),))
HEAD = "indicator,area,period,numerator,denominator,note\n"
ROW = "cla,COUNTY,FY2009-10,{0},100,\n"
OTHER = "other,COUNTY,FY2009-10,5,100,\n"


@pytest.fixture
def world(engine: Engine, settings: Settings, tmp_path: Path) -> World:
    return begun(World(engine, settings.home), tmp_path)


@pytest.fixture
def small(bare: World, tmp_path: Path) -> World:
    return begun(bare, tmp_path)


def begun(actual_world: World, folder: Path) -> World:
    """With figures of the year before, from which a great change asks for a word."""
    send(actual_world, folder, HEAD + ROW.format(10).replace("FY2009-10", "FY2008-09"))
    return actual_world


def send(world: World, folder: Path, text: str) -> str:
    path = folder / "figures.csv"
    path.write_text(text)
    context = make_context(world.engine, world.home, world.ruleset, clock=world.clock)
    receipt = send_figures(context, path, "county")
    assert receipt.accepted, receipt.findings
    return receipt.name or ""


def asked(world: World, name: str) -> list[Query]:
    with reading(world.engine) as session:
        return read_queries(session, name)


def say(world: World, name: str, by: Principal = AGENT, **more: object) -> list[Query]:
    return record_answers(world.context, name, " It is so. ", by=by, **more)  # type: ignore[arg-type]


def test_a_return_waits_for_answers(small: World, tmp_path: Path) -> None:
    name = send(small, tmp_path, HEAD + ROW.format(90) + OTHER)
    assert [one.row for one in asked(small, name)] == [2]
    with pytest.raises(Refused, match=r"One query waits for an answer: county, figures\.csv row 2") as refusal:
        small.propose()
    assert "returnonce answer" in (refusal.value.mend or "")
    (done,) = say(small, name[:10])
    assert (done.answers[0].text, done.answers[0].by) == ("It is so.", "carl")
    assert small.propose().state == "proposed"


def test_an_answer_travels_in_the_editions_files(world: World, tmp_path: Path) -> None:
    name = send(world, tmp_path, HEAD + ROW.format(90) + OTHER)
    (query,) = asked(world, name)
    say(world, name)
    proposal = world.propose()
    cells = read_stored_cells(world.context.blobs, proposal.content)
    with_answers = cells.filter(pl.col("commentary").str.contains("answers: It is so.", literal=True))
    explained = {figure["locator"] for cell in with_answers["lineage"] for figure in cell["figures"]}
    assert with_answers.height
    assert all("row 2" in locator for locator in explained)
    assert query.message in with_answers["commentary"][0]
    assert AGENT.name not in with_answers["commentary"][0]
    with reading(world.engine) as session:
        assert find_drift(session, world.context, proposal).is_empty()
    say(world, name, position=query.position)
    assert read_stored_cells(world.context.blobs, proposal.content).equals(cells)


def test_an_answer_stays_with_its_row(world: World, tmp_path: Path) -> None:
    say(world, send(world, tmp_path, HEAD + ROW.format(90)))
    moved = send(world, tmp_path, HEAD + OTHER + ROW.format(90))
    assert [(one.row, bool(one.answers)) for one in asked(world, moved)] == [(3, True)]
    changed = send(world, tmp_path, HEAD + OTHER + ROW.format(91))
    assert [bool(one.answers) for one in asked(world, changed)] == [False]
    with pytest.raises(Refused, match="row 3"):
        world.propose()
    send(world, tmp_path, HEAD + ROW.format(11))
    assert world.propose().state == "proposed"


def test_who_may_answer_what(small: World, tmp_path: Path) -> None:
    name = send(small, tmp_path, HEAD + ROW.format(90))
    for by, kind in ((ANOTHER, NotFound), (REGULATOR, NotFound), (ANONYMOUS, Unauthenticated)):
        with pytest.raises(kind):
            say(small, name, by)
    for unknown in ("", "0" * 64, "%%%%%%%%"):
        with pytest.raises(NotFound):
            say(small, unknown)
    for about in ({"position": 99}, {"code": "no-such"}):
        with pytest.raises(Refused, match="no such query"):
            say(small, name, **about)
    with pytest.raises(Refused, match="needs its reason"):
        record_answers(small.context, name, " ", by=AGENT)
    (one,) = asked(small, name)
    assert len(say(small, name, OFFICER, code=one.code)) == 1
    assert [each.by for each in say(small, name, position=one.position)[0].answers] == ["olga", "carl"]
    with reading(small.engine) as session:
        assert find_submission(session, name[:8].upper()) == (name, "county")
