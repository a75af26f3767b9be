"""What is known and not sent: near measures before their approval, doubtful codes, a publisher's own figure."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from tests.indicators.small_contexts import figure
from tests.mappings.fill.filling import YEAR, filled, give, only, rules
from tests.mappings.small_ruleset import approval, line, place


def test_a_near_measure_is_shown_and_not_sent_until_somebody_approves_it(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    near = line("NI 1", "cla", predicate_id="skos:closeMatch")
    before = only(filled(store, rules(near, home=place())))
    after = only(filled(store, rules(near, home=place(approvals=[approval("NI 1", "cla")]))))
    assert (before["value"], before["symbol"], before["withheld"]) == (None, "not_available", True)
    assert before["indicator"] is None
    assert json.loads(before["candidate"])[0]["value"] == "12.7"
    assert (after["value"], after["symbol"], after["withheld"]) == (12_700_000, None, False)
    assert (after["predicate"], after["indicator"], after["candidate"]) == ("skos:closeMatch", "cla", None)


@pytest.mark.parametrize("predicate", ["skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"])
def test_broader_narrower_and_related_are_never_sent(store: Engine, predicate: str) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    home = place(approvals=[approval("NI 1", "cla")])
    cell = only(filled(store, rules(line("NI 1", "cla", predicate_id=predicate), home=home)))
    assert (cell["value"], cell["withheld"]) == (None, True)


def test_an_approval_counts_from_its_day(store: Engine) -> None:
    near = rules(line("NI 1", "cla", predicate_id="skos:closeMatch"), home=place(approvals=[approval("NI 1", "cla")]))
    early = filled(store, near, as_of=datetime(2009, 12, 31, 12, tzinfo=UTC))
    assert only(early)["withheld"]


def test_a_line_whose_code_is_in_doubt_is_known_and_not_sent(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260))
    doubtful = line("VSC06", "cla", code_confidence="low")
    before = only(filled(store, rules(doubtful, home=place())))
    after = only(filled(store, rules(doubtful, home=place(approvals=[approval("VSC06", "cla")]))))
    assert (before["value"], before["symbol"], before["withheld"]) == (12_700_000, "not_available", True)
    assert "low confidence" in before["reason"]
    assert (after["symbol"], after["withheld"], after["reason"]) == (None, False, None)


def test_a_publishers_figure_never_goes_back_to_it_and_is_marked_elsewhere(store: Engine) -> None:
    give(store, figure("COUNTY", YEAR, 33, 260), agency="dfe", kind="pulled")
    to_them = only(filled(store, rules(line("NI 1", "cla"), recipient_publishers=["dfe"])))
    to_others = only(filled(store, rules(line("NI 1", "cla"))))
    assert (to_them["value"], to_them["symbol"]) == (None, "not_available")
    assert "never fills a return to its publisher" in to_them["reason"]
    assert (to_others["value"], to_others["published"]) == (12_700_000, True)
