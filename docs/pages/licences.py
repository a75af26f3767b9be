"""Licences of everything that is installed with the program, and of what only its tests need."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.pages.markdown import page, table
from mappings.ruleset.ruleset import Ruleset

LOCKS = Path(__file__).parents[2] / "locks"
#: What a package is called that many machines of the kind that we describe do not have.
LINUX = {"sys_platform": "linux", "platform_python_implementation": "CPython", "implementation_name": "cpython"}
#: Of packages whose metadata holds the licence's whole text, or none: its name, read in the file that they ship.
READ = {"axe-playwright-python": "MIT", "deflate": "MIT"}
LONGEST = 60


def pages(_ruleset: Ruleset) -> dict[str, str]:
    """``licences.md``."""
    service = dict(read_lock("service.txt"))
    tests = {name: version for name, version in read_lock("dev.txt") if name not in service}
    return {"licences.md": page("Licences", _opening(), _table(service), "## For the tests only", _table(tests))}


def read_lock(name: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package of a lock that is installed on Linux."""
    for line in (LOCKS / name).read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace():
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate(LINUX):
                yield canonicalize_name(requirement.name), next(iter(requirement.specifier)).version


def find_licence(name: str) -> str:
    """The licence's identifier or name, as the installed package's metadata says it."""
    metadata = importlib.metadata.metadata(name)
    expression, plain = metadata.get("License-Expression"), (metadata.get("License") or "").strip()
    if expression or name in READ:
        return str(expression or READ[name])
    named = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    if 0 < len(plain) <= LONGEST and "\n" not in plain:
        return plain
    return " and ".join(sorted(set(named) - {"OSI Approved"})) or "not said"


def _opening() -> str:
    return (
        "The program is under the [MIT licence](../../LICENSE); its sample data under the Open Government "
        "Licence v3.0. These are the packages that it is installed with, at the versions of `locks/service.txt`, each "
        "under the licence that its own metadata names. [What they ask of you](../howto/licences.md)."
    )


def _table(versions: dict[str, str]) -> str:
    rows = [(name, version, find_licence(name)) for name, version in sorted(versions.items())]
    return table(("package", "version", "licence"), rows)
