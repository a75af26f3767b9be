"""``returnonce overlap FILE``: which measures of a list the catalogue has already, and which the list has twice."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.measure_lists.reader import MeasureList, read_list
from commands.context import Door, JsonOption, enter
from exports.overlap_report import render_overlap_csv, render_overlap_workbook
from mappings.overlap.comparison import CATALOGUE, LIST, IndicatorProposal, MeasureMatches, OverlapReport
from mappings.overlap.comparison import find_overlap as find_overlap
from mappings.overlap.likeness import find_band
from mappings.overlap.likeness_words import PREDICATES, PROPOSAL_LABELS, REPEAT_LABELS
from mappings.overlap.past_figures import PastFigures, read_past_figures
from mappings.overlap.profiles import Measure
from mappings.overlap.repeats import RepeatedMeasure
from mappings.overlap.sssom import find_justification, write_sssom
from returnonce.blobs import write_atomic
from returnonce.clock import today
from returnonce.db import reading
from returnonce.errors import WrongUsage

#: A second proposal is shown where it is nearly as sure as the first.
_NEARLY, _SHOWN_REPEATS, _SHOWN_ALONE = 8, 40, 60
_SHOWN_UNLIKE, _WIDTH = 10, 110


def overlap(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A list of measures, .csv or .xlsx, a title in each row.")
    ],
    against: Annotated[
        str, typer.Option("--against", help="catalogue, one return such as vital-signs, or list for repeats alone.")
    ] = CATALOGUE,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet to read; all for every one of them.")] = None,
    column: Annotated[
        str | None, typer.Option("--column", help="The column of titles, by its heading or its letter.")
    ] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Whose figures the list holds, to set them beside those in the store.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A .xlsx or .csv file to work through.")] = None,
    mapping: Annotated[Path | None, typer.Option("--sssom", help="A .tsv file of the proposals as SSSOM.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose which indicator each measure of a list resembles, and why; and find repeats in the list."""
    door = enter(as_json)
    _check_endings(out, mapping)
    place = door.ruleset.areas.find(area) if area else None
    listed = read_list(file, sheet=sheet, column=column, area=(place.code, place.name, area) if place and area else ())
    past = _past(door, listed, place.code) if place else None
    found = find_overlap(door.ruleset, listed.measures, against=against, past=past)
    for path, made in ((out, _written(found, out)), (mapping, _mapped(door, found, mapping))):
        if path is not None:
            write_atomic(path, made)
    door.talk.data(_data(found, listed))
    if not as_json:
        _show(door, found, against)
    for note in listed.notes:
        door.talk.say(note)
    door.talk.say(_summary(found))


def _check_endings(out: Path | None, mapping: Path | None) -> None:
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv"):
        raise WrongUsage(
            f"{out.suffix or 'No ending'} is neither .xlsx nor .csv.", where="--out", mend="Name a .xlsx or .csv file."
        )
    if mapping is not None and mapping.suffix.lower() != ".tsv":
        raise WrongUsage("The mapping is a table parted by tabs.", where="--sssom", mend="Name a .tsv file.")


def _past(door: Door, listed: MeasureList, area: str) -> PastFigures | None:
    periods = {period for measure in listed.measures for period, _ in measure.values}
    if not periods or not door.store_exists:
        door.talk.say(
            "There are no past figures to compare: " + ("the store is empty." if periods else "the list has none.")
        )
        return None
    with reading(door.engine) as session:
        return read_past_figures(session, door.ruleset.catalogue, area, periods)


def _written(found: OverlapReport, out: Path | None) -> bytes:
    if out is None:
        return b""
    return render_overlap_csv(found) if out.suffix.lower() == ".csv" else render_overlap_workbook(found)


def _mapped(door: Door, found: OverlapReport, path: Path | None) -> bytes:
    return write_sssom(found, on=today(door.clock)).encode() if path is not None else b""


