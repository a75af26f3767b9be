"""A made-up catalogue, five returns and one place, written as definition files.

Areas are the real ones. Everything else is invented and says so; the product's own loaders read it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.made_up_names import AGENCY, COUNCILS, PLACE, RETURNS, councils
from indicators.areas.area_files import Area
from mappings.definitions.return_definitions import Line
from tests.repository import ROOT
from tests.shipped import load_areas

#: Of the catalogue and figures that docs/bench.md tells of.
SEED = 20091
#: Names as unlike as real ones are, so that a misspelt code has few that are near it.
_WHO = ("adopters", "apprentices", "babies", "carers", "drivers", "foster homes", "graduates", "householders",
        "landlords", "mothers", "pupils", "tenants", "visitors", "young offenders")  # fmt: skip
_WHAT = ("housed", "immunised", "insulated", "interviewed", "paid in full", "reconciled", "screened", "taught",
         "transported", "waiting")  # fmt: skip
_WHEN = ("at Christmas", "by moonlight", "every Friday", "in spring", "over lunch")
#: Of every twenty indicators: twelve percentages, four rates, three counts, one score.
_KINDS = (
    *[{"unit": "percentage", "per": 100, "decimals": 1, "parts": True}] * 12,
    {"unit": "rate", "per": 1000, "decimals": 1, "parts": True},
    {"unit": "rate", "per": 10000, "decimals": 2, "parts": True},
    *[{"unit": "rate", "per": 100000, "decimals": 1, "parts": True}] * 2,
    *[{"unit": "count", "per": 1, "decimals": 0, "parts": False}] * 3,
    {"unit": "score", "per": 1, "decimals": 1, "parts": False},
)
#: Definitions that do not depend on the size; the rest is made up.
COPIED = (
    "indicators/areas", "indicators/breakdowns", "indicators/factors", "indicators/records", "mappings/burden",
    "mappings/calendars", "mappings/editions", "mappings/findings", "mappings/inspection_lists", "mappings/jobs",
    "mappings/overlap", "mappings/schedule",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much is made up. Figures are as many as indicators, areas and months multiplied.

    ``after``: so many months after the first the upload begins.
    """

    indicators: int = 700
    areas: int = 152
    months: int = 1
    seed: int = SEED
    after: int = 0

    @property
    def rows(self) -> int:
        """Rows of the upload."""
        return self.indicators * self.areas * self.months


def write_tree(root: Path, size: Size) -> None:
    """A whole tree of definition files under ``root``, to be read by ``load_ruleset(folders=[root])``."""
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder)
    for table in (ROOT / "mappings").glob("*.tsv"):
        _write_empty_like(table, root / "mappings" / table.name)
    indicators = synthetic_indicators(size)
    for indicator in indicators:
        _write_yaml(root / "indicators" / "catalogue" / "bench" / f"{indicator['code']}.yaml", indicator)
    for code, its_indicators in by_return(indicators).items():
        _write_return(root / "mappings" / "returns" / code, code, its_indicators)
    _write_place(root / "mappings" / "places" / PLACE, synthetic_areas(size))


def synthetic_areas(size: Size) -> list[Area]:
    """The first ``size.areas`` councils of upper tier that stood in the bench's month, region by region."""
    return [area for _, area in councils(load_areas())[: size.areas]]


def synthetic_indicators(size: Size) -> list[dict[str, Any]]:
    """What their files say. Under another seed other names are percentages, rates, counts and scores."""
    shift = size.seed - SEED
    return [_indicator(number, number + shift) for number in range(size.indicators)]


