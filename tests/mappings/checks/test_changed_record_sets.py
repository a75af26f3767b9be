"""A check that knows which files differ from those that ship works only the examples that may come out otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.checks import record_set_checks
from mappings.checks.record_set_checks import find_record_set_problems
from returnonce.errors import Refused
from tests.shipped import load_ruleset

BOTH = {"client-level-data", "treatment"}


@pytest.mark.parametrize(
    ("changed", "worked"),
    [
        (None, BOTH),
        ([], set()),
        (["indicators/records/sets/treatment/views.yaml"], {"treatment"}),
        (["indicators/records/sets/treatment/versions/p/columns.tsv"], {"treatment"}),
        (["indicators/records/sets/children-in-need/rules.yaml"], set()),
        (["indicators/records/concepts/sex/concept.yaml"], BOTH),
        (["mappings/calendars/england/holidays.tsv"], BOTH),
        (["indicators/catalogue/drugs/treatment-outcome-abstinent.yaml"], {"treatment"}),
        (["indicators/catalogue/schools/absence.yaml", "mappings/returns/ascof/lines.tsv"], set()),
    ],
)
def test_examples_that_rest_on_a_changed_file_are_worked(
    monkeypatch: pytest.MonkeyPatch, changed: list[str] | None, worked: set[str]
) -> None:
    asked = set()

    def prepare(_records: Any, code: str, *_: Any) -> Any:
        asked.add(code)
        raise Refused("Not here.")

    monkeypatch.setattr(record_set_checks, "prepare_example", prepare)
    monkeypatch.setattr(record_set_checks, "_describe_derivation_fault", lambda *_: None)
    list(find_record_set_problems(load_ruleset(), changed=changed))
    assert asked == worked


def test_only_derivations_that_may_differ_are_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        record_set_checks, "_describe_derivation_fault", lambda _rules, one, _how: asked.append(one.code)
    )
    list(find_record_set_problems(load_ruleset(), changed=["indicators/catalogue/looked-after/cla-at-31-march.yaml"]))
    assert set(asked) == {"cla-at-31-march"}