def _data(found: OverlapReport, listed: MeasureList) -> dict[str, Any]:
    return {
        "measures": [_measure(each) for each in found.measures],
        "repeats": [
            {
                "rows": [_row(found.measures[int(key)]) for key in repeat.rows],
                "kind": repeat.kind,
                "confidence": repeat.score,
                "says": REPEAT_LABELS[repeat.kind],
                "reason": repeat.reason,
            }
            for repeat in found.repeats
        ],
        "notes": list(listed.notes),
    }


def _row(each: MeasureMatches) -> dict[str, Any]:
    return {"row": each.measure.row, "sheet": each.measure.sheet or None, "title": each.measure.title}


def _measure(each: MeasureMatches) -> dict[str, Any]:
    return _row(each) | {
        "code": each.measure.code or None,
        "proposed": [_proposed(proposed) for proposed in each.proposals],
        "looks_alike": [_proposed(proposed) for proposed in each.lookalikes],
    }


def _proposed(each: IndicatorProposal) -> dict[str, Any]:
    return {
        "indicator": each.indicator,
        "title": each.title,
        "lines": list(each.lines),
        "confidence": each.score,
        "band": each.band,
        "proposal": each.proposal,
        "says": PROPOSAL_LABELS[each.proposal],
        "predicate": PREDICATES.get(each.proposal),
        "justification": find_justification(each),
        "reason": each.reason,
    }


def _show(door: Door, found: OverlapReport, against: str) -> None:
    if against != LIST:
        for each in found.measures:
            if each.proposals or each.lookalikes:
                door.talk.text(_told(each))
    if found.repeats:
        door.talk.text("In the list more than once, or nearly so\n")
        for repeat in _shown_repeats(found):
            door.talk.text(_told_repeat(found, repeat))
    if found.unmatched and against != LIST:
        door.talk.text(f"Nothing alike ({len(found.unmatched)})\n")
        for measure in found.unmatched[:_SHOWN_ALONE]:
            door.talk.text(f"  {measure.row}  {measure.title}")
        if len(found.unmatched) > _SHOWN_ALONE:
            door.talk.text(f"  and {len(found.unmatched) - _SHOWN_ALONE} more; --out F.xlsx has them all")


def _told(each: MeasureMatches) -> str:
    """A measure with its best proposals, or with what only looks like it."""
    best = each.proposals[0].score if each.proposals else 0
    shown = [proposed for proposed in each.proposals[:2] if proposed.score >= best - _NEARLY] or each.lookalikes[:1]
    lines = [f"{_place(each.measure)}  {each.measure.title}"]
    for proposed in shown:
        named = f"{proposed.title} ({', '.join(proposed.lines[:3]) or proposed.indicator})"
        lines.append(f"    {proposed.band} {proposed.score}, {PROPOSAL_LABELS[proposed.proposal]}: {named}")
        lines.append(_wrapped(proposed.reason))
    return "\n".join(lines) + "\n"


def _place(measure: Measure) -> str:
    return f"{measure.sheet} {measure.row}" if measure.sheet else str(measure.row)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _shown_repeats(found: OverlapReport) -> list[RepeatedMeasure]:
    alike = [repeat for repeat in found.repeats if repeat.kind != "unlike"][:_SHOWN_REPEATS]
    return alike + [repeat for repeat in found.repeats if repeat.kind == "unlike"][:_SHOWN_UNLIKE]


def _told_repeat(found: OverlapReport, repeat: RepeatedMeasure) -> str:
    measures = [found.measures[int(key)].measure for key in repeat.rows]
    head = f"    {find_band(repeat.score)} {repeat.score}, {REPEAT_LABELS[repeat.kind]}"
    return "\n".join([*(f"{_place(each)}  {each.title}" for each in measures), head, _wrapped(repeat.reason)]) + "\n"


def _summary(found: OverlapReport) -> str:
    proposed = sum(1 for each in found.measures if each.proposals)
    repeating = sum(1 for repeat in found.repeats if repeat.kind in ("exact", "same", "vague"))
    return (
        f"{len(found.measures):,} measures: {proposed:,} resemble an indicator of the catalogue, "
        f"{len(found.unmatched):,} none. "
        f"{repeating:,} groups of rows may be the same measure. Each is a proposal, for a person to confirm."
    )
