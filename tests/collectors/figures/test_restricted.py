"""Nobody is told another's restricted figure, in whatever way it could slip out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from collectors.figures.accept import accept_figures
from collectors.figures.check import check_figures
from mappings.ruleset.ruleset import load_ruleset
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings

HEAD = "indicator,area,period,value\n"
POLICE, CHILDREN = "metropolitan-police", "lewisham-childrens-services"


def test_another_agencys_restricted_figure_is_never_told(
    tmp_path: Path, sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock
) -> None:
    ruleset = load_ruleset()
    theirs, mine = tmp_path / "police.csv", tmp_path / "mine.csv"
    theirs.write_text(HEAD + "NI 36,E09000023,FY2009-10,2.71\nNI 36,E09000023,FY2008-09,1.37\n")
    receipt = accept_figures(
        theirs, POLICE, ruleset=ruleset, engine=sqlite_engine, home=sqlite_settings.home, clock=clock
    )
    assert receipt.accepted, receipt.findings
    mine.write_text(HEAD + "NI 36,E09000023,FY2009-10,4.9\n")
    with reading(sqlite_engine) as session:
        verdict = check_figures(mine, CHILDREN, ruleset=ruleset, session=session, clock=clock)
    assert not verdict.accepted
    text = " ".join(str(finding) for finding in verdict.findings)
    assert "restricted" in text
    assert "2.7" not in text
    assert "1.3" not in text
