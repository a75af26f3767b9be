"""Which returns a council makes: those of its packs that are in force and made by its kind of authority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period, PeriodKind
from mappings.definitions.returns import Return
from upkeep.workspace.councils import Council

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

RETURNS, RECORD_RETURNS = "mappings/returns/", "mappings/record_returns/"
SCHEDULED = "mappings/scheduled_returns/"


def list_place_returns(
    ruleset: Ruleset, council: Council, first_year: Period, packs: Sequence[str]
) -> list[dict[str, object]]:
    """Entries of a place file, from the first year on."""
    paths = [path for name in packs for path in ruleset.packs[name].paths]
    figures = sorted({path.split("/")[2] for path in paths if path.startswith(RETURNS)})
    records = sorted({path.split("/")[2].removesuffix(".yaml") for path in paths if path.startswith(RECORD_RETURNS)})
    made = [code for code in figures if _is_made(ruleset.returns[code], council, first_year)]
    return [
        *(_make_entry(code, council, first_year.code) for code in made),
        *(_make_record_entry(ruleset, code, council, first_year) for code in records),
    ]


def list_place_schedules(
    ruleset: Ruleset, council: Council, first_year: Period, packs: Sequence[str]
) -> list[dict[str, object]]:
    """Entries of a place file for the packs that schedule returns; districts of a county keep their own."""
    scheduling = [name for name in packs if any(path.startswith(SCHEDULED) for path in ruleset.packs[name].paths)]
    return [{"pack": name, "areas": [council.area.code], "from": first_year.code} for name in scheduling]


def find_first_period(kinds: Sequence[PeriodKind], year: Period) -> str:
    """The first period of one of the kinds in a financial year."""
    if "financial_year" in kinds:
        return year.code
    return f"{year.start.year}-M{year.start.month:02d}" if "month" in kinds else year.start.isoformat()


def _is_made(definition: Return, council: Council, year: Period) -> bool:
    edition = definition.edition_for(year)
    return edition is not None and council.area.kind.replace("_", "-") in edition.area_kinds


def _make_record_entry(ruleset: Ruleset, code: str, council: Council, year: Period) -> dict[str, object]:
    entry = _make_entry(code, council, find_first_period(ruleset.record_returns[code].period_kinds, year))
    return entry | ({"records": True} if code in ruleset.returns else {})


def _make_entry(code: str, council: Council, first: str) -> dict[str, object]:
    return {"return": code, "areas": [council.area.code], "from": first, "illustrative": False}
