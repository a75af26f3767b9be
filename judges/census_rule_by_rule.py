"""Each official rule's own example planted in the clean census as a child more, and who finds it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from collectors.records.content_checks import check_records
from collectors.records.headings import load_headings
from collectors.records.read import read_records
from collectors.records.rule_inputs import RuleInputs
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from exports.records import cin_xml_structure as form
from judges.council import Files
from judges.rule_table import Found, find_numbers, make_table
from judges.verdicts import ask_cin
from tests.collectors.records.rule_examples import Tables, read_examples
from tests.shipped import RECORDS, find_version, load_finding_kinds, load_record_set

SET = "children-in-need"
Row = dict[str, str | None]
Element = ElementTree.Element
#: An example with a header of its own is about the census as a whole.
WHOLE = "Header"


def compare_census_rules(home: Path, files: Files) -> str:
    """A line for each rule of the census."""
    examples = {number: each["breaks"] for number, each in read_examples(SET).items()}
    together = {number: tables for number, tables in examples.items() if not _is_alone(tables)}
    theirs, ours, ran = _ask(home, files, together, "examples", alone=False)
    for number in examples.keys() - together.keys():
        them, us, _ = _ask(
            home, files, {number: examples[number]}, f"example-{number}", alone="Child" in examples[number]
        )
        by_them, by_us = (number in set().union(*each.values()) for each in (them, us))
        theirs[number] |= {number} if by_them else set()
        ours[number] |= {number} if by_us else set()
    # What a file has of nobody, as an element without content, is found on no child.
    children = {number: {number, ""} | _children(number, tables) for number, tables in examples.items()}
    return make_table("Children in need", children, theirs, ours, ran)


def _ask(
    home: Path, files: Files, examples: dict[str, Tables], name: str, *, alone: bool
) -> tuple[Found, Found, set[str]]:
    """What theirs and ours find by child, and which rules of theirs ran; ``alone``: without the clean council."""
    root, version = ElementTree.parse(files.census).getroot(), load_record_set(SET, find_version(SET, files.year))
    around = root.find("Children")
    assert around is not None
    for child in list(around) if alone else ():
        around.remove(child)
    for number, tables in examples.items():
        around.extend(_build_children(number, tables))
        for header in tables.get(WHOLE, ()):
            _set_texts(root, header)
    path = files.census.parent / f"{name}.xml"
    # A record is known by its line.
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    verdict = ask_cin(home, files, path, shown="with an example of each rule")
    theirs: Found = defaultdict(set)
    for issue in verdict.issues:
        theirs[issue.child.upper()].add(issue.rule)
    raw = read_records(path, load_headings(RECORDS, SET), name=path.name)
    records, unread = type_records(raw, version, files.year)
    checked = check_records(records, read_on=date(2027, 6, 30), inputs=RuleInputs(authority=files.area))
    findings = word_record_marks(pl.concat([raw.marks, unread, checked]), version, load_finding_kinds())
    return theirs, find_numbers(findings, raw.tables, "LAchildID"), set(verdict.ran)


def _set_texts(root: Element, header: Row) -> None:
    for name, text in header.items():
        element = root.find(f"Header//{name}")
        if element is not None and text is not None:
            element.text = text


def _name_child(number: str, child: str) -> str:
    return f"{number}{child}".upper()


def _children(number: str, tables: Tables) -> set[str]:
    return {_name_child(number, row["LAchildID"] or "") for row in tables.get("Child", ())}


def _is_alone(tables: Tables) -> bool:
    """About the census as a whole, or about somebody whom no finding can name."""
    return WHOLE in tables or any(not row["LAchildID"] for row in tables["Child"])


def _build_children(number: str, tables: Tables) -> Iterable[Element]:
    """A child of each row; all other records are the first one's, but those of nobody who is there."""
    children = tables.get("Child", [])
    first = children[0]["LAchildID"] if children else None
    own = {name: [row for row in rows if row.get("LAchildID") == first] for name, rows in tables.items()}
    for at, row in enumerate(children):
        named = row | {"LAchildID": row["LAchildID"] and _name_child(number, row["LAchildID"])}
        child = Element("Child")
        _fill(child, form.CHILD.parts, named, own if at == 0 else {})
        yield child


def _fill(element: Element, parts: tuple[form.XmlPart, ...], row: Row, tables: Tables) -> None:
    """Put what a record holds into its element; records within it are those of the tables."""
    for part in parts:
        if isinstance(part, form.XmlGroup):
            group = ElementTree.SubElement(element, part.element)
            _fill(group, part.parts, row, tables)
            if part.optional and not len(group):
                element.remove(group)
        elif isinstance(part, form.XmlRecords):
            for at, inner in enumerate(tables.get(part.table, ())):
                within = element if part.element is None else ElementTree.SubElement(element, part.element)
                _fill(within, part.parts, inner, tables if at == 0 else {})
        elif row.get(part) is not None or len(parts) == 1:
            # What is all of a record is written though it is blank.
            ElementTree.SubElement(element, part).text = row.get(part)
