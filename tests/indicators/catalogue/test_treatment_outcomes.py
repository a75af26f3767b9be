"""The historical outcomes of treatment: estimated, derived, in force when they were, never sent as something else."""

from __future__ import annotations

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT, is_in_force
from tests.shipped import load_ruleset

RULES = load_ruleset()
OUTCOMES = RULES.returns["treatment-outcomes"]
#: The one measure that the national system had under another name too.
NATIONAL = {"drug-alcohol-successful-completions"}


def test_every_line_is_estimated_and_nobody_keys_it() -> None:
    assert {line.route for line in OUTCOMES.lines} == {"central"}
    for code in {line.object_id for line in OUTCOMES.lines} - NATIONAL:
        assert {derivation.status for derivation in RULES.catalogue[code].derive} == {"estimated"}, code
        assert all(derivation.note for derivation in RULES.catalogue[code].derive), code


@pytest.mark.parametrize(("period", "paid"), [("FY2011-12", 0), ("FY2012-13", 10), ("FY2013-14", 10), ("FY2014-15", 0)])
def test_payment_by_results_was_for_two_years(period: str, paid: int) -> None:
    lines = [line for line in OUTCOMES.lines if is_in_force(line, parse_period(period).end)]
    assert sum(line.subject_id.startswith("TO PBR") for line in lines) == paid


def test_reduced_offending_is_only_related_to_what_clients_report() -> None:
    assert [line.subject_id for line in OUTCOMES.lines if line.predicate_id != EXACT] == ["TO PBR O1"]


def test_no_cut_off_ships() -> None:
    settings = RULES.records.settings("treatment")
    assert {name for name, one in settings.items() if name.startswith(("reliable-change", "normal-range"))
            and one.value is not None} == set()  # fmt: skip
