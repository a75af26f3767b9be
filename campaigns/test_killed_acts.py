"""Acts killed at hundreds of system calls on both databases: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.figures import campaign, size
from campaigns.killed_acts import ACTS, Ground, check_whole, choose_points, find_points, kill_at, made_ground

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if shutil.which("strace") is None:
        pytest.skip("strace is not here; crashes at system calls are not tried")
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with made_ground(tmp_path_factory.mktemp("ground"), server) as ground:
        yield ground


@pytest.mark.parametrize("act", ACTS)
def test_killed_anywhere_it_is_whole_or_not_there(ground: Ground, tmp_path: Path, act: str) -> None:
    database, wanted = "postgresql" if ground.server else "sqlite", size("points") // 10
    with campaign("crashes", f"{database}-{act}", wanted, share=0.31) as run:
        points = find_points(ground, act, tmp_path / "run")
        run.figures |= {"calls": len(points), "killed": 0, "acknowledged": 0}
        for point in run.each(choose_points(points, wanted, size("seed"))):
            settings = ground.lay_out(act, tmp_path / "run")
            done = kill_at(ground, act, settings, point)
            acknowledged = "done" in done.stdout
            run.figures["killed"] += done.returncode in {-9, 137}
            run.figures["acknowledged"] += acknowledged
            run.figures["last"] = str(point)
            check_whole(ground, act, settings, acknowledged)
        assert run.done
        assert run.figures["killed"] >= 0.8 * run.done
