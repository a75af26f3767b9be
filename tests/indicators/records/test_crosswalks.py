"""The crosswalks that ship: each meets the code lists that it is of, and nothing is read or written in two ways."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from indicators.records.crosswalks import COLUMNS, Spelling
from returnonce.definition_files.tsv_files import read_table
from tests.shipped import CONCEPTS_FOLDER, list_concepts, list_versions, load_concept, load_record_set

LOOKED_AFTER, IN_NEED, LISTS, TREATMENT = "children-looked-after", "children-in-need", "inspection-lists", "treatment"
#: Code lists of each record set that a concept meets whole, in every version.
MET = {
    "sex": [(LOOKED_AFTER, "SEX"), (LOOKED_AFTER, "UASC-SEX"), (IN_NEED, "Sex"), (LISTS, "sex"), (TREATMENT, "SEX")],
    "ethnicity": [(LOOKED_AFTER, "ETHNIC"), (IN_NEED, "Ethnicity"), (LISTS, "ethnicity"), (TREATMENT, "ETHNIC")],
    "yes-no": [(LOOKED_AFTER, "TRUE-FALSE"), (IN_NEED, "yesnotype"), (LISTS, "yes-no-unknown"), (TREATMENT, "YES_NO")],
    "disability": [(IN_NEED, "Disability"), (LISTS, "yes-no-unknown")],
    "need": [(LOOKED_AFTER, "CIN"), (IN_NEED, "PrimaryNeedCode"), (LISTS, "need")],
    "placement-type": [(LOOKED_AFTER, "PLACE"), (LISTS, "placement-type")],
    "placement-provider": [(LOOKED_AFTER, "PLACE_PROVIDER"), (LISTS, "placement-provider")],
    "legal-status": [(LOOKED_AFTER, "LS"), (LISTS, "legal-status")],
    "leaving-reason": [(LOOKED_AFTER, "REC"), (LISTS, "leaving-reason")],
    "in-touch": [(LOOKED_AFTER, "IN_TOUCH"), (LISTS, "in-touch")],
    "accommodation": [(LOOKED_AFTER, "ACCOM"), (LISTS, "accommodation")],
    "suitability": [(LOOKED_AFTER, "ACCOM"), (LISTS, "suitability")],
    "activity": [(LOOKED_AFTER, "ACTIV"), (LISTS, "activity")],
    "abuse-category": [(IN_NEED, "categoryofabusetype"), (LISTS, "abuse-category")],
    "closure-reason": [(IN_NEED, "ReasonForClosure"), (LISTS, "closure-reason")],
    "referral-source": [(IN_NEED, "ReferralSource"), (LISTS, "referral-source")],
    "adoption-reversal-reason": [(LOOKED_AFTER, "REASON_PLACED_CEASED"), (LISTS, "adoption-reversal-reason")],
}  # fmt: skip
#: Codes that mean that nothing of the concept happened.
NOTHING = {("REC", "X1")}
#: Codes that the lists of Annex A have no word for: it leaves the cell empty.
NO_WORD = {"accommodation": {"not-in-touch"}, "activity": {"not-known"}}
#: Columns of the sample workbook and their concepts.
SAMPLE = {
    "Gender": "sex", "Ethnicity": "ethnicity", "Contact Source": "referral-source",
    "Referral Source": "referral-source", "Referral NFA?": "yes-no", "Does the Child have a Disability": "disability",
    "Child's Category of Need": "need", "Child's Legal Status": "legal-status",
    "Initial Category of Abuse": "abuse-category", "Latest Category of Abuse": "abuse-category",
    "Was the Child Seen Alone?": "yes-no", "Reason Ceased to be Looked After": "leaving-reason",
    "Placement Type": "placement-type", "Placement Provider": "placement-provider", "LA in Touch": "in-touch",
    "Type of Accommodation": "accommodation", "Suitability of Accommodation": "suitability",
    "Activity Status": "activity", "Reason Why Child No Longer Placed for Adoption": "adoption-reversal-reason",
}  # fmt: skip


def _read(concept: str, record_set: str, spellings: list[str]) -> list[str | None]:
    return (
        _texts(spellings).select(load_concept(concept).to_concept_code(record_set, pl.col("x"))).to_series().to_list()
    )


def _written(concept: str, record_set: str, codes: list[str]) -> list[str | None]:
    return _texts(codes).select(load_concept(concept).to_spelling(record_set, pl.col("x"))).to_series().to_list()


def _texts(values: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"x": values}, schema={"x": pl.String})


def _rows(concept: str) -> tuple[Spelling, ...]:
    return read_table(CONCEPTS_FOLDER / f"{concept}.tsv", Spelling, COLUMNS)


def test_every_concept_that_sets_share_is_asked_about_here() -> None:
    shared = {name for name in list_concepts() if len(load_concept(name).codes) > 1}
    assert shared == set(MET)


@pytest.mark.parametrize(
    ("concept", "record_set", "code_list"), [(name, *pair) for name, pairs in MET.items() for pair in pairs]
)
def test_every_code_of_a_list_is_read(concept: str, record_set: str, code_list: str) -> None:
    for version in list_versions(record_set):
        codes = load_record_set(record_set, version).codes.get(code_list, {})
        read = dict(zip(codes, _read(concept, record_set, list(codes)), strict=True))
        unread = {code for code, found in read.items() if found is None and (code_list, code) not in NOTHING}
        assert not unread, (version, unread)


@pytest.mark.parametrize("concept", MET)
def test_a_spelling_is_read_as_one_code_and_never_as_a_narrower_one(concept: str) -> None:
    rows, broader = _rows(concept), load_concept(concept).broader
    by_spelling: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        by_spelling[row.record_set, row.spelling.casefold()].append(row.code)
    for codes in by_spelling.values():
        first = codes[0]
        assert all(_within(code, first, broader) or codes == [first] for code in codes[1:]), codes


def _within(code: str, wide: str, broader: dict[str, str]) -> bool:
    """Whether a code is part of a wider one; two reasons that share a word of the annex are, each of its own kind."""
    while code in broader:
        code = broader[code]
        if code == wide:
            return True
    return False


@pytest.mark.parametrize("concept", MET)
def test_what_is_written_to_the_lists_of_annex_a_is_a_code_of_theirs(concept: str) -> None:
    lists = load_record_set(LISTS).codes
    allowed = {code for record_set, name in MET[concept] if record_set == LISTS for code in lists[name]}
    codes = sorted({row.code for row in _rows(concept)})
    written = dict(zip(codes, _written(concept, LISTS, codes), strict=True))
    assert {code for code, word in written.items() if word is None} == NO_WORD.get(concept, set())
    assert {word for word in written.values() if word is not None} <= allowed


@pytest.mark.parametrize("concept", MET)
def test_broader_codes_are_codes_and_end(concept: str) -> None:
    codes = {row.code for row in _rows(concept)}
    broader = load_concept(concept).broader
    assert set(broader.values()) <= codes
    for code in codes:
        seen = [code]
        while seen[-1] in broader:
            seen.append(broader[seen[-1]])
            assert len(seen) == len(set(seen))


def test_what_is_recalled_or_guessed_stays_marked() -> None:
    low = {(name, row.record_set, row.spelling) for name in MET for row in _rows(name) if row.confidence == "low"}
    assert {("sex", IN_NEED, "0"), ("sex", TREATMENT, "U"), ("ethnicity", TREATMENT, "99")} <= low
    assert ("legal-status", LISTS, "V3: Short term breaks, episodes recorded") in low


def test_spellings_of_the_sample_workbook_are_read(shared: Path) -> None:
    book = openpyxl.load_workbook(shared / "data" / "annex_a" / "Annex_A.xlsx", read_only=True, data_only=True)
    unread = set()
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        for at, heading in enumerate(head):
            concept = SAMPLE.get(str(heading))
            cells = sorted({str(row[at]) for row in rows if row[at]})
            if concept is not None and cells:
                found = zip(cells, _read(concept, LISTS, cells), strict=True)
                unread |= {(str(heading), cell) for cell, code in found if code is None}
    assert unread == set()


@pytest.mark.parametrize(
    ("concept", "spelling", "code"),
    [
        ("sex", "Female", "female"),
        ("ethnicity", "a) WBRI", "wbri"),
        ("ethnicity", "a) White", "white"),
        ("need", "N1 - Abuse or Neglect", "n1"),
        ("placement-type", "f) U6: Foster placement - not FFA", "u6"),
        ("placement-type", "a) Foster Placement", "foster"),
        ("placement-provider", "e) PR4 - Private provision", "pr4"),
        ("accommodation", "Y: Other accommodation", "other"),
        ("activity", "F1: Full time in higher education", "f1"),
    ],
)
def test_some_spellings_of_annex_a(concept: str, spelling: str, code: str) -> None:
    assert _read(concept, LISTS, [spelling]) == [code]


def test_sets_meet() -> None:
    assert _written("sex", LISTS, _read("sex", LOOKED_AFTER, ["1", "F", "U"])) == [
        "a) Male", "b) Female", "c) Not stated/recorded",
    ]  # fmt: skip
    assert _written("ethnicity", LISTS, _read("ethnicity", LOOKED_AFTER, ["WROM", "CHNE", "REFU"])) == [
        "a) White", "c) Asian or Asian British", "f) Not stated",
    ]  # fmt: skip
    assert _written("ethnicity", TREATMENT, _read("ethnicity", IN_NEED, ["WBRI", "NOBT"])) == ["A", "Z"]
    assert _read("suitability", LOOKED_AFTER, ["B1", "B2", "0"]) == ["suitable", "not-suitable", "not-recorded"]
