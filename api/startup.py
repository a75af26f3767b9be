"""What a server does once before it answers: loads what is loaded late, and takes it all out of garbage collection."""

from __future__ import annotations

from importlib import import_module

from returnonce.garbage_collection import exempt_loaded_objects

#: They import pandera, over half a second that the first upload would otherwise wait for.
LATE_MODULES = ("indicators.figures.contract",)


def prepare_to_answer() -> None:
    """Import the late modules, and exempt what is loaded from garbage collection, so that it does not scan all
    definitions again and again while requests are answered."""
    for name in LATE_MODULES:
        import_module(name)
    exempt_loaded_objects()
