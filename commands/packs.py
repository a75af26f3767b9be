"""``returnonce packs list | new | check | diff``: packs of definitions, what is wrong with them, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.context import JsonOption, PurposeOption, open_context
from indicators.period.arithmetic import financial_year_of
from indicators.period.printed import read_period
from returnonce.clock import today

if TYPE_CHECKING:
    from mappings.checks.pack_problems import PackProblem
    from mappings.ruleset.ruleset import Ruleset


def list_packs(as_json: JsonOption = False) -> None:
    """Every pack: those that ship, and those in folders of one's own."""
    from mappings.packs.pack_summary import describe_pack

    context = open_context(as_json)
    packs = [describe_pack(pack) for pack in context.ruleset.packs.values()]
    ruleset = context.ruleset
    places = {name: sorted(ruleset.packs_of(place)) for name, place in ruleset.places.items()}
    context.console.data(
        {"ruleset": ruleset.hash, "packs": packs, "places": places, "left_out": list(ruleset.left_out)}
    )
    context.console.table(
        ["pack", "version", "from", "indicators", "returns", "title"],
        [
            (
                each["pack"],
                f"{each['version']}+{each['hash'][:8]}",
                ("a sample" if each["sample_of"] else "ships") if each["ships"] else "a folder",
                each["indicators"],
                ", ".join(each["returns"]),
                each["title"],
            )
            for each in packs
        ],
    )
    for name, place in context.ruleset.places.items():
        if place.packs is not None:
            context.console.text(f"\n{name} uses {', '.join(places[name])}.")
    for change in (change for each in packs for change in each["overrides"]):
        context.console.text(f"\n{change}")


def new(
    name: Annotated[str, typer.Argument(help="Name of the pack, such as kent-cabinet.")],
    out: Annotated[Path, typer.Option("--out", help="Folder in which the pack's own folder is made.")] = Path(),
    record_set: Annotated[
        bool, typer.Option("--record-set", help="With a record set of its own, from which its figures are derived.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a pack that works, with one indicator and one return to be replaced."""
    from mappings.packs.pack_skeleton import write_skeleton

    context = open_context(as_json)
    paths = write_skeleton(name, out, today(context.clock), record_set=record_set)
    context.console.data({"pack": name, "files": [str(path) for path in paths]})
    context.console.text("\n".join(map(str, paths)))
    context.console.say(f"Now: returnonce packs check {out / name}")


def diff(
    old: Annotated[str, typer.Argument(help="Folder of a pack or a release; or kept rules by hash or day; or now.")],
    new: Annotated[str, typer.Argument(help="The same of another version.")],
    period: Annotated[
        str | None, typer.Option("--period", help="Whose work is compared, such as FY2027-28; this financial year.")
    ] = None,
    files: Annotated[
        bool, typer.Option("--files/--no-files", help="Judge the files received in the last 365 days anew.")
    ] = True,
    records: Annotated[
        bool, typer.Option("--records", help="Open sealed records for that too; needs a purpose, and is on the trail.")
    ] = False,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what other definitions would change: lines, dates, work, own definitions, figures, editions, files."""
    # Only now: it imports the readers of files, editions and the burden.
    from commands.fill_records import note_export, require_purpose
    from mappings.upgrade.ruleset_versions import find_version
    from upkeep.upgrade.report import MOST_FILES, UpgradeQuestion, make_report
    from upkeep.upgrade.report_sections import list_sections

    why, context = require_purpose(purpose) if records else "", open_context(as_json)
    span = read_period(period) if period else financial_year_of(today(context.clock))
    versions = find_version(context, old), find_version(context, new)
    if records and context.store_exists:
        details: dict[str, object] = {"purpose": why, "before": versions[0].name, "after": versions[1].name}
        note_export(context, "rejudge-records", {"record_set": "all", **details})
    report = make_report(context, UpgradeQuestion(*versions, span, MOST_FILES if files else 0, records))
    context.console.data(report.as_json())
    for section in list_sections(report):
        context.console.text(
            "\n".join((section.heading, *(f"  {line}" for line in section.lines or (section.nothing,))))
        )
    context.console.text(f"{_count(len(report.differences), 'difference')}.")


def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of packs besides those of RETURNONCE_DEFINITIONS.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say everything that is wrong with packs, with file and line, and work all their examples."""
    # Only now: it imports the reader of every sort of definition.
    from commands.catalogue_checks import list_unseen
    from mappings.checks.pack_checks import check_packs, list_examples

    context = open_context(as_json)
    files = context.read_definition_files(folders or ())
    problems, ruleset = check_packs(files)
    own = sorted({name.split("/")[1] for name in files.content if name.startswith("packs/")})
    problems += _find_mistaken_tables(ruleset, own) if ruleset else []
    worked = sum(1 for _ in list_examples(ruleset, own)) if ruleset else 0
    unseen = list_unseen(context, ruleset) if ruleset else []
    found = {"problems": [vars(each) for each in problems], "unseen_figures": [each.as_json() for each in unseen]}
    context.console.data({"packs": own, "examples": worked} | found)
    for each in problems:
        context.console.text(f"{each.where}: {each.what} {each.mend}")
    for fate in unseen:
        context.console.say(fate.describe(), level="warning")
    context.console.text(
        f"{_count(len(own), 'pack')} of one's own ({', '.join(own) or 'none'}), {_count(worked, 'example')} worked: "
        f"{_count(len(problems), 'problem')}."
    )
    raise typer.Exit(1 if problems else 0)


def _find_mistaken_tables(ruleset: Ruleset, packs: list[str]) -> list[PackProblem]:
    """Tables of packs whose files would be taken for something else; only the collectors know."""
    from collectors.recognise_record_set import find_mistaken_tables
    from mappings.checks.pack_problems import PackProblem

    owned = {path: name for name in packs if name in ruleset.packs for path in ruleset.packs[name].paths}
    mend = "Give it two columns with names that are of no other record set, nor of an upload of figures."
    return [
        PackProblem(owned[path], f"{owned[path]}/{path}", None, f"A file of {table} alone is taken for {other}.", mend)
        for code in ruleset.records.codes
        if (path := f"indicators/records/sets/{code}/set.yaml") in owned
        for table, other in find_mistaken_tables(ruleset.records, code)
    ]


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
