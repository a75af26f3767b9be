"""``returnonce compare``: an Annex A workbook made elsewhere beside ours, or beside another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.readers.file_names import safe_name
from collectors.receive import own_copy
from collectors.recognition import recognise_record_set
from collectors.records.check import CheckContext, check_record_file
from commands.context import AgencyOption, Door, JsonOption, PeriodOption, enter
from commands.fill_records import PurposeOption, note_export, stated
from exports.records.annex_a import annex_a_records
from exports.records.comparison_workbook import render_comparison
from exports.records.source_records import find_source_records, load_earlier_years
from indicators.period.codes import Period, parse_period
from indicators.records.record_frames import Records
from indicators.records.workbook_comparison import compare_workbooks as compare_lists
from mappings.definitions.record_returns import get_record_return
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
    why = stated(purpose) if children else ""
    door, when = enter(as_json), parse_period(period)
    theirs = _read(door, file, agency, when)
    mine = _read(door, ours, agency, when) if ours else _from_kept(door, agency, when)
    found = compare_lists(mine, theirs)
    data = render_comparison(found, here=OTHER if ours else KEPT, there=GIVEN, people=children)
    if children:
        note_export(door, "compare-lists", {"record_set": LISTS, "agency": agency, "period": when.code, "purpose": why,
                                            "rows": found.people.height, "sha256": sha256(data)})  # fmt: skip
    write_atomic(out, data, private=True)
    door.talk.data(
        {"lists": found.lists.to_dicts(), "columns": found.columns.to_dicts(), "codes": found.codes.to_dicts()}
    )
    shown = found.lists.select("list", "rows_ours", "rows_theirs", "people_both", "only_ours", "only_theirs")
    door.talk.table(["list", "rows here", "rows there", "in both", "only here", "only there"], shown.rows())
    door.talk.say(f"{out} has columns and codes as well{', and names children' if children else ''}.")


def _read(door: Door, path: Path, agency: str, when: Period) -> Records:
    shown = safe_name(path.name)
    with own_copy(path) as copy:
        if recognise_record_set(copy, name=shown) != LISTS:
            raise Refused(
                "This is no Annex A workbook.",
                where="FILE",
                mend="Give an .xlsx file with the sheets List 1 to List 11.",
            )
        around = CheckContext(door.ruleset, door.clock)
        told = check_record_file(copy, agency, name=shown, code=LISTS, around=around, period=when.code)
    if told.records is None:
        raise Refused("The lists could not be read.", where="FILE", mend="Check the file for what is wrong with it.")
    return told.records


def _from_kept(door: Door, agency: str, when: Period) -> Records:
    found = get_record_return(RETURN)
    with reading(door.engine) as session:
        sources = find_source_records(session, door.vault, door.ruleset, found, period=when, area=None, agency=agency)
        looked_after, in_need = (sources.get(code) for code in ("children-looked-after", "children-in-need"))
        earlier = load_earlier_years(session, door.vault, looked_after, RETURN) if looked_after else ()
    held = [source.records if source else None for source in (looked_after, in_need)]
    return annex_a_records(held[0], held[1], when.end, earlier=earlier)
