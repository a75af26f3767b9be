"""What a server does once before it answers: loads what is loaded late, takes it all out of garbage collection, and
lets itself have many files open."""

from __future__ import annotations

import resource
from importlib import import_module

from returnonce.garbage_collection import exempt_loaded_objects

#: They import pandera, over half a second that the first upload would otherwise wait for.
LATE_MODULES = ("indicators.figures.contract",)
#: Files and connections that may be open at once, where the machine allows it; most allow 1,024 to who does not ask.
OPEN_FILES = 65_536


def prepare_to_answer() -> None:
    """Import the late modules, and exempt what is loaded from garbage collection, so that it does not scan all
    definitions again and again while requests are answered. Raise the limit of open files to what may be asked for."""
    for name in LATE_MODULES:
        import_module(name)
    exempt_loaded_objects()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if resource.RLIM_INFINITY != soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
