"""``returnonce compare``: an Annex A workbook made elsewhere beside ours, or beside another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.recognise_record_set import recognise_record_set
from collectors.records.check import check_record_file
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from commands.context import AgencyOption, CommandContext, JsonOption, PeriodOption, PurposeOption, open_context
from commands.fill_records import note_export, require_purpose
from exports.records.annex_a import annex_a_records
from exports.records.comparison_workbook import render_comparison
from exports.records.source_records import find_source_records, load_earlier_years
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period
from indicators.records.record_frames import Records
from indicators.records.workbook_comparison import compare_workbooks as compare_lists
from returnonce.blobs import sha256, write_atomic
from returnonce.db import reading
from returnonce.errors import Refused

LISTS, RETURN = "inspection-lists", "ofsted-annex-a"
#: What was compared, in words: a file may be called after somebody.
GIVEN, OTHER, KEPT = "the workbook that was given", "the other workbook (--with)", "the records kept here"


def compare(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook that was made elsewhere.")],
    agency: AgencyOption,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook of differences to write.")],
    ours: Annotated[
        Path | None, typer.Option("--with", help="Another workbook, in place of the records kept here.")
    ] = None,
    children: Annotated[
        bool, typer.Option("--children", help="Also name the children that only one side has.")
    ] = False,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lists, columns, codes and children of two Annex A workbooks beside each other."""
    why = require_purpose(purpose) if children else ""
    context, when = open_context(as_json), read_period(period)
    theirs = _read(context, file, agency, when)
    mine = _read(context, ours, agency, when) if ours else _from_kept(context, agency, when)
    difference = compare_lists(mine, theirs)
    data = render_comparison(difference, here=OTHER if ours else KEPT, there=GIVEN, people=children)
    if children:
        details = {"record_set": LISTS, "agency": agency, "period": when.code, "purpose": why}
        note_export(context, "compare-lists", details | {"rows": difference.people.height, "sha256": sha256(data)})
    write_atomic(out, data, private=True)
    context.console.data(
        {
            "lists": difference.lists.to_dicts(),
            "columns": difference.columns.to_dicts(),
            "codes": difference.codes.to_dicts(),
        }
    )
    columns = difference.lists.select("list", "rows_ours", "rows_theirs", "people_both", "only_ours", "only_theirs")
    context.console.table(["list", "rows here", "rows there", "in both", "only here", "only there"], columns.rows())
    context.console.text(f"{out} has columns and codes as well{', and names children' if children else ''}.")


def _read(context: CommandContext, path: Path, agency: str, when: Period) -> Records:
    with copy_upload(path, agency, period=when.code) as upload:
        if recognise_record_set(upload.path, context.ruleset.records, name=upload.name) != LISTS:
            raise Refused(
                "This is no Annex A workbook.",
                where="FILE",
                mend="Give an .xlsx file with the sheets List 1 to List 11.",
            )
        verdict = check_record_file(CheckContext(context), upload, LISTS)
    if verdict.records is None:
        raise Refused("The lists could not be read.", where="FILE", mend="Check the file for what is wrong with it.")
    return verdict.records


def _from_kept(context: CommandContext, agency: str, when: Period) -> Records:
    ruleset = context.ruleset
    record_return = ruleset.record_return(RETURN)
    # Opened before the store is read: a store may have to adopt its key first.
    _ = context.vault
    with reading(context.engine) as session:
        sources = find_source_records(session, context, record_return, when, agency=agency)
        looked_after, in_need = (sources.get(code) for code in ("children-looked-after", "children-in-need"))
        earlier = load_earlier_years(session, context, looked_after, RETURN) if looked_after else ()
    records = [source.records if source else None for source in (looked_after, in_need)]
    return annex_a_records(ruleset, records[0], records[1], when.end, earlier=earlier)
