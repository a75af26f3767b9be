"""Acts on a real disk that fills at one point after another: each is told in words, and goes on once there is room."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from campaigns.figures import campaign, size
from campaigns.killed_acts import Ground, check_whole, made_ground, run_act
from tests.small_disks import mounted_disk

pytestmark = pytest.mark.soak
ACTS = ("collect", "publish", "jobs", "work", "restore")
DISK_BYTES = 48 << 20
#: What an act may say where there is no room.
IN_WORDS = {(1, "NoRoom\n"), (1, "Unavailable\n")}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_disk(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with made_ground(tmp_path_factory.mktemp("ground"), None) as ground:
        yield ground


def free_bytes(disk: Path) -> int:
    room = os.statvfs(disk)
    return room.f_bavail * room.f_frsize


def measure_need(ground: Ground, act: str, disk: Path) -> int:
    """Bytes that an act takes of a disk with room, at the moment when it has most of them."""
    settings = ground.lay_out(act, disk / "run")
    before = least = free_bytes(disk)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run_act, act, settings, ground.file(act))
        while not done.done():
            least = min(least, free_bytes(disk))
            time.sleep(0.0005)
    assert done.result().stdout == "done\n"
    return before - least


@pytest.mark.parametrize("act", ACTS)
def test_a_disk_that_fills_at_any_point(ground: Ground, small_disk: Path, act: str) -> None:
    wanted = size("full_disks") // len(ACTS)
    with campaign("full-disks", act, wanted, share=1 / len(ACTS)) as run:
        need = measure_need(ground, act, small_disk)
        run.figures |= {"bytes": need, "told": 0, "went through": 0}
        for number in run.each(Random(size("seed")).sample(range(wanted), wanted)):
            settings = ground.lay_out(act, small_disk / "run")
            # From no room at all to somewhat more than it was seen to take.
            left = need * 5 * number // (4 * wanted)
            filler = small_disk / "filler"
            filler.write_bytes(bytes(max(0, free_bytes(small_disk) - left)))
            done = run_act(act, settings, ground.file(act))
            acknowledged = (done.returncode, done.stdout) == (0, "done\n")
            assert acknowledged or (done.returncode, done.stdout) in IN_WORDS, (left, done.stderr[-2000:])
            run.figures["went through" if acknowledged else "told"] += 1
            filler.unlink()
            # A worker is done where a task found no room: that task waits for its next try.
            check_whole(ground, act, settings, acknowledged and act != "work")
            shutil.rmtree(small_disk / "run")
        assert run.figures["told"] > 0
