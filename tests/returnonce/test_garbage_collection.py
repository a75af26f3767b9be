from __future__ import annotations

import gc

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
