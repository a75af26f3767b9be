"""Ages at which the outcomes of OC2 are counted."""

from __future__ import annotations

import pytest

from indicators.records.record_frames import build_records
from tests.indicators.records.views.looked_after.small_records import SET, YEAR, figures, records, rows, view
from tests.shipped import load_record_set


@pytest.mark.parametrize(
    ("born", "score", "development", "conviction"),
    [
        ("2021-04-01", False, True, False),
        ("2021-03-31", True, True, False),
        ("2020-04-01", True, True, False),
        ("2020-03-31", True, False, False),
        ("2015-04-01", True, False, False),
        ("2015-03-31", True, False, True),
        ("2008-04-01", True, False, True),
        ("2008-03-31", False, False, True),
    ],
)
def test_ages_on_31_march(born: str, score: bool, development: bool, conviction: bool) -> None:
    (row,) = view("outcomes", records(OC2=f"CHILD DOB\nA {born}"))
    assert (row["score_due"], row["development_due"], row["of_conviction_age"]) == (score, development, conviction)


def test_every_outcome() -> None:
    now = records(
        Header="CHILD DOB\nF 2015-01-01",
        OC2="""CHILD DOB SDQ_SCORE CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT SUBSTANCE_MISUSE
                  INTERVENTION_RECEIVED INTERVENTION_OFFERED""".replace("\n", " ")
        + """
                  A 2022-01-01 .  . 1 1 0 1 0 . .
                  B 2020-06-01 13 0 0 1 1 1 0 . .
                  C 2012-01-01 14 0 . 0 1 1 1 1 .
                  D 2010-01-01 17 1 . 1 . 0 1 0 1
                  E 2008-01-01 40 1 . 1 1 1 1 0 0
                  F .          16 0 . 1 1 1 0 . .
                  F .          16 0 . 1 1 1 0 . .""",
    )
    derived_figures = figures(now)
    assert {
        code: parts for code, parts in derived_figures.items() if parts[1] and not code.startswith("cla-three")
    } == {
        "cla-health-assessment": (5, 6),
        "cla-immunisations": (5, 6),
        "cla-dental-check": (4, 6),
        "cla-development-assessment": (1, 2),
        "cla-convicted": (2, 4),
        "cla-substance-misuse": (3, 6),
        "cla-substance-misuse-intervention-received": (1, 3),
        "cla-substance-misuse-intervention-refused": (1, 3),
        "cla-sdq-average-score": (13 + 14 + 17 + 16, 4),
        "cla-sdq-received": (3, 3),
        "cla-sdq-normal": (0, 3),
        "cla-sdq-borderline": (2, 3),
        "cla-sdq-concern": (1, 3),
    }


def test_a_place_may_settle_the_ages_otherwise() -> None:
    settled = load_record_set(SET, settings={"sdq-age-from": 5, "sdq-age-to": 15})
    drawn = rows(YEAR, "OC2", "CHILD DOB SDQ_SCORE\nA 2021-03-31 10\nB 2020-03-31 20\nC 2009-03-31 30\nD 2009-04-01 40")
    assert figures(build_records(settled, YEAR, {"OC2": drawn}))["cla-sdq-average-score"] == (20 + 40, 2)
