"""The SDMX structure of all returns: pysdmx reads it under its default validation, and our data fit it."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from pysdmx.io import read_sdmx
from pysdmx.model import Codelist, DataStructureDefinition, RepresentationMap, StructureMap

from exports.filled_returns.machine_files import render_machine_files
from exports.formats.sdmx.definitions_message import sdmx_id, write_definitions
from mappings.definitions.return_definitions import Line
from returnonce.errors import NotFound
from tests.exports.builders import filled
from tests.shipped import load_ruleset

#: IDType of the SDMX 3.0 schemas.
ID = re.compile(r"[A-Za-z0-9_@$\-]+")


@pytest.fixture(scope="module")
def structures() -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(read_sdmx(write_definitions(load_ruleset()).decode()).structures)


def of(structures: list[Any], kind: type) -> dict[str, Any]:
    return {each.id: each for each in structures if type(each) is kind}


def test_every_id_is_one_by_the_rules_of_sdmx(structures: list[Any]) -> None:
    assert all(ID.fullmatch(each.id) for each in structures)
    for each in of(structures, Codelist).values():
        codes = [code.id for code in each.items]
        assert len(codes) == len(set(codes))
        # Values of a value list are free; that is why lines are one.
        assert each.sdmx_type == "valuelist" or all(ID.fullmatch(code) for code in codes), each.id


def test_a_published_file_fits_the_structure_and_its_lists(structures: list[Any]) -> None:
    files = {name: data for name, _, data in render_machine_files(filled())}
    own = next(data for name, data in files.items() if name.endswith(".sdmx-structure.json"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        of_file = of(list(read_sdmx(own.decode()).structures), DataStructureDefinition)
    definition = of(structures, DataStructureDefinition)["FILLED_RETURN"]
    assert of_file == {"FILLED_RETURN": definition}
    table = next(data for name, data in files.items() if name.endswith(".sdmx.csv")).decode()
    rows = list(csv.DictReader(StringIO(table)))
    names = [component.id for component in definition.components]
    assert list(rows[0]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *names]
    lists = of(structures, Codelist)
    for name in ("OBS_STATUS", "CONF_STATUS"):
        assert {row[name] for row in rows} <= {code.id for code in lists[f"CL_{name}"].items}
    assert all(row[each.id] for row in rows for each in definition.components if each.required)


def test_lists_hold_the_lines_and_indicators_of_the_returns(structures: list[Any]) -> None:
    ruleset, lists = load_ruleset(), of(structures, Codelist)
    for code, each in ruleset.returns.items():
        lines = {line.subject_id: line.subject_label for line in each.lines}
        assert {item.id: item.name for item in lists[f"VL_LINE_{sdmx_id(code)}"].items} == lines
    used = {line.object_id for each in ruleset.returns.values() for line in each.lines}
    assert {item.id for item in lists["CL_INDICATOR"].items} == used & ruleset.catalogue.keys()


def pairs(source: list[Line], target: list[Line]) -> Iterator[tuple[str, str]]:
    """The slow way: every line with every line."""
    for one in source:
        others = [other for other in target if _same(one, other)]
        if len(others) == 1 and _overlap(one, others[0]):
            yield one.subject_id, others[0].subject_id


def _same(one: Line, other: Line) -> bool:
    exact = all((each.predicate_id, each.transform) == ("skos:exactMatch", "copy") for each in (one, other))
    names = ("object_id", "breakdown", "population_base", "unit")
    return exact and all(getattr(one, name) == getattr(other, name) for name in names)


def _overlap(one: Line, other: Line) -> bool:
    def holds(line: Line, day: date) -> bool:
        after = not isinstance(line.valid_from, date) or line.valid_from <= day
        return after and (not isinstance(line.valid_to, date) or day < line.valid_to)

    return any(holds(one, date(year, month, 1)) and holds(other, date(year, month, 1))
               for year in range(2000, 2030) for month in range(1, 13))  # fmt: skip


def test_maps_are_the_exact_copies_between_two_returns(structures: list[Any]) -> None:
    ruleset, maps = load_ruleset(), of(structures, RepresentationMap)
    found = set()
    for source, one in ruleset.returns.items():
        for target, other in ruleset.returns.items():
            name = f"RM_{sdmx_id(source)}__{sdmx_id(target)}"
            expected = sorted(pairs(list(one.lines), list(other.lines))) if source != target else []
            assert (
                sorted((each.source, each.target) for each in maps[name].maps) == expected
                if expected
                else (name not in maps)
            )
            found |= {name} if expected else set()
    assert found == maps.keys()
    assert len(found) >= 4
    for each in of(structures, StructureMap).values():
        (lines,) = (part for part in each.maps if getattr(part, "values", None))
        assert (lines.source, lines.target) == ("LINE", "LINE")
        assert str(lines.values if isinstance(lines.values, str) else lines.values.id).count(each.id[3:]) == 1


def test_validity_ends_on_the_last_day_on_which_both_hold(structures: list[Any]) -> None:
    dated = [each for one in of(structures, RepresentationMap).values() for each in one.maps if each.valid_to]
    assert {each.valid_to.date() for each in dated} >= {date(2011, 3, 31)}
    assert all(each.valid_from is None or each.valid_from <= each.valid_to for each in dated)


def test_it_is_narrowed_to_the_returns_that_are_asked_for() -> None:
    ruleset = load_ruleset()
    message = read_sdmx(write_definitions(ruleset, ["vital-signs"]).decode())
    assert [each.id for each in message.get_dataflows()] == ["VITAL_SIGNS"]
    assert not of(list(message.structures), RepresentationMap)
    with pytest.raises(NotFound):
        write_definitions(ruleset, ["none"])
