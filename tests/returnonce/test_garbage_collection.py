from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from returnonce.garbage_collection import pause_garbage_collection


def test_it_is_paused_within_and_goes_on_afterwards() -> None:
    with pause_garbage_collection():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="wrong"), pause_garbage_collection():
        raise ValueError("wrong")
    assert gc.isenabled()


def test_within_another_pause_it_stays_paused() -> None:
    with pause_garbage_collection():
        with pause_garbage_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


#: In processes of their own: what is frozen stays so.
PROGRAM = """
import gc
from returnonce.garbage_collection import collect_from_here, load_without_collection
before = gc.get_freeze_count()
with load_without_collection():
    assert not gc.isenabled() and gc.get_freeze_count() == before
    collect_from_here()
    loaded = gc.get_freeze_count()
    assert gc.isenabled() and loaded > before + 1000
    made = [[] for _ in range(100)]
assert gc.get_freeze_count() > loaded
"""
WITHIN_ANOTHER = """
import gc
from returnonce.garbage_collection import collect_from_here
before = gc.get_freeze_count()
collect_from_here()
assert gc.isenabled() and gc.get_freeze_count() == before
"""


@pytest.mark.parametrize("script", [PROGRAM, WITHIN_ANOTHER])
def test_a_program_exempts_what_it_loaded(script: str) -> None:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
