from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from mappings.ruleset.ruleset import load_ruleset
from tests.contexts import make_context


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
