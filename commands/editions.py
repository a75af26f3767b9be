"""``returnonce editions | changes | withdraw-edition``: what is published, what changed, what counts no more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.acting_account import ByOption, find_acting_by_rules
from commands.context import AreaOption, CommandContext, JsonOption, PeriodOption, ReturnArgument, open_context
from exports.editions.changes.baseline import find_baseline
from exports.editions.changes.cell_changes import compare_editions as changed
from exports.editions.changes.change_files import change_rows
from exports.editions.published_editions import PublishedEdition, read_edition, read_editions
from exports.editions.recipients.acknowledgements import read_acknowledgements
from exports.editions.recipients.portal_submissions import read_portal_submissions
from exports.editions.return_key import ReturnKey
from exports.editions.storage.edition_blobs import read_edition_file
from indicators.period.printed import read_period
from returnonce.blobs import write_atomic
from returnonce.count_text import format_count
from returnonce.db import reading
from returnonce.errors import NotFound

NumberOption = Annotated[int | None, typer.Option("--number", help="Number of the edition; the latest without it.")]
AudienceOption = Annotated[str, typer.Option("--audience", help="regulator, council or public.")]
#: Rows of changes shown; --json has them all.
SHOWN = 40
#: What a narrow window can do without, the first one first.
SPARE = ("by", "sent", "acknowledged", "for")


def editions(
    return_code: Annotated[str | None, typer.Argument(metavar="[RETURN]", help="Only of this return.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only of this area.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Only of this period.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Only of this place.")] = None,
    number: NumberOption = None,
    audience: AudienceOption = "regulator",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the files of what is listed.")] = None,
    as_json: JsonOption = False,
) -> str:
    """What was published, and what became of it; with --out, its files exactly as they were published."""
    context = open_context(as_json)
    code = context.ruleset.areas.find(area).code if area else None
    span = read_period(period).code if period else None
    with reading(context.engine) as session:
        matches = read_editions(session, return_code=return_code, area=code, period=span, place=place)
        matches = [match for match in matches if number in {None, match.number}]
        about = {
            match.id: (read_portal_submissions(session, match), read_acknowledgements(session, match))
            for match in matches
        }
    by_id = {match.id: _write(context, match, audience, out) for match in matches} if out else {}
    context.console.data(
        [edition_data(match, *about[match.id]) | {"written": by_id.get(match.id, [])} for match in matches]
    )
    rows = [
        (match.number, match.return_code, match.area, match.period, match.published_at.date(), match.published_by,
         match.reason or "", ", ".join(match.audiences), len(about[match.id][0]), len(about[match.id][1]),
         "withdrawn" if match.withdrawn_at else "")
        for match in matches
    ]  # fmt: skip
    headings = ["no.", "return", "area", "period", "published", "by", "reason", "for", "sent", "acknowledged", ""]
    is_narrowed = any(chosen is not None for chosen in (return_code, area, period, place, number))
    none = "No such edition is published." if is_narrowed else "No edition is published."
    context.console.table(headings, rows, spare=SPARE, none=none)
    return "" if matches else "returnonce proposals"


def changes(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    number: NumberOption = None,
    against: Annotated[int | None, typer.Option("--against", help="Number to compare with; the one before.")] = None,
    audience: AudienceOption = "regulator",
    as_json: JsonOption = False,
) -> None:
    """What changed in an edition since the last one that its audience had, or since another."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        one = edition_named(context, return_code, area, period, number)
        earlier = read_edition(session, one.key, against) if against else find_baseline(session, one, audience)
    comparison = changed(context.blobs, one, earlier, audience, context.ruleset.former_codes)
    rows = change_rows(comparison)
    compared = earlier.number if earlier else None
    context.console.data({"edition": one.name, "compared_with": compared, "audience": audience, "changes": rows})
    table_rows = [
        (row["line"], row["label"], row["change"], row["old_value"] or row["old_symbol"],
         row["new_value"] or row["new_symbol"])
        for row in rows[:SHOWN]
    ]  # fmt: skip
    context.console.table(["line", "label", "change", "old", "new"], table_rows)
    more = f" The first {SHOWN} are shown; --json has all." if len(rows) > SHOWN else ""
    what = f"against edition {compared}" if compared else "against none: every cell is new"
    context.console.text(f"{format_count(len(rows), 'change')} in {one.name}, {what}.{more}")


def withdraw_edition(
    return_code: ReturnArgument,
    area: AreaOption,
    period: PeriodOption,
    number: Annotated[int, typer.Option("--number", help="Number of the edition.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with it.")],
    by: ByOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that an edition no longer counts. Its files stay, and say so."""
    context = open_context(as_json)
    one = edition_named(context, return_code, area, period, number)
    # Only now: a command that lists editions waits for none of it.
    from exports.editions.publication.withdraw import withdraw_edition as withdraw

    gone = withdraw(context, one, by=find_acting_by_rules(context, by), reason=reason)
    context.console.data(edition_data(gone))
    context.console.text(f"Edition {gone.name} is withdrawn: {gone.withdrawn_why}.")


def edition_named(
    context: CommandContext, return_code: str, area: str, period: str, number: int | None
) -> PublishedEdition:
    """The edition that was typed, else ``NotFound``."""
    span = read_period(period)
    code = context.ruleset.areas.find(area, on=span.end).code
    with reading(context.engine) as session:
        return read_edition(session, ReturnKey(return_code, code, span.code), number)


def edition_data(edition: PublishedEdition, sendings: Any = (), acknowledgements: Any = ()) -> dict[str, Any]:
    """An edition for a program."""
    return {
        "edition": edition.name, "return": edition.return_code, "form": edition.form, "area": edition.area,
        "period": edition.period,
        "number": edition.number, "place": edition.place, "published_at": edition.published_at,
        "published_by": edition.published_by,
        "public": edition.public, "reason": edition.reason, "note": edition.note, "content": edition.content,
        "head": edition.head,
        "ruleset": edition.ruleset, "release": edition.release, "as_of": edition.as_of, "proposal": edition.proposal,
        "withdrawn_at": edition.withdrawn_at, "withdrawn_why": edition.withdrawn_why,
        "files": [{"audience": file.audience, "name": file.name, "media_type": file.media_type,
                   "sha256": file.sha256, "bytes": file.size} for file in edition.files],
        "sent": [{"number": each.number, "portal": each.portal, "receipt": each.receipt, "sent_at": each.sent_at,
                  "by": each.recorded_by, "findings": sum(len(report.findings) for report in each.reports)}
                 for each in sendings],
        "acknowledged": [{"by": each.by, "sha256": each.sha256, "at": each.at} for each in acknowledgements],
    }  # fmt: skip


def _write(context: CommandContext, edition: PublishedEdition, audience: str, out: Path) -> list[str]:
    names = [file.name for file in edition.files if file.audience == audience]
    if not names:
        raise NotFound(
            f"{edition.name} was not released to the audience {audience!r}.", mend="Name another --audience."
        )
    folder = out / edition.name
    for name in names:
        write_atomic(folder / name, read_edition_file(context.blobs, edition, audience, name))
    context.console.text(f"{format_count(len(names), 'file')} in {folder}")
    return [str(folder / name) for name in names]
