"""What operators are given can be read by what reads it: units, compose file, Caddyfile, Containerfile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from commands.verbs import read_verbs
from returnonce.settings import PREFIX, Settings
from tests.repository import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
#: Debian's docker-compose brings the schema of the Compose Specification.
SCHEMA = Path("/usr/lib/python3/dist-packages/compose/config/compose_spec.json")
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    # Ours is stricter, and knows no merging of keys.
    content: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return content


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    program = "/opt/returnonce/bin/returnonce"
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert f"ExecStart={program} " in text
        # It looks whether the program is there.
        (tmp_path / unit.name).write_text(text.replace(program, "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "returnonce" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_verb_as_nobody_special(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    [verb] = re.findall(r"^ExecStart=\S+ (\w+)", text, re.MULTILINE)
    assert verb in read_verbs()
    assert {"User=returnonce", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077"} <= set(text.splitlines())


@pytest.mark.skipif(
    not SCHEMA.exists(), reason="the Compose Specification's schema is not here (docker-compose has it)"
)
def test_the_compose_file_is_of_the_specification(compose: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    faults = jsonschema.Draft7Validator(schema).iter_errors(compose)
    assert [f"{list(fault.path)}: {fault.message}" for fault in faults] == []


def test_the_compose_file_has_the_topology_and_names_what_is_there(compose: dict[str, Any]) -> None:
    """Our own small check: no reader of compose files was at hand."""
    services = compose["services"]
    verbs = [service["command"][0] for service in services.values() if "command" in service]
    assert sorted(verbs) == ["schedule", "serve", "serve", "work", "work"]
    assert set(verbs) <= set(read_verbs())
    for name, service in services.items():
        volumes = [volume.partition(":")[0] for volume in service.get("volumes", ())]
        assert [one for one in volumes if not one.startswith("./") and one not in compose["volumes"]] == [], name
        assert [one for one in volumes if one.startswith("./") and not (ROOT / one).exists()] == [], name
        assert set(service["networks"]) <= set(compose["networks"]), name
        assert set(service.get("depends_on", ())) <= set(services), name
        assert {key for key in service.get("environment", ()) if key.startswith(PREFIX)} <= SETTINGS, name
    ours = [service for service in services.values() if "command" in service]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in ours)
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    variables = set(re.findall(r"\$\{[^}]*\}", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert variables == {"${DATABASE_PASSWORD:?}", "${PUBLIC_NAME:?}", "${MASTER_KEY:?}", "${SIGNING_KEY:?}"}
    manual = (ROOT / "docs" / "howto" / "run-in-containers.md").read_text(encoding="utf-8")
    assert [name for name in variables if f"\n{name[2:-3]}=" not in manual] == []


def test_the_believed_proxy_is_the_proxy(compose: dict[str, Any]) -> None:
    address = compose["services"]["proxy"]["networks"]["edge"]["ipv4_address"]
    believed = {one.get("environment", {}).get("RETURNONCE_PROXY") for one in compose["services"].values()} - {None}
    assert believed == {address}


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed (.ci/run installs Debian's)")
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    named = {"PUBLIC_NAME": "returns.council.example", "UPSTREAMS": "127.0.0.1:1 127.0.0.1:2", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["caddy", "adapt", "--config", str(ROOT / "deploy" / "Caddyfile"), "--validate"],
        env={**os.environ, **named}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"dial"') == 2


def test_the_image_is_not_roots_and_installs_by_hash() -> None:
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["10001:10001"]
    assert "HEALTHCHECK" in last
    assert "--require-hashes --no-deps -r locks/service.txt" in CONTAINERFILE
    assert "--no-deps --no-build-isolation ." in CONTAINERFILE
    assert set(re.findall(rf"({PREFIX}\w+)=", CONTAINERFILE)) <= SETTINGS
    copied = [
        one for line in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE) for one in line.split()
    ]
    assert [one for one in copied if not (ROOT / one).exists()] == []


def test_what_is_kept_out_of_an_image_is_the_same_for_both_engines() -> None:
    assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()
