"""Three children of FY2026-27 who break no rule, and ways to change one cell of them."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from tests.shipped import load_record_set

SET = "children-looked-after"
Rows = dict[str, list[dict[str, Any]]]
#: A change: table, row (0 is the first; a number past the last adds one, like the last before it), cells.
Change = tuple[str, int, dict[str, Any]]


def day(text: str) -> date:
    """``2026-05-01``."""
    return date.fromisoformat(text)


STAYS, ADOPTED, LEFT = "C1", "C2", "C3"
#: C1 stays all year and moves once; C2 is adopted in the year; C3 is 19 and left care before it.
CLEAN: Rows = {
    "Header": [
        {"CHILD": STAYS, "SEX": "F", "DOB": day("2012-02-29"), "ETHNIC": "WBRI", "UPN": "A12345678901B", "MOTHER": "0"},
        {"CHILD": ADOPTED, "SEX": "M", "DOB": day("2023-06-15"), "ETHNIC": "MWBC", "UPN": "UN1"},
        {"CHILD": LEFT, "SEX": "M", "DOB": day("2007-09-01"), "ETHNIC": "NOBT", "UPN": "A12345678902C"},
    ],
    "Episodes": [
        {"CHILD": STAYS, "DECOM": day("2022-01-10"), "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U4",
         "PLACE_PROVIDER": "PR1", "DEC": day("2026-08-03"), "REC": "X1", "REASON_PLACE_CHANGE": "CARPL",
         "HOME_POST": "NG1 1AA", "PL_POST": "NG2 3BB", "URN": "1234567"},
        {"CHILD": STAYS, "DECOM": day("2026-08-03"), "RNE": "P", "LS": "C2", "CIN": "N1", "PLACE": "U6",
         "PLACE_PROVIDER": "PR4", "HOME_POST": "NG1 1AA", "PL_POST": "DE1 2CC", "URN": "7654321"},
        {"CHILD": ADOPTED, "DECOM": day("2024-07-01"), "RNE": "S", "LS": "E1", "CIN": "N1", "PLACE": "A5",
         "PLACE_PROVIDER": "PR1", "DEC": day("2026-06-30"), "REC": "E11"},
    ],
    "Reviews": [
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "REVIEW": day("2026-05-06"), "REVIEW_CODE": "PN1"},
        {"CHILD": ADOPTED, "DOB": day("2023-06-15"), "REVIEW": day("2026-05-07"), "REVIEW_CODE": "PN0"},
    ],
    "UASC": [{"CHILD": STAYS, "SEX": "F", "DOB": day("2012-02-29"), "DUC": day("2030-02-28")}],
    "OC2": [
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "SDQ_SCORE": 12, "CONVICTED": "0", "IMMUNISATIONS": "1",
         "TEETH_CHECK": "1", "HEALTH_ASSESSMENT": "1", "SUBSTANCE_MISUSE": "0"},
    ],
    "OC3": [{"CHILD": LEFT, "DOB": day("2007-09-01"), "IN_TOUCH": "YES", "ACTIV": "F1", "ACCOM": "U1"}],
    "AD1": [
        {"CHILD": ADOPTED, "DOB": day("2023-06-15"), "DATE_INT": day("2025-01-10"), "DATE_MATCH": day("2025-09-01"),
         "FOSTER_CARE": "1", "NB_ADOPTR": 2, "SEX_ADOPTR": "MF", "LS_ADOPTR": "L11"},
    ],
    "PlacedAdoption": [
        {"CHILD": ADOPTED, "DOB": day("2023-06-15"), "DATE_PLACED": day("2024-10-01"),
         "DATE_PLACED_CEASED": day("2024-11-01"), "REASON_PLACED_CEASED": "RD1"},
        {"CHILD": ADOPTED, "DOB": day("2023-06-15"), "DATE_PLACED": day("2025-01-10")},
    ],
    "PrevPerm": [{"CHILD": STAYS, "DOB": day("2012-02-29"), "PREV_PERM": "Z1"}],
    "Missing": [
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "MISSING": "M", "MIS_START": day("2026-05-01"),
         "MIS_END": day("2026-05-03")},
    ],
    "SWEpisodes": [
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "SW_ID": "SW1", "SW_DECOM": day("2025-01-01"),
         "SW_DEC": day("2026-07-01"), "SW_REASON": "LEFTRL"},
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "SW_ID": "SW2", "SW_DECOM": day("2026-07-01")},
    ],
    "DoLo": [
        {"CHILD": STAYS, "DOB": day("2012-02-29"), "DOLO_START": day("2026-09-01"), "DOLO_END": day("2026-12-01")},
    ],
}  # fmt: skip


def made(*changes: Change, version: str = "FY2026-27") -> Records:
    """The three children, with these cells changed; tables that the version has not are left out."""
    rows = deepcopy(CLEAN)
    for table, at, cells in changes:
        if at >= len(rows[table]):
            rows[table].append(dict(rows[table][-1]))
        rows[table][at] |= cells
    record_set = load_record_set(SET, version)
    return build_records(record_set, parse_period(version), {t: r for t, r in rows.items() if t in record_set.tables})
