"""Which packs are switched on at a place: what one that is switched off takes along, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mappings.ruleset.app_context import AppContext
from returnonce.clock import SystemClock
from returnonce.errors import Conflict, NotFound
from returnonce.settings import Settings
from tests.api.pages.administration.test_places import AGENCIES
from upkeep.workspace.place_changes import check_change
from upkeep.workspace.place_packs import switch_pack_off

START = "name: kent\ntitle: Kent\nareas: [E10000016]\nillustrative: false\nsources: [a test]\n"
NATIONAL = "- {return: national-indicators, areas: [E10000016], from: FY2009-10, illustrative: false}\n"
CENSUS = "- {return: cin, areas: [E10000016], from: FY2025-26, illustrative: false}\n"
ADULTS = "- {return: ascof, areas: [E10000016], from: FY2025-26, illustrative: false}\n"


def _open(folder: Path, more: str) -> AppContext:
    (folder / "places" / "kent").mkdir(parents=True)
    (folder / "places" / "kent" / "place.yaml").write_text(START + more, encoding="utf-8")
    (folder / "places" / "kent" / "agencies.tsv").write_text(AGENCIES, encoding="utf-8")
    return AppContext(Settings(home=folder / "store", places=folder / "places"), SystemClock())


def _switch_off(context: AppContext, pack: str) -> dict[str, object]:
    change = switch_pack_off(context, "kent", pack)
    check_change(context, change)
    content: dict[str, object] = yaml.safe_load(change.texts["place.yaml"])
    return content


def test_its_returns_and_schedules_go_with_it_and_others_stay(tmp_path: Path) -> None:
    schedules = "schedules:\n- {pack: returns-2026, areas: [E10000016], from: FY2025-26}\n"
    context = _open(tmp_path, f"returns:\n{CENSUS}{ADULTS}{schedules}packs: [children, adults, returns-2026]\n")
    left = _switch_off(context, "children")
    assert left["packs"] == ["adults", "returns-2026"]
    assert [entry["return"] for entry in left["returns"]] == ["ascof"]  # type: ignore[attr-defined]
    assert left["schedules"]
    assert _switch_off(context, "returns-2026")["schedules"] == []


def test_a_place_that_named_none_loses_also_what_rests_on_it(tmp_path: Path) -> None:
    context = _open(tmp_path, f"returns:\n{NATIONAL}{ADULTS}")
    assert "and with it" in switch_pack_off(context, "kent", "children").what
    left = _switch_off(context, "children")
    assert {"children", "nis-2008"}.isdisjoint(left["packs"])  # type: ignore[arg-type]
    assert "adults" in left["packs"]  # type: ignore[operator]
    assert [entry["return"] for entry in left["returns"]] == ["ascof"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("pack", "error"),
    [("gnomes", NotFound), ("base", Conflict), ("adults", Conflict), ("children", Conflict)],
)
def test_what_cannot_be_switched_off_is_said(tmp_path: Path, pack: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        switch_pack_off(_open(tmp_path, f"returns:\n{NATIONAL}packs: [nis-2008]\n"), "kent", pack)
