"""The locks pin by hash what the project asks for, and a release is refused away from its tag."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.pages.licences import find_licence, read_lock
from release import build
from release.build import NotReleasable, check_tag
from returnonce import VERSION
from tests.repository import ROOT, pyproject
from tests.test_layout import asked_for, pins

LOCKS = sorted(path.name for path in (ROOT / "locks").glob("*.txt"))
#: Beside the environment, since pandas would slow every command down; and what installs the rest.
APART = {"pandas", "pyarrow"}
ENTRY = re.compile(r"([a-z0-9][a-z0-9._-]*)==(\S+?)(?: ; [^\\\n]+?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def entries(name: str) -> dict[str, str]:
    text = (ROOT / "locks" / name).read_text(encoding="utf-8")
    return {canonicalize_name(found[1]): found[2] for found in ENTRY.finditer(text)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_names_versions_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "locks" / name).read_text(encoding="utf-8")
    assert ENTRY.sub("", text) == ""
    assert entries(name)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_what_constraints_pin(name: str) -> None:
    # What makes the SBOM is in no environment of ours.
    differ = {
        one: (version, pins()[one]) for one, version in entries(name).items() if pins().get(one, version) != version
    }
    assert differ == {}


def test_the_locks_hold_all_that_is_asked_for() -> None:
    assert set(pins()) - set(entries("dev.txt")) == APART
    assert set(entries("beside.txt")) == APART
    wanted = {canonicalize_name(Requirement(text).name) for text in pyproject()["project"]["dependencies"]}
    assert wanted - set(entries("service.txt")) == set()
    assert {canonicalize_name(one.name) for one in asked_for()} - set(entries("dev.txt")) == set()
    assert {"hatchling", "editables"} <= set(entries("service.txt"))
    assert {"cyclonedx-bom", "hatchling"} <= set(entries("release.txt"))


def test_every_licence_is_known() -> None:
    names = {name for lock in ("service.txt", "dev.txt") for name, _ in read_lock(lock)}
    assert [name for name in sorted(names) if find_licence(name) == "not said"] == []


@pytest.mark.parametrize(
    ("status", "tags", "says"),
    [
        (" M cli.py\n", f"v{VERSION}\n", "not committed"),
        ("", "", f"v{VERSION}"),
        ("", "v0.0.1\n", f"v{VERSION}"),
        ("", f"v0.0.1\nv{VERSION}\n", None),
    ],
)
def test_a_release_is_made_at_its_tag(
    monkeypatch: pytest.MonkeyPatch, status: str, tags: str, says: str | None
) -> None:
    monkeypatch.setattr(build, "_git", lambda verb, *_: status if verb == "status" else tags)
    if says is None:
        check_tag()
        return
    with pytest.raises(NotReleasable, match=says):
        check_tag()
