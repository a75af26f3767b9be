"""A library is loaded at its first use, once, and is then as if it had been imported."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from returnonce.postponed_import import postpone_import

SLOW = """
import time
time.sleep(0.05)
import sys
sys.slow_library_loads = getattr(sys, "slow_library_loads", 0) + 1
answer = 42
"""


@pytest.fixture
def slow_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "slow_library").mkdir()
    (tmp_path / "slow_library" / "__init__.py").write_text(SLOW, encoding="utf-8")
    (tmp_path / "slow_library" / "part.py").write_text("from slow_library import answer", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "slow_library_loads", 0, raising=False)
    for name in ("slow_library", "slow_library.part"):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, name)
    return "slow_library"


def loads() -> int:
    return int(sys.slow_library_loads)  # type: ignore[attr-defined]


def test_it_is_loaded_at_its_first_use(slow_library: str) -> None:
    postpone_import(slow_library)
    library = __import__(slow_library)
    assert loads() == 0
    assert (library.answer, library.answer, loads()) == (42, 42, 1)
    assert __import__(slow_library) is library


def test_a_name_imported_from_it_loads_it(slow_library: str) -> None:
    postpone_import(slow_library)
    scope: dict[str, int] = {}
    exec("from slow_library.part import answer", scope)
    assert (scope["answer"], loads()) == (42, 1)


def test_many_threads_load_it_once(slow_library: str) -> None:
    postpone_import(slow_library)
    library = __import__(slow_library)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: library.answer, range(4))) == [42] * 4
    assert loads() == 1


def test_what_it_does_not_have_is_still_an_attribute_error(slow_library: str) -> None:
    postpone_import(slow_library)
    with pytest.raises(AttributeError, match="nothing_of_it"):
        _ = __import__(slow_library).nothing_of_it


def test_what_is_loaded_or_absent_stays_so() -> None:
    before = sys.modules["pathlib"]
    postpone_import("pathlib")
    assert sys.modules["pathlib"] is before
    postpone_import("no_such_library")
    assert "no_such_library" not in sys.modules
