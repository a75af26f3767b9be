"""All mappings as one list, narrowed as a reader asks, and as one file of the SSSOM standard."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import yaml

from mappings.definitions.return_definitions import Line, Predicate
from mappings.definitions.word_search import has_words, split_words

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: The slots of SSSOM 1.0 that we have, in the standard's order; then our own, which the header declares.
SLOTS = (
    "subject_id", "subject_label", "subject_category", "predicate_id", "object_id", "object_label",
    "mapping_justification", "author_label", "reviewer_label", "mapping_date", "subject_source", "object_source",
    "confidence", "comment",
)  # fmt: skip
OWN_SLOTS = (
    "transform", "valid_from", "valid_to", "population_base", "breakdown", "unit", "decimals", "polarity", "frequency",
    "route",
)  # fmt: skip
LINE, INDICATOR, OWN = "urn:returnonce:line:", "urn:returnonce:indicator:", "urn:returnonce:mapping:"
PREFIXES = {
    "indicator": INDICATOR, "own": OWN, "returns": "urn:returnonce:return:", "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
LICENCE = "https://opensource.org/license/mit"


class MappingRow(NamedTuple):
    """One row of a return's lines."""

    return_code: str
    line: Line


@dataclass(frozen=True)
class MappingFilter:
    """Which mappings: of these returns and indicators, with these predicates, whose texts have all words of ``q``."""

    returns: Collection[str] = ()
    indicators: Collection[str] = ()
    predicates: Collection[Predicate] = ()
    q: str | None = None


def list_mappings(ruleset: Ruleset, mapping_filter: MappingFilter) -> list[MappingRow]:
    """By return, in the order of its lines.

    Raises:
        NotFound: there is no such return.
    """
    words = split_words(mapping_filter.q)
    codes = [ruleset.return_named(code).code for code in mapping_filter.returns] or list(ruleset.returns)
    rows = (MappingRow(code, line) for code in codes for line in ruleset.returns[code].lines)
    return [row for row in rows if _is_chosen(row.line, mapping_filter) and _has_words(ruleset, words, row)]


def describe_mappings(ruleset: Ruleset, mapping_filter: MappingFilter) -> dict[str, Any]:
    """The same as JSON can hold it."""
    rows = list_mappings(ruleset, mapping_filter)
    return {"mappings": [{"return": code, **line.model_dump(mode="json")} for code, line in rows]}


def write_sssom_set(ruleset: Ruleset, mapping_filter: MappingFilter) -> bytes:
    """SSSOM/TSV: a header of comments with prefixes, licence and our own slots, then one row for each mapping."""
    rows = list_mappings(ruleset, mapping_filter)
    out = StringIO()
    header = _make_header(ruleset, {row.return_code for row in rows})
    out.writelines(f"# {line}\n" for line in header.splitlines())
    table = csv.DictWriter(out, (*SLOTS, *OWN_SLOTS), delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(_make_row(ruleset, row) for row in rows)
    return out.getvalue().encode()


def _is_chosen(line: Line, mapping_filter: MappingFilter) -> bool:
    wanted = ((line.object_id, mapping_filter.indicators), (line.predicate_id, mapping_filter.predicates))
    return all(not values or value in values for value, values in wanted)


def _has_words(ruleset: Ruleset, words: Iterable[str], row: MappingRow) -> bool:
    line = row.line
    indicator = ruleset.catalogue.get(line.object_id)
    title = indicator.title if indicator else None
    return has_words(words, line.subject_id, line.subject_label, line.section, line.object_id, title, line.comment)


def _make_header(ruleset: Ruleset, returns: Iterable[str]) -> str:
    lines = {code: f"{LINE}{code}:" for code in returns}
    header = {
        "mapping_set_id": f"urn:returnonce:mappings:{ruleset.hash}",
        "mapping_set_version": ruleset.hash,
        "mapping_set_title": "Lines of returns mapped to the indicators of Return Once",
        "license": LICENCE,
        "curie_map": dict(sorted((PREFIXES | lines).items())),
        "extension_definitions": [
            {"slot_name": slot, "property": f"own:{slot}", "type_hint": "xsd:string"} for slot in OWN_SLOTS
        ],
    }
    return yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=1_000)


def _make_row(ruleset: Ruleset, row: MappingRow) -> Mapping[str, str]:
    code, line = row
    indicator = ruleset.catalogue.get(line.object_id)
    stored = line.model_dump(mode="json")
    texts = {name: "" if stored.get(name) is None else str(stored[name]) for name in (*SLOTS, *OWN_SLOTS)}
    return texts | {
        "subject_id": f"{code}:{quote(line.subject_id, safe='')}",
        "subject_category": line.section,
        "object_id": f"indicator:{line.object_id}",
        "object_label": indicator.title if indicator else "",
        "subject_source": f"returns:{code}",
        "object_source": "own:catalogue",
    }
