"""The application's context: what it opens, when, and what a context made from it shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import select

from api.app import create_app
from api.pages.page_state import PageState
from collectors.check_upload import check_here
from collectors.records.purge import purge_due
from collectors.submissions.uploaded_file import copy_upload
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.parsing import parse_ruleset
from mappings.ruleset.ruleset_history import find_newest_hash
from mappings.ruleset.ruleset_use import RulesetRow
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.definition_files.file_tree import DefinitionFiles
from returnonce.keys import store_keys
from returnonce.settings import Settings
from tests.collectors.records.files import ssda903, zipped
from tests.contexts import NOON, make_context
from tests.mappings.ruleset.changed_definitions import changed
from tests.shipped import definition_files


def test_a_renewed_context_loads_the_definitions_of_now(sqlite_engine: Engine, tmp_path: Path) -> None:
    context = make_context(sqlite_engine, tmp_path).open()
    renewed = context.renew()
    assert "ruleset" not in vars(renewed)
    assert (renewed.engine, renewed.vault) == (context.engine, context.vault)
    assert renewed.ruleset.hash == context.ruleset.hash


def test_a_ruleset_that_was_given_stays(sqlite_engine: Engine, tmp_path: Path) -> None:
    own = replace(load_ruleset(), places={})
    assert make_context(sqlite_engine, tmp_path, own).renew().ruleset is own
    assert make_context(sqlite_engine, tmp_path).replace(ruleset=own).renew().ruleset is own


@pytest.mark.parametrize("first", ["engine", "ruleset"])
def test_the_ruleset_is_recorded_with_the_store_whichever_is_opened_first(tmp_path: Path, first: str) -> None:
    context = make_context(home=tmp_path)
    getattr(context, first)
    context.open()
    with reading(context.engine) as session:
        assert [row.hash for row in session.exec(select(RulesetRow))] == [context.ruleset.hash]
    context.engine.dispose()


def test_a_context_opens_nothing_by_itself(tmp_path: Path) -> None:
    context = make_context(home=tmp_path / "home")
    assert not context.store_exists
    assert not context.home.exists()
    later = context.replace(clock=FixedClock(NOON + timedelta(days=1)))
    assert (later.clock.now() - context.clock.now(), later.home) == (timedelta(days=1), context.home)


def test_reading_makes_the_store_notes_the_ruleset_and_from_then_on_opens_no_engine(
    tmp_path: Path,
) -> None:
    first = make_context(home=tmp_path)
    with first.reading() as store:
        assert find_newest_hash(store) == first.ruleset.hash
    assert "engine" in vars(first)

    again = make_context(home=tmp_path)
    with again.reading() as store:
        assert find_newest_hash(store) == first.ruleset.hash
    assert "engine" not in vars(again)

    other = make_context(home=tmp_path, ruleset=parse_ruleset(DefinitionFiles(changed(definition_files()))))
    with other.reading() as store:
        assert find_newest_hash(store) == other.ruleset.hash != first.ruleset.hash
    assert "engine" in vars(other)


def add_webhook(context: AppContext, folder: Path) -> None:
    client = TestClient(create_app(context, default_principal=OPERATOR))
    assert client.post("/v1/webhooks", json={"url": "https://returns.example.org/hook"}).status_code == 201


def look_at_a_page(context: AppContext, folder: Path) -> None:
    client = TestClient(create_app(context, pages=PageState(), default_principal=OPERATOR), base_url="http://127.0.0.1")
    assert client.get("/schedule").status_code == 200


def check_records(context: AppContext, folder: Path) -> None:
    agency = "lewisham-childrens-services"
    with copy_upload(zipped(folder / "records.zip", ssda903()), agency, period="FY2024-25") as upload:
        check_here(context, upload)


def purge(context: AppContext, folder: Path) -> None:
    assert purge_due(context) == []


@pytest.mark.parametrize("act", [add_webhook, look_at_a_page, check_records, purge])
def test_the_key_is_adopted_while_nothing_of_the_store_is_held(
    engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    act: Callable[[AppContext, Path], None],
) -> None:  # fmt: skip
    held: set[int] = set()
    when_opened: list[int] = []
    event.listen(engine, "begin", lambda connection: held.add(id(connection)))
    for ending in ("commit", "rollback"):
        event.listen(engine, ending, lambda connection: held.discard(id(connection)))
    open_vault = store_keys.open_store_vault

    def look(*args: Any) -> Any:
        when_opened.append(len(held))
        # On PostgreSQL who holds the writers' lock already would wait for itself.
        assert not held
        return open_vault(*args)

    monkeypatch.setattr(store_keys, "open_store_vault", look)
    context = make_context(engine, ruleset=load_ruleset(), settings=settings)
    act(context, tmp_path)
    assert when_opened == [0]
