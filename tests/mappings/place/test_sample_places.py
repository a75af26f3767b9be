"""The sample places name only lines, indicators and roles that there are."""

from __future__ import annotations

from typing import get_args

from mappings.place.place_definitions import Role
from tests.shipped import load_record_returns, load_ruleset


def test_every_role_in_the_catalogue_is_one_that_an_agency_can_have() -> None:
    roles = {indicator.agency_of_record for indicator in load_ruleset().catalogue.values()}
    assert roles <= {*get_args(Role), "central"}


def test_decisions_and_exceptions_name_what_there_is() -> None:
    ruleset = load_ruleset()
    lines = {(code, line.subject_id, line.object_id) for code, ret in ruleset.returns.items() for line in ret.lines}
    for place in ruleset.places.values():
        assert {(row.return_code, row.line, row.object_id) for row in place.approvals} <= lines
        assert {(row.return_code, row.line) for row in place.kept_lines} <= {line[:2] for line in lines}
        assert {row.indicator for row in place.of_record} <= set(ruleset.catalogue)
        assert {row.return_code for row in place.returns} <= {*ruleset.returns, *load_record_returns()}
