"""The house: rooms that import from here, a wheel that holds them all, and nothing that should not be in git."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository import ROOT, calls, git, modules, pyproject, shipped, tracked

LARGEST = 1_500_000
#: Packages that only who works on the project needs.
NOT_SHIPPED = {"bench", "campaigns", "deploy", "docs", "judges", "locks", "release", "tests"}
#: Written in pieces, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join(("/wo" + r"rk/\w", "/ro" + r"ot/\w", "/ho" + r"me/\w+/", "/Us" + r"ers/\w", "C:" + r"\\Us"))
)
REGISTRY = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", "index" + "-url", "registry" + r"\.npm")))
CLOCKS = re.compile(r"(^|\.)(datetime|date)\.(now|today|utcnow)$|^time\.(time|localtime|gmtime)$")
#: Why a module of the rooms that hold figures may call ``float``.
BINARY_ALLOWED = {
    "collectors/figures/sheet_marks.py": "a finding says what a percentage cell shows; no figure is made of it",
    "collectors/readers/xlsx/cells.py": "a workbook stores binary numbers; they become exact decimals here",
    "returnonce/access/shared_attempts.py": "instants of attempts at passwords, in seconds",
    "returnonce/db.py": "the database's clock, in seconds",
}


@pytest.mark.parametrize("name", [Path(each).stem for each in shipped()])
def test_a_generic_name_is_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert ROOT in Path(module.__file__).resolve().parents


def test_the_wheel_holds_every_package_and_module() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_SHIPPED
    assert set(shipped()) == packages | {path.name for path in ROOT.glob("*.py")}


def test_nothing_that_ships_is_ignored_by_git() -> None:
    folders = [name for name in shipped() if not name.endswith(".py")]
    ignored = git("ls-files", "--others", "--ignored", "--exclude-standard", "--", *folders)
    assert [name for name in ignored if "__pycache__" not in name] == []


def test_every_tests_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_tests_mirror_the_rooms() -> None:
    rooms = {path.parent.name for path in (ROOT / "tests").glob("*/__init__.py")}
    assert rooms - {name for name in shipped() if (ROOT / name).is_dir()} <= {"howto", "spec"}


def test_no_large_file_is_in_git() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine", "registry"])
def test_no_address_of_a_machine_or_registry_is_in_git(pattern: re.Pattern[str]) -> None:
    texts = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in tracked())
    found = {str(path.relative_to(ROOT)): match[0] for path, text in texts if (match := pattern.search(text))}
    assert found == {}


def test_one_place_makes_workbooks_with_xlsxwriter() -> None:
    makers = {name for name, tree in modules() if any(call == "xlsxwriter.Workbook" for call, _ in calls(tree))}
    assert makers == {"returnonce/workbook.py"}


def test_one_place_reads_the_machines_clock() -> None:
    readers = {name for name, tree in modules() if any(CLOCKS.search(call) for call, _ in calls(tree))}
    assert readers == {"returnonce/clock.py"}


def test_no_figure_becomes_a_binary_float() -> None:
    rooms = modules("indicators", "mappings", "collectors", "exports", "returnonce")
    lines_by_name = {name: line for name, tree in rooms for call, line in calls(tree) if call == "float"}
    assert set(lines_by_name) - set(BINARY_ALLOWED) == set(), lines_by_name


def test_nothing_refers_to_binary_columns() -> None:
    rooms = ("indicators", "mappings", "collectors", "exports", "returnonce")
    files = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    assert [path.name for path in files if re.search(r"\bFloat(32|64)\b", path.read_text(encoding="utf-8"))] == []


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_the_lock_is_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9][\w.-]*==\d[\w.]*", line)] == []
    assert len(pins()) == len(lines)


def asked_for() -> list[Requirement]:
    project = pyproject()
    return [Requirement(text) for text in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])]


def test_the_lock_pins_what_the_project_asks_for() -> None:
    unmet = [r.name for r in asked_for() if not r.specifier.contains(pins().get(canonicalize_name(r.name), "0"))]
    assert unmet == []


def test_the_lock_pins_what_those_need_in_turn() -> None:
    waiting, seen = asked_for(), set[str]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen and not requirement.extras:
            continue
        seen.add(name)
        needs = map(Requirement, importlib.metadata.requires(requirement.name) or [])
        extras = requirement.extras or {""}
        waiting += [n for n in needs if n.marker is None or any(n.marker.evaluate({"extra": e}) for e in extras)]
    assert seen - set(pins()) == set()
