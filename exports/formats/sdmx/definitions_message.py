"""The SDMX structure message of all returns: one structure, a dataflow each, the lists that its values come from, and
maps between returns where a line of one is an exact copy of a line of another.

Lines and breakdowns are value lists: their codes are the recipients' own, with blanks and equals signs, which codes of
an SDMX code list may not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from pysdmx.model import (
    Code,
    Codelist,
    ComponentMap,
    DataType,
    ImplicitComponentMap,
    RepresentationMap,
    StructureMap,
    ValueMap,
)
from pysdmx.model.__base import MaintainableArtefact

from exports.formats.sdmx.components import load_components
from exports.formats.sdmx.structure import AGENCY, list_common, make_dataflow, render
from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import Line

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Lists follow the definitions, so their version never is a final one; the ``Ruleset`` header names the definitions.
DRAFT = "1.0.0-draft"
COPY = "copy"
#: What a copied cell takes over; the rest of its components are of the return that it stands in.
TAKEN_OVER = (
    "REF_AREA", "BREAKDOWN", "TIME_PERIOD", "OBS_VALUE", "NUMERATOR", "DENOMINATOR", "OBS_STATUS", "CONF_STATUS",
    "SYMBOL", "REASON", "UNIT_MEASURE", "PER", "INDICATOR", "PERIOD", "STATUS",
)  # fmt: skip
_MAP = "urn:sdmx:org.sdmx.infomodel.structuremapping.RepresentationMap"
_FLOW = "urn:sdmx:org.sdmx.infomodel.datastructure"


def write_definitions(ruleset: Ruleset, returns: Collection[str] = ()) -> bytes:
    """The message (SDMX-JSON 2.0) of these returns, or of all.

    Raises:
        NotFound: there is no such return.
    """
    definitions = {code: ruleset.return_named(code) for code in returns or ruleset.returns}
    lines = {code: list(each.lines) for code, each in definitions.items()}
    flows = [make_dataflow(code, each.title) for code, each in definitions.items()]
    return render([*list_common(), *flows, *_list_values(ruleset, lines), *_list_maps(lines)])


def sdmx_id(code: str) -> str:
    """A code of ours as SDMX writes ids: capitals, and no hyphens."""
    return code.replace("-", "_").upper()


def _list_values(ruleset: Ruleset, lines: Mapping[str, list[Line]]) -> Iterator[Codelist]:
    rows = [line for each in lines.values() for line in each]
    used = sorted({line.object_id for line in rows if line.object_id in ruleset.catalogue})
    indicators = {code: ruleset.catalogue[code].title for code in used}
    yield _value_list("CL_INDICATOR", "Indicators of our catalogue", indicators, kind="codelist")
    areas = {area.code: area.name for area in ruleset.areas.all()}
    yield _value_list("CL_AREA", "Areas, former ones too", areas, kind="codelist")
    breakdowns = {line.breakdown: line.breakdown for line in rows}
    yield _value_list("VL_BREAKDOWN", "Parts of the population that a line may ask for", breakdowns)
    for code, each in lines.items():
        labels = {line.subject_id: line.subject_label for line in each}
        yield _value_list(f"VL_LINE_{sdmx_id(code)}", f"Lines of {code}", labels)


def _value_list(name: str, title: str, items: Mapping[str, str], *, kind: str = "valuelist") -> Codelist:
    codes = [Code(code, name=label) for code, label in items.items()]
    return Codelist(name, agency=AGENCY, version=DRAFT, name=title, sdmx_type=kind, items=codes)  # type: ignore[arg-type]


def _list_maps(lines: Mapping[str, list[Line]]) -> Iterator[MaintainableArtefact]:
    for source, target in permutations(lines, 2):
        copies = sorted(_list_copies(lines[source], lines[target]), key=lambda one: one.source)
        if copies:
            name = f"{sdmx_id(source)}__{sdmx_id(target)}"
            title = f"Lines of {source} that are exact copies of lines of {target}"
            yield RepresentationMap(
                f"RM_{name}", agency=AGENCY, version=DRAFT, name=title, source=DataType.STRING, target=DataType.STRING,
                maps=copies,
            )  # fmt: skip
            yield _structure_map(name, source, target)


def _structure_map(name: str, source: str, target: str) -> StructureMap:
    values = f"{_MAP}={AGENCY}:RM_{name}({DRAFT})"
    known = {part.id for part in load_components()}
    same = [ImplicitComponentMap(part, part) for part in TAKEN_OVER if part in known]
    return StructureMap(
        f"SM_{name}", agency=AGENCY, version=DRAFT, name=f"Cells of {source} as cells of {target}",
        source=_flow_urn(source), target=_flow_urn(target), maps=[ComponentMap("LINE", "LINE", values), *same],
    )  # fmt: skip


def _flow_urn(code: str) -> str:
    return f"{_FLOW}.{make_dataflow(code).short_urn}"


def _list_copies(sources: Iterable[Line], targets: Iterable[Line]) -> Iterator[ValueMap]:
    """Exact copies of the same figure; a line with several of them on the other side has no one value there."""
    by_figure: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in targets:
        if _is_copy(line):
            by_figure[_figure(line)].append(line)
    for line in sources:
        others = by_figure[_figure(line)] if _is_copy(line) else []
        span = _common_span(line, others[0]) if len(others) == 1 else None
        if span is not None:
            yield ValueMap(source=line.subject_id, target=others[0].subject_id, valid_from=span[0], valid_to=span[1])


def _is_copy(line: Line) -> bool:
    return line.predicate_id == EXACT and line.transform == COPY


def _figure(line: Line) -> tuple[object, ...]:
    return line.object_id, line.breakdown, line.population_base, line.unit


def _common_span(one: Line, other: Line) -> tuple[datetime | None, datetime | None] | None:
    """Days on which both hold, the first and the last; None where none does. Our ends are the first day after."""
    starts = [line.valid_from for line in (one, other) if isinstance(line.valid_from, date)]
    ends = [line.valid_to for line in (one, other) if isinstance(line.valid_to, date)]
    first, end = max(starts, default=None), min(ends, default=None)
    if first is not None and end is not None and first >= end:
        return None
    return _instant(first), _instant(end - timedelta(days=1) if end else None)


def _instant(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