def by_return(indicators: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Each indicator on one line of one return, in order."""
    share = -(-len(indicators) // len(RETURNS))
    return {code: indicators[n * share : (n + 1) * share] for n, code in enumerate(RETURNS)}


def _indicator(number: int, name_number: int) -> dict[str, Any]:
    kind = _KINDS[number % len(_KINDS)]
    adds = "none" if kind["unit"] == "score" else "sum"
    who = _WHO[name_number % 14]
    name = f"{who} {_WHAT[name_number // 14 % 10]} {_WHEN[name_number // 140 % 5]}"
    return {
        "code": name.lower().replace(" ", "-"),
        "title": name.capitalize(),
        "definition": f"Made up for the bench: it counts {name} where nothing real is counted.",
        **kind,
        "polarity": "high_is_good" if number % 2 else "low_is_good",
        "numerator": name,
        "denominator": f"all {who}" if kind["parts"] else "not applicable",
        "population_base": "resident",
        "period_kind": "month",
        "adds_over_time": adds,
        "adds_over_area": adds,
        "agency_of_record": "council",
        "in_force": {"from": "2008-04-01", "to": None},
        "sources": [{"text": "made up for the bench"}],
        "confidence": "low",
    }


def _write_return(folder: Path, code: str, indicators: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True)
    rows = [_line(code, number, indicator) for number, indicator in enumerate(indicators, start=1)]
    table = [list(Line.model_fields), *([row.get(name, "") for name in Line.model_fields] for row in rows)]
    (folder / "lines.tsv").write_text("".join("\t".join(row) + "\n" for row in table), encoding="utf-8")
    _write_yaml(folder / "FY2009-10.yaml", _edition(code))


def line_name(return_code: str, number: int) -> str:
    """As ``THIRD 12``."""
    return f"{return_code.removeprefix('bench-').upper()} {number}"


def line_label(indicator: dict[str, Any]) -> str:
    """The measure in the return's own words."""
    return f"{indicator['title']}, as the line has it"


def _line(return_code: str, number: int, indicator: dict[str, Any]) -> dict[str, str]:
    example = 25 * indicator["per"] / 100 if indicator["parts"] else 25
    return {
        "subject_id": line_name(return_code, number),
        "subject_label": line_label(indicator),
        "predicate_id": "skos:exactMatch",
        "object_id": indicator["code"],
        "mapping_justification": "semapv:ManualMappingCuration",
        "confidence": "0.9",
        "author_label": "Return Once",
        "mapping_date": "2026-11-21",
        "transform": "copy",
        "valid_from": "2008-04-01",
        "population_base": "resident",
        "breakdown": "total",
        "example_in": "n=25;d=100" if indicator["parts"] else "v=25",
        "example_out": f"{example:.{indicator['decimals']}f}",
        "section": f"Section {1 + number // 20}",
        "route": "council",
        "route_confidence": "low",
        "body": "any_council",
        "unit": indicator["unit"],
        "decimals": str(indicator["decimals"]),
        "polarity": indicator["polarity"],
        "frequency": "monthly",
        "code_confidence": "high",
    }


def _edition(code: str) -> dict[str, Any]:
    return {
        "return": code,
        "edition": "FY2009-10",
        "title": code.replace("-", " ").capitalize() + " return",
        "recipient": "nobody",
        "legal_basis": "none: made up for the bench",
        "in_force": {"from": "2008-04-01", "to": None},
        "area_kinds": [kind.replace("_", "-") for kind in COUNCILS],
        "period_kinds": ["month"],
        "due": {"anchor": "period_end", "working_days": 10, "assumed": True, "source": "made up for the bench"},
        "layout": "plain",
        "formats": ["xlsx", "csv", "json"],
        "rounding": "half_up",
        "symbols": {},
        "disclosure": {"regulator": "true figures"},
        "sources": ["made up for the bench"],
        "confidence": "low",
    }


def _write_place(folder: Path, areas: list[Area]) -> None:
    codes = [area.code for area in areas]
    returns = [{"return": code, "areas": codes, "from": "2008-M04", "illustrative": True} for code in RETURNS]
    place = {"name": PLACE, "title": "All of England", "areas": codes, "illustrative": True,
             "returns": returns, "sources": ["made up for the bench"]}  # fmt: skip
    _write_yaml(folder / "place.yaml", place)
    header = "code\tname\tkind\troles\tareas\tfrom\tto\tsuccessor\tsource"
    row = f"{AGENCY}\tOne council for all\tcouncil\tcouncil\t{'|'.join(codes)}\tnot established\t\t\tmade up"
    (folder / "agencies.tsv").write_text(f"{header}\n{row}\n", encoding="utf-8")


def _write_empty_like(table: Path, path: Path) -> None:
    """The headings of one of the project's own tables, without its rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def _write_yaml(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
