from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.pull_published import find_source, name_fetched_file, pull_address, pull_file, queue_pulls, read_pulls
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, Refused
from tests.collectors.published.test_accept import ROWS
from tests.collectors.published.test_read import source
from tests.jobs.contexts import acts, finished, queued, work
from tests.jobs.file_server import serving
from tests.shipped import load_ruleset

NIGHT = "2026-11-20T04:00"


@pytest.fixture
def rules(tmp_path: Path) -> Ruleset:
    sample_source = source(tmp_path)
    return replace(load_ruleset(), sources={sample_source.source: sample_source})


@pytest.fixture
def doing(sqlite_engine: Engine, tmp_path: Path, rules: Ruleset) -> AppContext:
    (tmp_path / "dropped").mkdir()
    return work(sqlite_engine, tmp_path / "home", NIGHT, rules, published=tmp_path / "dropped", places=tmp_path)


def drop(doing: AppContext, name: str, content: str = ROWS) -> Path:
    assert doing.settings.published is not None
    path = doing.settings.published / name
    path.write_text(content)
    os.utime(path, (0, 0))
    return path


def night(doing: AppContext) -> str:
    return finished(doing, queue_pulls(doing, doing.clock.now()))


def taken(doing: AppContext) -> list[str]:
    return [finished(doing, pull_file(doing, _arguments(task))) for task in queued(doing.engine)]


def _arguments(task: object) -> dict[str, str]:
    import json

    return dict(json.loads(task.arguments))  # type: ignore[attr-defined]


def test_each_file_is_taken_once_by_its_hash(doing: AppContext) -> None:
    drop(doing, "small.csv")
    drop(doing, "small_copy.csv")
    assert night(doing) == "1 new files, 0 addresses"
    assert night(doing) == "0 new files, 0 addresses"
    (outcome,) = taken(doing)
    assert outcome.startswith("taken as ")
    assert outcome.endswith(": 2 figures")
    assert len(acts(doing.engine, "accept-published")) == 1
    drop(doing, "small.csv", ROWS.replace("450", "451"))
    assert night(doing) == "1 new files, 0 addresses"


def test_a_file_that_is_wrong_is_refused_once(doing: AppContext) -> None:
    drop(doing, "small.csv", ROWS.replace("45,10", "forty,10"))
    assert night(doing) == "1 new files, 0 addresses"
    assert taken(doing) == ["refused, with 1 error"]
    assert night(doing) == "0 new files, 0 addresses"
    assert len(acts(doing.engine, "refuse-published")) == 1


def test_a_file_that_changed_meanwhile_waits_for_its_turn(doing: AppContext) -> None:
    path = drop(doing, "small.csv")
    night(doing)
    path.write_text(ROWS.replace("450", "451"))
    assert taken(doing) == ["the file has changed since, and is taken as it is now when its turn comes"]
    assert acts(doing.engine, "accept-published") == []


def test_what_is_named_for_no_source_is_counted_and_what_is_being_written_waits(doing: AppContext) -> None:
    drop(doing, "holiday plans.csv")
    drop(doing, ".small.csv.part")
    path = drop(doing, "small.csv")
    now = doing.clock.now().timestamp()
    os.utime(path, (now - 10, now - 10))
    assert night(doing) == "0 new files, 0 addresses; 1 in the drop folder are named for no source"


def test_a_drop_folder_that_is_not_there_is_a_failure(sqlite_engine: Engine, tmp_path: Path, rules: Ruleset) -> None:
    gone = work(sqlite_engine, tmp_path, NIGHT, rules, published=Path("nowhere"))
    with pytest.raises(NotFound, match="RETURNONCE_PUBLISHED"):
        queue_pulls(gone, gone.clock.now())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cla-rates.csv", "cla-rates"), ("CLA-Rates_2026.csv", "cla-rates"), ("cla-rates 2026 (1).csv", "cla-rates"),
        ("cla-rates-more.csv", "cla-rates-more"), ("cla-rates-more-2026.csv", "cla-rates-more"),
        ("cla-ratesheet.csv", None), ("my-cla-rates.csv", None), ("", None),
    ],
)  # fmt: skip
def test_a_file_is_of_the_source_that_it_is_named_for(name: str, expected: str | None) -> None:
    sources = dict.fromkeys(("cla-rates", "cla-rates-more"))
    assert find_source(name, sources) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/a/rates.csv?x=1", "rates.csv"), ("https://example.org/", "small.csv"),
        ("https://example.org/a/..", "small.csv"), ("https://example.org/%2e%2e%2fx", "small.csv"),
        ("https://example.org/.hidden", "small.csv"),
    ],
)  # fmt: skip
def test_a_fetched_file_has_a_plain_name(address: str, name: str) -> None:
    assert name_fetched_file(address, "small") == name


def listed(doing: AppContext, *rows: str) -> None:
    assert doing.settings.places is not None
    folder = doing.settings.places / "here"
    folder.mkdir()
    (folder / "pulls.tsv").write_text("source\taddress\n" + "".join(f"{row}\n" for row in rows))


def test_an_address_is_fetched_every_night_and_its_file_taken_once(doing: AppContext) -> None:
    with serving(ROWS.encode()) as address:
        listed(doing, f"small\t{address}/small.csv")
        told = []
        for _ in range(2):
            assert night(doing).endswith("1 addresses") or "0 addresses" in night(doing)
            told.append(finished(doing, pull_address(doing, {"source": "small", "address": f"{address}/small.csv"})))
    assert told[0].startswith("taken as ")
    assert told[1].startswith("taken before")
    assert len(acts(doing.engine, "accept-published")) == 1


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("none\thttps://example.org/x.csv", NotFound), ("small\thttp://example.org/x.csv", Refused),
        ("small\tfile:///etc/passwd", Refused), ("small\thttps://me:secret@example.org/x.csv", Refused),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_refused(row: str, error: type[Exception], doing: AppContext, rules: Ruleset) -> None:
    listed(doing, row)
    with pytest.raises(error) as actual_error:
        list(read_pulls(doing.settings.place_folders, rules))
    assert "secret" not in str(actual_error.value)
