from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.published.accept import accept_published
from collectors.submissions.receipts import SubmissionReceipt, withdraw_submission
from indicators.figures.store import read_figures
from returnonce.blobs import BlobStore, FolderObjects
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.collectors.published.test_read import HEAD, LEWISHAM, MAPPING, source
from tests.contexts import make_context
from tests.shipped import load_ruleset

ROWS = f"{HEAD}\n{LEWISHAM},moved,45,10\n{LEWISHAM},all,450,100\n"


@pytest.fixture
def collect(tmp_path: Path, engine: Engine, settings: Settings, clock: FixedClock):  # type: ignore[no-untyped-def]
    def run(mapping: str = MAPPING, content: str = ROWS) -> SubmissionReceipt:
        path = tmp_path / "small.csv"
        path.write_text(content)
        context = make_context(engine, settings.home, load_ruleset(), clock=clock)
        return accept_published(context, path, source(tmp_path, mapping))

    return run


def test_a_publisher_supplies_and_the_bytes_are_kept(collect, engine: Engine, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    receipt = collect()
    assert (receipt.accepted, receipt.agency, receipt.counts["figures"]) == (True, "dfe", 2)
    assert BlobStore(FolderObjects(settings.home)).read("received", receipt.file).decode() == ROWS
    with reading(engine) as session:
        assert set(read_figures(session)["batch_kind"]) == {"pulled"}


def test_the_same_bytes_by_the_same_mapping_are_one_and_by_another_are_two(collect, engine: Engine) -> None:  # type: ignore[no-untyped-def]
    first = collect()
    assert collect().name == first.name
    second = collect(MAPPING.replace("cla-at-31-march", "cla-started").replace('day, day: "03-31"', "financial_year"))
    assert (second.repeated, second.name != first.name) == (False, True)
    with reading(engine) as session:
        indicator = set(read_figures(session)["indicator"])
    assert indicator == {"cla-three-or-more-placements", "cla-at-31-march", "cla-started"}


def test_what_is_refused_is_kept_apart_and_stores_nothing(collect, engine: Engine, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    receipt = collect(content=ROWS.replace("45,10", "forty,10"))
    assert not receipt.accepted
    assert [case.kind for case in open_vault(settings.home).cases()] == ["refused"]
    with reading(engine) as session:
        assert read_figures(session).is_empty()


def test_bytes_that_were_withdrawn_do_not_come_back_unseen(collect, engine: Engine, clock: FixedClock) -> None:  # type: ignore[no-untyped-def]
    receipt = collect()
    withdraw_submission(make_context(engine, clock=clock), str(receipt.name), reason="wrong file")
    with pytest.raises(Conflict, match="withdrawn"):
        collect()


def test_a_file_that_is_not_there_is_named(tmp_path: Path, sqlite_engine: Engine, clock: FixedClock) -> None:
    with pytest.raises(NotFound, match=r"nothing\.csv"):
        context = make_context(sqlite_engine, tmp_path, load_ruleset(), clock=clock)
        accept_published(context, tmp_path / "nothing.csv", source(tmp_path))
