from __future__ import annotations

import os
import subprocess
import sys

import pytest

from returnonce.allocator import SETTING, return_memory_soon

PROGRAM = "import polars; print(polars.Series(range(1000)).sum())"


def test_what_is_set_already_holds() -> None:
    environment = {SETTING: "narenas:1"}
    return_memory_soon(environment)
    assert environment == {SETTING: "narenas:1"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere polars brings another allocator")
def test_the_allocator_knows_each_setting() -> None:
    environment: dict[str, str] = {}
    return_memory_soon(environment)
    # It names on standard error what it does not know.
    asked = {**os.environ, SETTING: f"{environment[SETTING]},no_such_setting:1"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=asked)
    assert (done.stdout, done.stderr) == ("499500\n", "<jemalloc>: Invalid conf pair: no_such_setting:1\n")
