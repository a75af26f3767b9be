"""``returnonce fill`` for returns made of records, and ``work-list``: for a stated purpose, on the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectors.check_upload import check_here
from collectors.records.check import RecordVerdict
from collectors.records.kept_file import KeptFile, find_file_of_batch, open_kept_file
from commands.context import AgencyOption, CommandContext, JsonOption, PeriodOption, PurposeOption, open_context
from commands.findings_workbook import (
    FindingsOption,
    count_findings,
    list_findings_of,
    print_rules,
    require_own_place,
    save_findings,
)
from commands.sharing import say_sharing
from exports.records.return_files import RecordFiles, RecordReturnRequest, list_forms, merge_files, write_records
from exports.records.source_records import (
    RecordSource,
    find_sender_code,
    find_source_records,
    load_earlier_years,
    records_by_set,
)
from exports.records.work_list_workbook import render_work_list
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period
from indicators.records.sealed_records import find_record_submission, load_records
from indicators.records.work_lists import find_lacking, select_work_lists
from mappings.definitions.record_returns import RecordReturn
from returnonce import audit
from returnonce.blobs import sha256, write_atomic
from returnonce.db import reading, transaction
from returnonce.errors import WrongUsage

if TYPE_CHECKING:
    from indicators.records.finding_lists import FindingLists

#: What is said of a layout that is not known to be the official one in force.
LAYOUTS = {
    "historical": "the layout is a historical one",
    "unverified": "the layout is not known to be the official one in force (docs/howto/add-a-record-set-version.md)",
}


def fill_records(
    context: CommandContext,
    code: str,
    *,
    area: str | None,
    agency: str | None,
    period: Period,
    forms: Sequence[str],
    version: str | None,
    purpose: str | None,
    out: Path,
) -> dict[str, Any]:
    """Write a return of rows about people from the records that are kept, and say so in the audit trail.

    Returns what a program is told of it.
    """
    why = require_purpose(purpose)
    record_return = context.ruleset.record_return(code)
    # Opened before the store is read: a store may have to adopt its key first.
    _ = context.vault
    with reading(context.engine) as session:
        sources = find_source_records(session, context, record_return, period, area=area, agency=agency)
        looked_after = sources.get("children-looked-after")
        earlier = load_earlier_years(session, context, looked_after, code) if looked_after else ()
    wanted = RecordReturnRequest(code, list_forms(code)[0], period.end, _sender(context, sources, period), version)
    files = merge_files(
        write_records(replace(wanted, form=form), records_by_set(sources), context.ruleset, earlier)
        for form in forms or list_forms(code)[:1]
    )
    _note(context, record_return, sources, files, purpose=why)
    paths = [write_atomic(out / name, data, private=True) for name, data in files.files.items()]
    told = _say(context, record_return, paths, files, layout=_layout(record_return, sources, version))
    # Who gave the records, and who receives them now: an agreement of either kind concerns this file.
    given = [
        sentence
        for name, source in sources.items()
        for sentence in say_sharing(context, what=[name], discloser=source.row.agency, recipient=record_return.code)
    ]
    return told | {"sharing": given}


def area_supplied(context: CommandContext, agency: str, period: Period) -> str | None:
    """The area whose figures an agency's records are a part of, as its place says."""
    rows = (row for place in context.ruleset.places.values() for row in place.suppliers)
    return next((row.area for row in rows if row.agency == agency and row.covers(period.end)), None)


