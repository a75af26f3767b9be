"""The register of data-sharing agreements: what holds on a day, what ended, what is missing, and every mistake."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.checks.catalogue_checks import check_catalogue
from mappings.place.places import Place
from mappings.place.sharing_agreements import (
    AGREEMENT_COLUMNS,
    NEED_COLUMNS,
    SharingAgreement,
    SharingNeed,
    read_sharing,
)
from mappings.place.sharing_register import find_sharing_entries, list_sharing_entries
from returnonce.errors import Refused
from tests.shipped import load_ruleset

RULES = load_ruleset()
PLACE = RULES.places["nottinghamshire"]
DAY = date(2026, 11, 23)
ROW = "a|An agreement|drug-service|partnership|treatment|care|not established|2025-04-01|2026-04-01|letter"
FLOW = {"discloser": "drug-service", "recipient": "partnership", "what": "treatment"}


def read(folder: Path, *rows: str, needs: tuple[str, ...] = ()) -> Place:
    """The sample place with these rows as its register."""
    for name, columns, texts in (
        ("sharing_agreements.tsv", AGREEMENT_COLUMNS, rows),
        ("sharing_needs.tsv", NEED_COLUMNS, needs),
    ):
        lines = ["\t".join(columns), *(text.replace("|", "\t") for text in texts), ""]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    agreements, wanted = read_sharing(folder, ["drug-service"], ["treatment"])
    return replace(PLACE, sharing_agreements=agreements, sharing_needs=wanted)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2025-03-31", "not begun"), ("2025-04-01", "in force"), ("2026-03-31", "in force"), ("2026-04-01", "ended")],
)
def test_an_agreement_holds_from_its_first_day_to_the_day_before_its_end(tmp_path: Path, day: str, state: str) -> None:
    (entry,) = list_sharing_entries(read(tmp_path, ROW), date.fromisoformat(day))
    assert (entry.state, entry.is_warning) == (state, state == "ended")
    assert "treatment of drug-service to partnership" in entry.describe()


def test_one_that_ended_and_was_replaced_is_no_warning(tmp_path: Path) -> None:
    newer = ROW.replace("a|An", "b|A newer").replace("2025-04-01|2026-04-01", "2026-04-01|not established")
    (entry,) = list_sharing_entries(read(tmp_path, ROW, newer), DAY)
    assert (entry.agreement.code if entry.agreement else None, entry.state) == ("b", "in force")


def test_what_is_needed_and_has_none_is_missing_and_what_ended_is_told_once(tmp_path: Path) -> None:
    needs = ("drug-service|partnership|treatment|asked of each", "drug-service|ndtms|treatment|asked of each")
    entries = list_sharing_entries(read(tmp_path, ROW, needs=needs), DAY)
    assert [(entry.state, entry.parties.recipient) for entry in entries] == [
        ("ended", "partnership"),
        ("missing", "ndtms"),
    ]
    assert "asked of each" in entries[1].describe()


def test_nothing_is_missing_where_the_place_asks_for_nothing() -> None:
    assert list_sharing_entries(replace(PLACE, sharing_agreements=(), sharing_needs=()), DAY) == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("drug-service", "nobody"), "column discloser: there is no 'nobody'"),
        (ROW.replace("|treatment|", "|bees|"), "column what: there is no 'bees'"),
        (ROW.replace("2026-04-01", "2025-04-01"), "2025-04-01 is not after 2025-04-01"),
        (ROW.replace("not established", ""), "legal_basis"),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_and_row(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read(tmp_path, row)
    assert "sharing_agreements.tsv row 2" in str(refused.value.where)


def test_a_code_is_given_once_and_a_need_is_of_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="'a' is given twice"):
        read(tmp_path, ROW, ROW)
    with pytest.raises(Refused, match="there is no 'bees'"):
        read(tmp_path, needs=("drug-service|ndtms|bees|because",))


def test_a_recipient_is_an_agency_the_place_or_a_return(tmp_path: Path) -> None:
    own = read(tmp_path, ROW.replace("partnership", "martians"))
    wrong = replace(RULES, places={**RULES.places, PLACE.name: own})
    problems = [problem for problem in check_catalogue(wrong) if "martians" in problem.what]
    assert [problem.file for problem in problems] == ["nottinghamshire/sharing_agreements.tsv"]


def test_the_sample_is_marked_made_up_and_no_legal_basis_is_made_up() -> None:
    assert PLACE.sharing_agreements
    for row in PLACE.sharing_agreements:
        assert "MADE UP" in row.title
        assert "Made up" in row.source
        assert row.legal_basis == "not established"
    states = [entry.state for entry in list_sharing_entries(PLACE, DAY)]
    assert sorted(states) == ["ended", "in force", "in force", "missing"]


def test_warnings_come_first_and_only_what_is_asked_for() -> None:
    entries = find_sharing_entries([PLACE], DAY, what=["treatment"], recipient="nottinghamshire-drug-partnership")
    assert [entry.state for entry in entries] == ["ended", "in force"]
    assert find_sharing_entries([PLACE], DAY, what=["children-in-need"]) == []


DAYS = st.integers(0, 8).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
SPANS = st.lists(st.tuples(st.integers(0, 3), DAYS, DAYS).filter(lambda span: span[1] < span[2]), max_size=5)


@given(SPANS, st.sets(st.integers(0, 3)), DAYS)
def test_a_flow_is_warned_of_where_it_is_named_and_no_agreement_holds(
    spans: list[tuple[int, date, date]], needed: set[int], day: date
) -> None:
    agreements = tuple(
        SharingAgreement(
            code=f"a{number}", title="t", purpose="p", legal_basis="not established", source="s",
            start=start, end=end, **FLOW | {"recipient": f"r{flow}"},
        )
        for number, (flow, start, end) in enumerate(spans)
    )  # fmt: skip
    needs = tuple(SharingNeed(reason="r", **FLOW | {"recipient": f"r{flow}"}) for flow in sorted(needed))
    place = replace(PLACE, sharing_agreements=agreements, sharing_needs=needs)
    warned = {entry.parties.recipient for entry in list_sharing_entries(place, day) if entry.is_warning}
    holds = {flow for flow, start, end in spans if start <= day < end}
    over = {flow for flow, _, end in spans if end <= day}
    assert warned == {f"r{flow}" for flow in (over | needed) - holds}
