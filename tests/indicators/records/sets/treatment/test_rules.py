"""Every rule of the treatment record set as drawn rows: one that breaks it, and one just beside that does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from collectors.records.content_checks import check_records
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from tests.shipped import RECORDS, load_record_set

READ_ON = date(2024, 4, 20)
CLIENT = {"AGNCY": "N0852", "CLIENTID": "1"}
EPISODE = CLIENT | {"EPISODID": "1"}
#: What a record is before anything is changed about it: no rule is broken.
CLEAN: dict[str, dict[str, Any]] = {
    "client": CLIENT | {"FINITIAL": "A", "SINITIAL": "B", "DOB": date(1980, 5, 1), "SEX": "F"},
    "episode": EPISODE
    | {"CONSENT": "Y", "REFLD": date(2023, 5, 1), "TRIAGED": date(2023, 5, 8), "DAT": "A12B", "DRUG1": "7000"},
    "intervention": EPISODE | {"MODID": "1", "MODAL": "95", "REFMODDT": date(2023, 5, 8), "MODST": date(2023, 5, 15)},
    "time_in_treatment": EPISODE | {"TITID": "1", "TITDATE": date(2023, 6, 1), "TITREAT": "1"},
    "sub_intervention_review": EPISODE | {"SUBMID": "1", "SUBMODDT": date(2023, 6, 1), "PSYMOTI": "Y"},
    "client_information_review": EPISODE | {"CIRID": "1", "CIRDT": date(2023, 6, 1)},
    "top": EPISODE
    | {"TOPID": "1", "TOPDATE": date(2023, 5, 15), "TRSTAGE": "S", "SHARING": "N"}
    | dict.fromkeys(
        (
            "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE", "SHOTHEFT",
            "DRGSELL", "ASSAULT", "PSYHSTAT", "PWORK", "EDUCAT", "PHSTAT", "QUALLIFE",
        ),
        "0",
    )
    | dict.fromkeys(("OTHTHEFT", "ACUTHPBM", "HRISK"), "NA"),
}  # fmt: skip
TABLES = {"c": "client", "e": "episode", "i": "intervention", "t": "time_in_treatment", "s": "sub_intervention_review",
          "r": "client_information_review", "o": "top"}  # fmt: skip
LEFT = {"e.DISD": date(2023, 9, 1), "e.DISRSN": "80", "i.MODEND": date(2023, 9, 1), "i.MODEXIT": "A"}


def d(text: str) -> date:
    return date.fromisoformat(text)


AFTER = LEFT | {"o.TOPDATE": d("2023-09-02")}
#: Rule; what breaks it; what does not, though it is near. ``e.DISD`` is DISD of the episode; ``e2.…`` is of a second
#: one that is like the first but for its key.
DRAWN: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("first-initial-form", {"c.FINITIAL": "AB"}, {"c.FINITIAL": "Z"}),
    ("surname-initial-form", {"c.SINITIAL": "b"}, {"c.SINITIAL": "Q"}),
    ("birth-in-the-future", {"c.DOB": d("2024-04-21")}, {"c.DOB": d("2024-04-20")}),
    ("birth-year-too-early", {"c.DOB": d("1902-12-31")}, {"c.DOB": d("1903-01-01")}),
    ("one-attributor-two-clients", {"c2.CLIENTID": "2"}, {"c2.CLIENTID": "2", "c2.SEX": "M"}),
    ("disability-twice", {"c.DISABLE1": "1", "c.DISABLE3": "1"}, {"c.DISABLE1": "1", "c.DISABLE3": "2"}),
    ("agency-code-form", {"c.AGNCY": "0852"}, {}),
    ("no-consent-but-identified", {"e.CONSENT": "N"}, {"e.CONSENT": "Y"}),
    ("initials-missing", {"c.SINITIAL": None}, {"c.SINITIAL": None, "e.CONSENT": "N"}),
    ("birth-date-missing", {"c.DOB": None}, {"c.DOB": None, "e.CONSENT": "N"}),
    ("sex-missing", {"c.SEX": None}, {"c.SEX": None, "e.CONSENT": "N"}),
    ("referral-date-missing", {"e.REFLD": None}, {"e.REFLD": None, "e.CONSENT": "N"}),
    ("triage-date-missing", {"e.TRIAGED": None}, {"e.TRIAGED": None, "e.CONSENT": "N"}),
    ("partnership-missing", {"e.DAT": None}, {"e.DAT": None, "e.CONSENT": "N"}),
    ("substance-1-missing", {"e.DRUG1": None}, {"e.DRUG1": None, "e.CONSENT": "N"}),
    ("referral-before-birth", {"e.REFLD": d("1980-05-01")}, {"e.REFLD": d("1980-05-02")}),
    ("under-18", {"c.DOB": d("2005-05-09")}, {"c.DOB": d("2005-05-08")}),
    ("triage-before-referral", {"e.TRIAGED": d("2023-04-30")}, {"e.TRIAGED": d("2023-05-01")}),
    ("care-plan-before-triage", {"e.CPLANDT": d("2023-05-07")}, {"e.CPLANDT": d("2023-05-08")}),
    ("episode-ends-before-it-begins", {"e.DISD": d("2023-05-07")}, {"e.DISD": d("2023-05-08")}),
    ("health-assessment-before-triage", {"e.HLCASSDT": d("2023-05-07")}, {"e.HLCASSDT": d("2023-05-08")}),
    ("discharge-without-reason", {"e.DISD": d("2023-09-01")}, LEFT),
    ("reason-without-discharge", {"e.DISRSN": "80"}, LEFT),
    ("destination-without-discharge", {"e.DISDEST": "1"}, LEFT | {"e.DISDEST": "1"}),
    ("discharge-reason-of-earlier-years", LEFT | {"e.DISRSN": "2"}, {"e.DISD": d("2009-03-31"), "e.DISRSN": "2"}),
    ("episode-date-in-the-future", {"e.DISD": d("2024-04-21")}, {"e.DISD": d("2024-04-20")}),
    ("episode-date-after-the-period", {"e.DISD": d("2024-04-01")}, {"e.DISD": d("2024-03-31")}),
    ("episodes-overlap", {"e2.EPISODID": "2"}, LEFT | {"e2.EPISODID": "2", "e2.TRIAGED": d("2023-09-01")}),
    ("episodes-overlap", LEFT | {"e2.EPISODID": "2", "e2.TRIAGED": d("2023-08-31")}, {"e2.CLIENTID": "2"}),
    ("substance-code-form", {"e.DRUG2": "HER"}, {"e.DRUG2": "1101"}),
    ("substance-twice", {"e.DRUG3": "7000"}, {"e.DRUG3": "5000"}),
    ("no-second-substance-elsewhere", {"e.DRUG1": "9996"}, {"e.DRUG2": "9996"}),
    ("no-third-substance-elsewhere", {"e.DRUG2": "9997"}, {"e.DRUG3": "9997"}),
    ("third-substance-without-second", {"e.DRUG2": "9996", "e.DRUG3": "5000"}, {"e.DRUG2": "9996", "e.DRUG3": "9997"}),
    ("first-use-after-triage", {"e.DRUG1AGE": 44}, {"e.DRUG1AGE": 43}),
    ("drinking-days-range", {"e.ALCDDAYS": 29}, {"e.ALCDDAYS": 28}),
    ("units-range", {"e.ALCUNITS": 201}, {"e.ALCUNITS": 200}),
    ("units-without-drinking-days", {"e.ALCDDAYS": 0, "e.ALCUNITS": 1}, {"e.ALCDDAYS": 0, "e.ALCUNITS": 0}),
    ("children-range", {"e.CHILDWTH": 99}, {"e.CHILDWTH": 98}),
    ("early-help-missing", {"e.CHILDWTH": 1}, {"e.CHILDWTH": 98}),
    ("early-help-out-of-turn", {"e.EHCSC2": "1"}, {"e.EHCSC": "2", "e.EHCSC2": "1"}),
    ("pregnant-man", {"e.PREGNANT": "Y", "c.SEX": "M"}, {"e.PREGNANT": "Y"}),
    ("vaccinations-without-acceptance", {"e.HEPBVAC": "1", "e.HEPBSTAT": "B"}, {"e.HEPBVAC": "1", "e.HEPBSTAT": "A"}),
    ("authority-outside-england", {"e.DAT": "Z00B", "e.LA": "00CM"}, {"e.DAT": "Z00B"}),
    ("mental-health-treatment-without-need", {"e.CRTMHN": "1", "e.MTHTN": "2"}, {"e.CRTMHN": "1", "e.MTHTN": "1"}),
    ("intervention-kind-missing", {"i.MODAL": None}, {"i.MODAL": "94"}),
    ("intervention-referral-before-referral", {"i.REFMODDT": d("2023-04-30")}, {"i.REFMODDT": d("2023-05-01")}),
    ("appointment-before-referral", {"i.FAOMODDT": d("2023-05-07")}, {"i.FAOMODDT": d("2023-05-08")}),
    ("start-before-referral", {"i.MODST": d("2023-05-07")}, {"i.MODST": d("2023-05-08")}),
    ("start-before-triage", {"i.MODST": d("2023-05-07")}, {"i.MODST": d("2023-05-08")}),
    ("intervention-ends-before-it-begins", {"i.MODEND": d("2023-05-14")}, {"i.MODEND": d("2023-05-15")}),
    ("start-after-discharge", LEFT | {"i.MODST": d("2023-09-02")}, LEFT | {"i.MODST": d("2023-09-01")}),
    ("end-after-discharge", LEFT | {"i.MODEND": d("2023-09-02")}, LEFT),
    ("open-after-discharge", LEFT | {"i.MODEND": None}, LEFT | {"i.MODEND": None, "i.MODST": None}),
    ("end-without-exit-status", {"i.MODEND": d("2023-06-01")}, LEFT),
    ("exit-status-without-end", {"i.MODEXIT": "A"}, LEFT),
    ("end-without-start", LEFT | {"i.MODST": None}, LEFT),
    ("intervention-date-in-the-future", {"i.MODST": d("2024-04-21")}, {"i.MODST": d("2024-04-20")}),
    ("intervention-of-earlier-years", {"i.MODAL": "4"}, {"i.MODAL": "4", "i.MODST": d("2012-10-31")}),
    ("time-in-treatment-missing", {"t.TITREAT": None}, {}),
    ("time-in-treatment-outside-episode", {"t.TITDATE": d("2023-05-07")}, {"t.TITDATE": d("2023-05-08")}),
    ("time-in-treatment-in-the-future", {"t.TITDATE": d("2024-04-21")}, {"t.TITDATE": d("2024-04-20")}),
    ("review-date-missing", {"s.SUBMODDT": None}, {}),
    ("review-outside-episode", LEFT | {"s.SUBMODDT": d("2023-09-02")}, LEFT | {"s.SUBMODDT": d("2023-09-01")}),
    ("review-in-the-future", {"s.SUBMODDT": d("2024-04-21")}, {"s.SUBMODDT": d("2024-04-20")}),
    ("review-without-an-answer", {"s.PSYMOTI": "N"}, {"s.PSYMOTI": "N", "s.RECOTH": "Y"}),
    ("information-review-outside-episode", {"r.CIRDT": d("2023-05-07")}, {"r.CIRDT": d("2023-05-08")}),
    ("information-review-in-the-future", {"r.CIRDT": d("2024-04-21")}, {"r.CIRDT": d("2024-04-20")}),
    ("top-date-missing", {"o.TOPDATE": None}, {}),
    ("top-stage-missing", {"o.TRSTAGE": None}, {}),
    ("top-outside-episode", AFTER, AFTER | {"o.TRSTAGE": "P"}),
    ("top-in-the-future", {"o.TOPDATE": d("2024-04-21")}, {"o.TOPDATE": d("2024-04-20")}),
    ("two-start-tops", {"o2.TOPID": "2"}, {"o2.TOPID": "2", "o2.TRSTAGE": "R"}),
    ("top-answer-blank", {"o.OPIUSE": None}, {"o.OPIUSE": "NA"}),
    ("sharing-without-injecting", {"o.SHARING": "Y"}, {"o.SHARING": "Y", "o.IVDRGUSE": "1"}),
)  # fmt: skip
#: Rules that only an earlier version has.
ONLY_K = {"review-without-an-answer"}


def _records(changes: Mapping[str, Any], *, version: str) -> Records:
    """The clean records with changes; a table gets a second row where a change names one."""
    record_set = load_record_set("treatment", version)
    rows = {name: [dict(row)] for name, row in CLEAN.items() if name in record_set.tables}
    for place, value in changes.items():
        at, column = place.split(".")
        held = rows[TABLES[at[0]]]
        if at.endswith("2") and len(held) == 1:
            held.append(dict(held[0]))
        held[-1 if at.endswith("2") else 0][column] = value
    return build_records(record_set, parse_period("FY2023-24"), rows)


def _broken(changes: Mapping[str, Any], rule: str) -> set[str]:
    records = _records(changes, version="K" if rule in ONLY_K else "P")
    codes = check_records(records, read_on=READ_ON)["code"]
    return {code.removeprefix("treatment:") for code in codes if code.startswith("treatment:")}


@pytest.mark.parametrize("version", ["K", "P", "R"])
def test_clean_records_break_no_rule_and_no_other_check(version: str) -> None:
    assert check_records(_records({}, version=version), read_on=READ_ON).is_empty()


@pytest.mark.parametrize(("rule", "wrong", "right"), DRAWN, ids=[f"{n}-{row[0]}" for n, row in enumerate(DRAWN)])
def test_a_rule_finds_what_is_wrong_and_nothing_beside_it(
    rule: str, wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    assert rule in _broken(wrong, rule)
    assert rule not in _broken(right, rule)


def test_every_rule_is_drawn_has_no_official_code_and_only_two_refuse() -> None:
    rules = RECORDS.sets["treatment"].rules
    assert {rule.rule for rule in rules} == {row[0] for row in DRAWN}
    assert {rule.official for rule in rules} == {None}
    refusing = {rule.rule for rule in rules if rule.severity == "error"}
    assert refusing == {"episode-ends-before-it-begins", "intervention-ends-before-it-begins"}


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("OPIUSE", "29", "28"),
        ("CRAUSE", "x", "NA"),
        ("PSYHSTAT", "21", "20"),
        ("PHSTAT", "-1", "0"),
        ("HRISK", "1", "Y"),
    ],
)
def test_answers_of_a_top_have_their_ranges_from_code_lists(column: str, wrong: str, right: str) -> None:
    for value, found in ((wrong, ["record-code"]), (right, [])):
        marks = check_records(_records({f"o.{column}": value}, version="P"), read_on=READ_ON)
        assert marks["code"].to_list() == found