def work_list(
    record_set: Annotated[
        str, typer.Argument(metavar="RECORD_SET", help="Such as children-looked-after or treatment.")
    ],
    agency: AgencyOption,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    findings: FindingsOption = None,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which of an agency's own records its figures lack, for that agency only."""
    why, context, when = require_purpose(purpose), open_context(as_json), read_period(period)
    if findings is not None:
        require_own_place(findings, out)
    # Opened before the store is read: a store may have to adopt its key, and note a ruleset that is new to it.
    vault, settled = context.vault, context.ruleset.record_settings(agency, record_set)
    with reading(context.engine) as session:
        row = find_record_submission(session, record_set, agency=agency, period=when)
        records = load_records(
            vault, row, context.ruleset.records, purpose=_own_purpose(context, record_set), settings=settled
        )
        file = find_file_of_batch(session, row.batch)
    found = _list_findings(context, file) if findings is not None and file is not None else None
    title = records.record_set.title
    lists = select_work_lists(records.record_set)
    people = find_lacking(records, lists)
    data = render_work_list(lists, people, title=title, agency=agency, period=when.code)
    details: dict[str, object] = {"record_set": record_set, "agency": agency, "period": when.code, "purpose": why}
    if found is not None:
        details["findings"] = sha256(found[1])
    note_export(context, "work-list", details | {"rows": people.height, "sha256": sha256(data)})
    write_atomic(out, data, private=True)
    if findings is not None and found is not None:
        print_rules(context, found[0])
        save_findings(context, *found, findings, agency=agency)
    counts = dict(people.group_by("list").len().iter_rows())
    rows = [(each.title, counts.get(each.name, 0)) for each in lists]
    told: dict[str, object] = {"file": str(out), "lists": [{"list": name, "records": count} for name, count in rows]}
    if found is not None:
        told["findings"] = {"file": str(findings), **count_findings(found[0])}
    context.console.data(told)
    context.console.table(["list", "records"], rows)
    context.console.text(f"{out} names them; it is for {agency} only.")


def _list_findings(context: CommandContext, file: KeptFile) -> tuple[FindingLists, bytes]:
    """What a check says today of the file that is kept, and the workbook of it."""
    with open_kept_file(context.vault, file) as upload:
        result = check_here(context, upload)
        assert isinstance(result, RecordVerdict)
        return list_findings_of(context, upload, result)


def _own_purpose(context: CommandContext, record_set: str) -> str:
    """What an agency's own records are used for when it is told what they lack: the return they were sent for."""
    return context.ruleset.records.record_set(record_set).purposes[0]


def require_purpose(purpose: str | None) -> str:
    """The purpose, without which no row about a person is written out."""
    if purpose is None or not purpose.strip():
        raise WrongUsage(
            "This writes rows about people; it needs a purpose.", where="--purpose",
            mend='Say why in a few words, such as --purpose "the statutory return".',
        )  # fmt: skip
    return purpose.strip()


def _sender(context: CommandContext, sources: dict[str, RecordSource], period: Period) -> str:
    source = sources.get("treatment")
    if source is None:
        return ""
    return find_sender_code(context.ruleset, source.row.agency, "treatment", period.end, source.records)


def _note(
    context: CommandContext,
    record_return: RecordReturn,
    sources: dict[str, RecordSource],
    files: RecordFiles,
    *,
    purpose: str,
) -> None:
    """Before the files are there: nothing about people leaves without its row."""
    details: dict[str, object] = {
        "return": record_return.code,
        "purpose": purpose,
        "from": [f"{s.row.record_set} {s.row.agency} {s.row.period}" for s in sources.values()],
        "files": {name: sha256(data) for name, data in files.files.items()},
    }
    note_export(context, "export-records", details)


def note_export(context: CommandContext, act: str, details: dict[str, object]) -> None:
    """Into the audit trail, before the file is there."""
    with transaction(context.engine) as session:
        audit.record(
            session,
            context.clock,
            act=act,
            subject=str(details.get("return") or details["record_set"]),
            details=details,
        )


def _layout(record_return: RecordReturn, sources: dict[str, RecordSource], version: str | None) -> str:
    """How far the form that was written is the official one: the version's, where a return is of one record set."""
    if len(record_return.record_sets) > 1:
        return record_return.layout
    [source] = sources.values()
    record_set = source.records.record_set
    return record_set.in_version(version or record_set.version).layout


def _say(
    context: CommandContext, record_return: RecordReturn, paths: list[Path], exported: RecordFiles, *, layout: str
) -> dict[str, Any]:
    files = [{"path": str(path), "sha256": sha256(exported.files[path.name])} for path in paths]
    for file in files:
        context.console.text(f"{file['path']}  sha256 {file['sha256'][:12]}")
    for what in exported.left_out:
        context.console.say(f"Not in this form: {what}.")
    if layout in LAYOUTS:
        context.console.say(f"{record_return.title}: {LAYOUTS[layout]}.")
    return {"return": record_return.code, "layout": layout, "files": files, "left_out": list(exported.left_out)}
