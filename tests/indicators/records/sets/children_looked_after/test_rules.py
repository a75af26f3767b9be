"""Each rule of the return by a drawn change to children who break none."""

from __future__ import annotations

import pytest

from collectors.records.content_checks import check_records
from indicators.records.record_frames import Records
from tests.indicators.records.sets.children_looked_after.sample_records import (
    LEFT,
    SET,
    STAYS,
    Change,
    day,
    made,
)
from tests.shipped import load_record_set

READ_ON = day("2027-05-01")
_FAR = day("2027-04-02")
_EARLY = day("2000-01-01")
#: Rule, the changes that break it, and the row (0 is the first) of the rule's table at which it is told.
BROKEN: list[tuple[str, list[Change], int]] = [
    ("child-born-after-the-period", [("Header", 1, {"DOB": _FAR})], 1),
    ("upn-of-two-children", [("Header", 2, {"UPN": "A12345678901B"})], 0),
    ("mother-without-date", [("Header", 0, {"MOTHER": "1"})], 0),
    ("episode-ends-before-it-begins", [("Episodes", 2, {"DEC": day("2024-06-30")})], 2),
    ("episode-begins-after-the-period", [("Episodes", 1, {"DECOM": _FAR})], 1),
    ("episode-ends-after-the-period", [("Episodes", 2, {"DEC": _FAR})], 2),
    ("episode-ended-before-the-period", [("Episodes", 2, {"DEC": day("2026-03-31")})], 2),
    ("end-without-reason", [("Episodes", 2, {"REC": None})], 2),
    ("reason-without-end", [("Episodes", 2, {"DEC": None})], 2),
    ("reason-without-placement-change", [("Episodes", 1, {"REASON_PLACE_CHANGE": "CHILD"})], 1),
    ("remained-with-carers-under-18", [("Episodes", 2, {"REC": "E17"})], 2),
    ("adopted-without-adoption-record", [("AD1", 0, {"CHILD": STAYS})], 2),
    ("home-postcode-malformed", [("Episodes", 0, {"HOME_POST": "NG1"})], 0),
    ("placement-postcode-malformed", [("Episodes", 0, {"PL_POST": "none"})], 0),
    ("placement-code-disputed", [("Episodes", 1, {"PLACE": "Z1"})], 1),
    ("review-after-care", [("Reviews", 1, {"REVIEW": day("2026-07-01")})], 2),
    ("review-after-care", [("Reviews", 2, {"REVIEW": day("2026-07-01")})], 2),
    ("review-before-care", [("Episodes", 2, {"DECOM": day("2026-05-08")})], 2),
    ("review-before-birth", [("Reviews", 0, {"REVIEW": day("2012-02-28")})], 0),
    ("review-after-the-period", [("Reviews", 0, {"REVIEW": _FAR})], 0),
    ("asylum-status-ends-before-birth", [("UASC", 0, {"DUC": day("2012-02-28")})], 0),
    ("asylum-status-ends-after-18", [("UASC", 0, {"DUC": day("2030-03-02")})], 0),
    ("sex-differs-in-uasc", [("UASC", 0, {"SEX": "M"})], 0),
    ("sdq-score-out-of-range", [("OC2", 0, {"SDQ_SCORE": 41})], 0),
    ("sdq-score-out-of-range", [("OC2", 0, {"SDQ_SCORE": -1})], 0),
    ("sdq-score-and-reason", [("OC2", 0, {"SDQ_REASON": "SDQ1"})], 0),
    ("intervention-received-missing", [("OC2", 0, {"SUBSTANCE_MISUSE": "1"})], 0),
    ("care-leaver-out-of-age", [("OC3", 0, {"DOB": day("2005-03-31")})], 0),
    ("accommodation-code-disputed", [("OC3", 0, {"ACCOM": "S1"})], 0),
    ("adopters-not-one-or-two", [("AD1", 0, {"NB_ADOPTR": 3})], 0),
    ("adopters-number-and-sex", [("AD1", 0, {"NB_ADOPTR": 1})], 0),
    ("adoption-decision-before-birth", [("AD1", 0, {"DATE_INT": day("2023-06-14")})], 0),
    ("matched-after-the-period", [("AD1", 0, {"DATE_MATCH": _FAR})], 0),
    ("decision-reversed-before-it-was-made", [("PlacedAdoption", 0, {"DATE_PLACED_CEASED": day("2024-09-30")})], 0),
    ("reversal-without-reason", [("PlacedAdoption", 0, {"REASON_PLACED_CEASED": None})], 0),
    ("reason-without-reversal", [("PlacedAdoption", 1, {"REASON_PLACED_CEASED": "RD4"})], 1),
    ("previous-permanence-without-details", [("PrevPerm", 0, {"PREV_PERM": "P1", "LA_PERM": "891"})], 0),
    ("details-without-previous-permanence", [("PrevPerm", 0, {"LA_PERM": "891"})], 0),
    ("previous-permanence-before-birth", [("PrevPerm", 0, {"DATE_PERM": day("2012-02-28")})], 0),
    ("missing-ends-before-it-begins", [("Missing", 0, {"MIS_END": day("2026-04-30")})], 0),
    ("social-worker-ends-before-it-begins", [("SWEpisodes", 0, {"SW_DEC": day("2024-12-31")})], 0),
    ("social-worker-begins-before-birth", [("SWEpisodes", 0, {"SW_DECOM": day("2012-02-28")})], 0),
    ("liberty-order-ends-before-it-begins", [("DoLo", 0, {"DOLO_END": day("2026-08-31")})], 0),
    ("liberty-order-begins-before-birth", [("DoLo", 0, {"DOLO_START": day("2012-02-28")})], 0),
    ("liberty-order-after-the-period", [("DoLo", 0, {"DOLO_END": _FAR})], 0),
    ("liberty-order-overlaps", [("DoLo", 1, {"DOLO_START": day("2026-11-30")})], 1),
    ("liberty-order-follows-an-open-one", [("DoLo", 1, {"DOLO_START": day("2027-01-01")}),
                                           ("DoLo", 0, {"DOLO_END": None})], 1),
    ("birth-date-differs-in-reviews", [("Reviews", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-uasc", [("UASC", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-oc2", [("OC2", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-oc3", [("OC3", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-ad1", [("AD1", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-placed-adoption", [("PlacedAdoption", 1, {"DOB": _EARLY})], 1),
    ("birth-date-differs-in-previous-permanence", [("PrevPerm", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-missing", [("Missing", 0, {"DOB": _EARLY})], 0),
    ("birth-date-differs-in-social-workers", [("SWEpisodes", 1, {"DOB": _EARLY})], 1),
    ("birth-date-differs-in-liberty-orders", [("DoLo", 0, {"DOB": _EARLY})], 0),
]  # fmt: skip
#: The other side of an edge: changes that break nothing of the rule.
KEPT: list[tuple[str, list[Change]]] = [
    ("upn-of-two-children", [("Header", 2, {"UPN": "UN1"})]),
    ("episode-ends-before-it-begins", [("Episodes", 2, {"DEC": day("2024-07-01")})]),
    ("episode-begins-after-the-period", [("Episodes", 1, {"DECOM": day("2027-03-31")})]),
    ("episode-ended-before-the-period", [("Episodes", 2, {"DEC": day("2026-04-01")})]),
    ("remained-with-carers-under-18", [("Episodes", 2, {"REC": "E17"}), ("Header", 1, {"DOB": day("2008-06-30")})]),
    ("adopted-without-adoption-record", [("Episodes", 2, {"DEC": day("2026-03-31")}), ("AD1", 0, {"CHILD": LEFT})]),
    ("review-after-care", [("Reviews", 1, {"REVIEW": day("2026-06-30")})]),
    ("review-before-care", [("Episodes", 2, {"DECOM": day("2026-05-07")})]),
    ("asylum-status-ends-after-18", [("UASC", 0, {"DUC": day("2030-02-28")})]),
    ("sdq-score-out-of-range", [("OC2", 0, {"SDQ_SCORE": 40})]),
    ("sdq-score-out-of-range", [("OC2", 0, {"SDQ_SCORE": 0})]),
    ("care-leaver-out-of-age", [("OC3", 0, {"DOB": day("2005-04-01")})]),
]  # fmt: skip


def broken(records: Records) -> set[tuple[str, int]]:
    """Our own rules told of, each with the row of its table (0 is the first)."""
    marks = check_records(records, read_on=READ_ON)
    return {
        (code.removeprefix(f"{SET}:"), row - 2)
        for code, row in marks.select("code", "row").iter_rows()
        if code.startswith(f"{SET}:") and not code.startswith(f"{SET}:rule-")
    }


def test_the_made_children_break_no_rule() -> None:
    assert broken(made()) == set()


@pytest.mark.parametrize(("rule", "changes", "row"), BROKEN)
def test_a_rule_is_broken_at_the_row_that_breaks_it(rule: str, changes: list[Change], row: int) -> None:
    assert (rule, row) in broken(made(*changes))


@pytest.mark.parametrize(("rule", "changes"), KEPT)
def test_a_rule_is_kept_up_to_its_edge(rule: str, changes: list[Change]) -> None:
    assert rule not in {told for told, _ in broken(made(*changes))}


def test_every_rule_is_drawn() -> None:
    rules = {rule.rule for rule in load_record_set(SET, "FY2026-27").rules}
    assert rules == {rule for rule, _, _ in BROKEN}


def test_a_rule_names_columns_that_its_table_has() -> None:
    newest = load_record_set(SET, "FY2026-27")
    for rule in newest.rules:
        assert set(rule.columns) <= set(newest.tables[rule.table].columns), rule.rule


def test_only_a_row_that_contradicts_itself_refuses_the_upload() -> None:
    errors = {rule.rule for rule in load_record_set(SET, "FY2026-27").rules if rule.severity == "error"}
    assert errors == {
        "episode-ends-before-it-begins",
        "decision-reversed-before-it-was-made",
        "missing-ends-before-it-begins",
        "social-worker-ends-before-it-begins",
        "liberty-order-ends-before-it-begins",
    }


def test_disputed_codes_are_noted_from_the_year_of_the_official_rule_on() -> None:
    z1 = made(("Episodes", 1, {"PLACE": "Z1"}), version="FY2024-25")
    s1 = made(("OC3", 0, {"ACCOM": "S1"}), version="FY2021-22")
    assert not {rule for rule, _ in broken(z1) | broken(s1)} & {
        "placement-code-disputed",
        "accommodation-code-disputed",
    }
    official = {rule.rule: rule.official for rule in load_record_set(SET, "FY2026-27").rules if rule.official}
    assert official == {"placement-code-disputed": "146", "accommodation-code-disputed": "133"}
