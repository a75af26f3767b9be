from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from returnonce import sandbox
from returnonce.errors import NotFound, Refused
from returnonce.sandbox import SandboxLimits

HERE = "tests.returnonce.test_sandbox"


def copy(source: Path, out: Path) -> None:
    (out / "copy").write_bytes(source.read_bytes())


def refuse(source: Path, _out: Path) -> None:
    raise NotFound("Nothing here.", where=source.name, mend="Look elsewhere.")


def swallow_memory(_source: Path, _out: Path) -> None:
    bytearray(2 << 30)


def abort(_source: Path, _out: Path) -> None:
    os.abort()


def sleep(_source: Path, _out: Path) -> None:
    time.sleep(60)


def spin(_source: Path, _out: Path) -> None:
    while True:
        pass


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "figures.txt"
    path.write_bytes(b"1,2,3")
    return path


def test_what_the_child_writes_is_read_here(source: Path) -> None:
    with sandbox.run(f"{HERE}:copy", source) as out:
        assert (out / "copy").read_bytes() == b"1,2,3"
    assert not out.exists()


def test_a_refusal_comes_through_whole(source: Path) -> None:
    with pytest.raises(NotFound, match="Nothing here") as error, sandbox.run(f"{HERE}:refuse", source):
        pass
    assert (error.value.where, error.value.mend) == ("figures.txt", "Look elsewhere.")


@pytest.mark.parametrize(
    ("function", "limits"),
    [
        ("swallow_memory", SandboxLimits()),
        ("abort", SandboxLimits()),
        ("sleep", SandboxLimits(wall_seconds=2)),
        ("spin", SandboxLimits(cpu_seconds=1)),
    ],
)
def test_what_overruns_a_limit_is_refused(source: Path, function: str, limits: SandboxLimits) -> None:
    with (
        pytest.raises(Refused, match="could not be read safely"),
        sandbox.run(f"{HERE}:{function}", source, limits=limits),
    ):
        pass
