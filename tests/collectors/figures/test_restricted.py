"""Nobody is told another's restricted figure, in whatever way it could slip out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.shipped import load_ruleset
from tests.uploads import judge_figures, send_figures

HEAD = "indicator,area,period,value\n"
POLICE, CHILDREN = "metropolitan-police", "lewisham-childrens-services"


def test_another_agencys_restricted_figure_is_never_told(
    tmp_path: Path, sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock
) -> None:
    context = make_context(sqlite_engine, sqlite_settings.home, load_ruleset(), clock=clock)
    theirs, mine = tmp_path / "police.csv", tmp_path / "mine.csv"
    theirs.write_text(HEAD + "NI 36,E09000023,FY2009-10,2.71\nNI 36,E09000023,FY2008-09,1.37\n")
    receipt = send_figures(context, theirs, POLICE)
    assert receipt.accepted, receipt.findings
    mine.write_text(HEAD + "NI 36,E09000023,FY2009-10,4.9\n")
    with reading(sqlite_engine) as session:
        verdict = judge_figures(context, mine, CHILDREN, session)
    assert not verdict.accepted
    text = " ".join(str(finding) for finding in verdict.findings)
    assert "restricted" in text
    assert "2.7" not in text
    assert "1.3" not in text
