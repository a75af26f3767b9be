"""The folder that definitions are read from: this release's, or in a child process an earlier state of it.

Modules name their folders with :func:`definition_path` when they are imported, and many keep what they read. So the
root is chosen before anything else is imported, or never.
"""

from __future__ import annotations

from pathlib import Path

RELEASE = Path(__file__).parents[2]
_chosen = RELEASE
_asked = False


def definition_path(*parts: str) -> Path:
    """A folder or file of definitions, by its path from the root: ``definition_path("mappings", "returns")``."""
    global _asked
    _asked = True
    return _chosen.joinpath(*parts)


def choose_root(folder: Path) -> None:
    """Let every definition be read from another root, for as long as this process lasts."""
    global _chosen
    if _asked:
        raise RuntimeError("definitions were named before their root was chosen")
    _chosen = folder.resolve()
