"""The table of claims names nothing that is not there, and says of each what is missing."""

from __future__ import annotations

import csv
import json
import re

import pytest

from commands.verbs import read_verbs
from mappings.definitions.lines import EXACT
from tests.repository import ROOT
from tests.shipped import load_ruleset

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "claims.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| claim |")
]
NAMED = sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[3])})
COMMANDS = {verb.name for verb in read_verbs().values()}
ADDRESSES = json.loads((ROOT / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))["paths"].keys()


def _list_pages() -> set[str]:
    """The pages that the browser's tests look at."""
    with (ROOT / "tests" / "api" / "pages" / "page_states.tsv").open(encoding="utf-8", newline="") as file:
        return {row["page"] for row in csv.DictReader(file, delimiter="\t")}


@pytest.mark.parametrize("name", NAMED)
def test_what_a_claim_names_is_there(name: str) -> None:
    if name.startswith("returnonce "):
        assert name.removeprefix("returnonce ") in COMMANDS
    elif name.startswith("/"):
        assert name in ADDRESSES | _list_pages()
    else:
        assert (ROOT / name).is_file()


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_each_claim_says_where_it_is_met_or_what_is_missing(row: list[str]) -> None:
    _, source, met, where, missing = row
    assert source in {"TP", "NS"}
    assert "`" in where
    assert met in {"met", "partly", "not met"}
    assert missing
    assert met == "met" or not missing.startswith("nothing")


def test_the_numbers_of_the_returns_are_those_of_the_table() -> None:
    """198 National Indicators, and 19 of 72 Vital Signs that are exactly one of them."""
    national, signs = (load_ruleset().returns[code].lines for code in ("national-indicators", "vital-signs"))
    indicators = {line.object_id for line in national if line.predicate_id == EXACT}
    shared = {line.subject_id for line in signs if line.predicate_id == EXACT and line.object_id in indicators}
    assert len({line.subject_id.partition(".")[0] for line in national}) == 198
    assert f"{len(shared)} of {len({line.subject_id for line in signs})} lines" in str(ROWS)
