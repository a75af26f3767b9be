"""A library that takes longer to load than a small command to answer, loaded by whatever first asks something of it."""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

_LOCK = RLock()


def postpone_import(name: str) -> None:
    """From now on ``import name`` costs nothing, and the first use of anything in it loads it.

    What is loaded already stays loaded; what is not installed stays absent. The standard library's ``LazyLoader`` does
    not do here: it loads at the second ``import`` of the same library.
    """
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    module.__class__ = _PostponedModule
    sys.modules[name] = module


class _PostponedModule(ModuleType):
    """A module that is loaded as the first of its names is looked up; other threads wait for that."""

    def __getattr__(self, name: str) -> Any:
        with _LOCK:
            # A library that is being loaded looks for names of its own, too.
            if type(self) is _PostponedModule and "_is_loading" not in self.__dict__:
                _load(self)
        return ModuleType.__getattribute__(self, name)


def _load(module: ModuleType) -> None:
    spec = module.__spec__
    assert spec is not None
    assert spec.loader is not None
    module.__dict__["_is_loading"] = True
    try:
        spec.loader.exec_module(module)
    finally:
        del module.__dict__["_is_loading"]
    module.__class__ = ModuleType
