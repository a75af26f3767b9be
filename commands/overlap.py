"""``returnonce overlap FILE``: which measures of a list the catalogue has already, and which the list has twice."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer

from collectors.measure_lists.reader import MeasureList, read_list
from commands.context import CommandContext, JsonOption, open_context
from exports.overlap_report import render_overlap_csv, render_overlap_workbook
from mappings.overlap.comparison import CATALOGUE, LIST, OverlapReport, find_overlap
from mappings.overlap.past_figures import PastFigures, read_past_figures
from mappings.overlap.profiles import Measure
from mappings.overlap.proposals import IndicatorProposal, MeasureMatches
from mappings.overlap.repeats import RepeatedMeasure
from mappings.overlap.similarity import find_band
from mappings.overlap.similarity_words import PREDICATES, PROPOSAL_LABELS, REPEAT_LABELS
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
    of_place: Annotated[
        str | None, typer.Option("--place", help="Propose only indicators of packs that this place uses.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A .xlsx or .csv file to work through.")] = None,
    mapping: Annotated[Path | None, typer.Option("--sssom", help="A .tsv file of the proposals as SSSOM.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose which indicator each measure of a list resembles, and why; and find repeats in the list."""
    context = open_context(as_json)
    _check_endings(out, mapping)
    place = context.ruleset.areas.find(area) if area else None
    names = (place.code, place.name, area) if place and area else ()
    measure_list = read_list(file, context.ruleset.overlap.list_headings, sheet=sheet, column=column, area=names)
    past = _past(context, measure_list, place.code) if place else None
    report = find_overlap(context.ruleset, measure_list.measures, against=against, past=past, place=of_place)
    for path, made in ((out, _render_report(report, out)), (mapping, _render_sssom(context, report, mapping))):
        if path is not None:
            write_atomic(path, made)
    context.console.data(_data(report, measure_list))
    if not as_json:
        _show(context, report, against)
    for note in measure_list.notes:
        context.console.say(note)
    context.console.text(_summary(report))


def _check_endings(out: Path | None, mapping: Path | None) -> None:
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv"):
        raise WrongUsage(
            f"{out.suffix or 'No ending'} is neither .xlsx nor .csv.", where="--out", mend="Name a .xlsx or .csv file."
        )
    if mapping is not None and mapping.suffix.lower() != ".tsv":
        raise WrongUsage("The mapping is a table parted by tabs.", where="--sssom", mend="Name a .tsv file.")


def _past(context: CommandContext, measure_list: MeasureList, area: str) -> PastFigures | None:
    periods = {period for measure in measure_list.measures for period, _ in measure.values}
    if not periods or not context.store_exists:
        context.console.say(
            "There are no past figures to compare: " + ("the store is empty." if periods else "the list has none.")
        )
        return None
    with reading(context.engine) as session:
        return read_past_figures(session, context.ruleset, area, periods)


def _render_report(report: OverlapReport, out: Path | None) -> bytes:
    if out is None:
        return b""
    return render_overlap_csv(report) if out.suffix.lower() == ".csv" else render_overlap_workbook(report)


def _render_sssom(context: CommandContext, report: OverlapReport, path: Path | None) -> bytes:
    return write_sssom(report, on=today(context.clock)).encode() if path is not None else b""


def _data(report: OverlapReport, measure_list: MeasureList) -> dict[str, Any]:
    return {
        "measures": [_measure(measure) for measure in report.measures],
        "repeats": [
            {
                "rows": [_row(report.measures[int(key)]) for key in repeat.rows],
                "kind": repeat.kind,
                "confidence": repeat.score,
                "says": REPEAT_LABELS[repeat.kind],
                "reason": repeat.reason,
            }
            for repeat in report.repeats
        ],
        "notes": list(measure_list.notes),
    }


def _row(measure_matches: MeasureMatches) -> dict[str, Any]:
    return {
        "row": measure_matches.measure.row,
        "sheet": measure_matches.measure.sheet or None,
        "title": measure_matches.measure.title,
    }


