"""The application's context: what it opens, when, and what a context made from it shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.parsing import parse_ruleset
from mappings.ruleset.ruleset_history import find_newest_hash
from mappings.ruleset.ruleset_use import RulesetRow
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.definition_files.file_tree import DefinitionFiles
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