def _measure(measure_matches: MeasureMatches) -> dict[str, Any]:
    return _row(measure_matches) | {
        "code": measure_matches.measure.code or None,
        "proposed": [_proposal_data(proposed) for proposed in measure_matches.proposals],
        "looks_alike": [_proposal_data(proposed) for proposed in measure_matches.lookalikes],
    }


def _proposal_data(indicator_proposal: IndicatorProposal) -> dict[str, Any]:
    return {
        "indicator": indicator_proposal.indicator,
        "title": indicator_proposal.title,
        "lines": list(indicator_proposal.lines),
        "confidence": indicator_proposal.score,
        "band": indicator_proposal.band,
        "proposal": indicator_proposal.proposal,
        "says": PROPOSAL_LABELS[indicator_proposal.proposal],
        "predicate": PREDICATES.get(indicator_proposal.proposal),
        "justification": find_justification(indicator_proposal),
        "reason": indicator_proposal.reason,
    }


def _show(context: CommandContext, report: OverlapReport, against: str) -> None:
    if against != LIST:
        for each in report.measures:
            if each.proposals or each.lookalikes:
                context.console.text(_measure_text(each))
    if report.repeats:
        context.console.text("In the list more than once, or nearly so\n")
        for repeat in _select_repeats(report):
            context.console.text(_repeat_text(report, repeat))
    if report.unmatched and against != LIST:
        context.console.text(f"Nothing alike ({len(report.unmatched)})\n")
        for measure in report.unmatched[:_SHOWN_ALONE]:
            context.console.text(f"  {measure.row}  {measure.title}")
        if len(report.unmatched) > _SHOWN_ALONE:
            context.console.text(f"  and {len(report.unmatched) - _SHOWN_ALONE} more; --out F.xlsx has them all")


def _measure_text(measure_matches: MeasureMatches) -> str:
    """A measure with its best proposals, or with what only looks like it."""
    best = measure_matches.proposals[0].score if measure_matches.proposals else 0
    proposeds = [
        proposed for proposed in measure_matches.proposals[:2] if proposed.score >= best - _NEARLY
    ] or measure_matches.lookalikes[:1]
    lines = [f"{_place(measure_matches.measure)}  {measure_matches.measure.title}"]
    for proposed in proposeds:
        named = f"{proposed.title} ({', '.join(proposed.lines[:3]) or proposed.indicator})"
        lines.append(f"    {proposed.band} {proposed.score}, {PROPOSAL_LABELS[proposed.proposal]}: {named}")
        lines.append(_wrap(proposed.reason))
    return "\n".join(lines) + "\n"


def _place(measure: Measure) -> str:
    return f"{measure.sheet} {measure.row}" if measure.sheet else str(measure.row)


def _wrap(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _select_repeats(report: OverlapReport) -> list[RepeatedMeasure]:
    alike = [repeat for repeat in report.repeats if repeat.kind != "unlike"][:_SHOWN_REPEATS]
    return alike + [repeat for repeat in report.repeats if repeat.kind == "unlike"][:_SHOWN_UNLIKE]


def _repeat_text(report: OverlapReport, repeat: RepeatedMeasure) -> str:
    measures = [report.measures[int(key)].measure for key in repeat.rows]
    head = f"    {find_band(repeat.score)} {repeat.score}, {REPEAT_LABELS[repeat.kind]}"
    return (
        "\n".join([*(f"{_place(measure)}  {measure.title}" for measure in measures), head, _wrap(repeat.reason)]) + "\n"
    )


def _summary(report: OverlapReport) -> str:
    proposed = sum(1 for measure in report.measures if measure.proposals)
    repeating = sum(1 for repeat in report.repeats if repeat.kind in ("exact", "same", "vague"))
    return (
        f"{len(report.measures):,} measures: {proposed:,} resemble an indicator of the catalogue, "
        f"{len(report.unmatched):,} none. "
        f"{repeating:,} groups of rows may be the same measure. Each is a proposal, for a person to confirm."
    )
