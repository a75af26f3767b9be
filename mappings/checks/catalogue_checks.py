"""Checks a whole ruleset; each problem names the file, what is wrong and the mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from mappings.checks.framework_checks import find_framework_problems
from mappings.checks.indicator_checks import find_indicator_problems
from mappings.checks.layout_checks import find_layout_problems
from mappings.checks.line_checks import find_edition_problems, find_line_problems, find_pair_problems
from mappings.checks.problems import DefinitionProblem, make_error
from mappings.checks.record_set_checks import find_record_set_problems
from mappings.checks.report_checks import find_report_problems
from mappings.packs.file_kinds import find_unread_files
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place
from mappings.place.sharing_register import list_unknown_recipients

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = ["DefinitionProblem", "check_catalogue"]


def check_catalogue(ruleset: Ruleset, *, changed: Collection[str] | None = None) -> list[DefinitionProblem]:
    """Every problem of a ruleset that could be loaded, by file; an empty list when it is sound.

    ``changed``: the paths of the files that differ from those that ship, where they are known: record sets that rest on
    none of them are not gone through again.

    What cannot be loaded at all (a missing field, a predicate that is none, a file not named for its
    code) is refused by :func:`mappings.ruleset.loading.load_ruleset`.
    """
    problems = [*find_indicator_problems(ruleset), *find_line_problems(ruleset), *find_pair_problems(ruleset)]
    for return_ in ruleset.returns.values():
        problems += find_edition_problems(return_, ruleset.event_kinds)
    problems += find_layout_problems(ruleset)
    problems += find_framework_problems(ruleset)
    problems += find_report_problems(ruleset)
    problems += _source_problems(ruleset)
    problems += find_record_set_problems(ruleset, changed=changed)
    problems += _list_unread(ruleset)
    mend = "See: returnonce packs check, returnonce places check."
    problems += (make_error("packs", words, mend) for words in ruleset.left_out)
    for place in ruleset.places.values():
        problems += _place_problems(place, ruleset)
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.file)


def _source_problems(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    for name, source in ruleset.sources.items():
        for figure in source.figures:
            if figure.indicator and figure.indicator not in ruleset.catalogue:
                yield make_error(
                    f"sources/{name}.yaml", f"{figure.indicator} is no indicator.", "Correct the indicator."
                )


def check_places(ruleset: Ruleset) -> list[DefinitionProblem]:
    """What is wrong with the places alone, with what is left out among it."""
    names = {*ruleset.places}
    own = (each for each in check_catalogue(ruleset, changed=()) if each.file.partition("/")[0] in names)
    left_out = (make_error("places", words, "Mend it; other places go on.") for words in ruleset.left_out)
    return list(dict.fromkeys([*left_out, *own, *_list_unread(ruleset)]))


def _list_unread(ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    for path, mend in find_unread_files(ruleset.files):
        yield make_error(path, "Nothing is read from this file.", mend)


def _pack_problems(place: Place, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """A place that names its packs makes returns of these."""
    where = f"{place.name}/place.yaml"
    for name in place.packs or ():
        if name not in ruleset.packs:
            yield make_error(where, f"packs: there is no pack {name}.", f"Packs are {', '.join(ruleset.packs)}.")
    for entry in place.returns if place.packs is not None else ():
        records = f"mappings/record_returns/{entry.return_code}.yaml"
        path = records if entry.records else f"mappings/returns/{entry.return_code}/lines.tsv"
        scheduled = f"mappings/scheduled_returns/{entry.return_code}.yaml"
        paths = {scheduled} if entry.scheduled else {path, records, scheduled}
        owner = next((name for name, pack in ruleset.packs.items() if paths & {*pack.paths}), None)
        if owner is not None and not any(ruleset.sees(place.name, each) for each in paths):
            message = f"It makes {entry.return_code}, and the pack {owner} is not switched on."
            yield make_error(where, message, f"Add {owner} to packs, or take the return away.")


def _due_day_problems(place: Place, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """A due day is of a return that the place makes, and of one of its stages, where it has any."""
    where = f"{place.name}/due_days.tsv"
    made_here = {entry.return_code for entry in place.returns}
    for row in place.due_days:
        scheduled = ruleset.scheduled_returns.get(row.return_code)
        stages = [stage.code for stage in scheduled.stages] if scheduled else []
        if row.return_code not in made_here:
            message = f"{place.title} does not make {row.return_code}."
            yield make_error(where, message, "Correct the return, or add it to place.yaml.")
        elif row.stage is not None and row.stage not in stages:
            message = f"{row.return_code} has no stage {row.stage}."
            yield make_error(where, message, f"Its stages are: {', '.join(stages) or 'none; leave the cell empty'}.")
        elif row.stage is None and stages and row.return_code not in ruleset.returns:
            message = f"{row.return_code} is sent in several stages, and {row.period} names none."
            yield make_error(where, message, f"Write one of {', '.join(stages)} in column stage.")


def _list_known_returns(entry: PlaceReturn, ruleset: Ruleset) -> set[str]:
    """Codes that an entry of a place may have."""
    if entry.scheduled:
        return {*ruleset.scheduled_returns}
    records = {*ruleset.record_returns}
    return records if entry.records else {*ruleset.returns, *records, *ruleset.scheduled_returns}


def _place_problems(place: Place, ruleset: Ruleset) -> Iterator[DefinitionProblem]:
    """A place speaks of returns, lines, indicators and areas that there are."""
    lines = {code: {row.subject_id for row in return_.lines} for code, return_ in ruleset.returns.items()}
    mapped = {
        (code, row.subject_id, row.object_id) for code, return_ in ruleset.returns.items() for row in return_.lines
    }
    for approval in place.approvals:
        if (approval.return_code, approval.line, approval.object_id) not in mapped:
            message = f"{approval.line} is not mapped to {approval.object_id} in {approval.return_code}."
            yield make_error(f"{place.name}/approvals.tsv", message, "Approve a row of that return's lines.tsv.")
    for kept_line in place.kept_lines:
        if kept_line.line not in lines.get(kept_line.return_code, set()):
            yield make_error(
                f"{place.name}/kept.tsv", f"{kept_line.return_code} has no line {kept_line.line}.", "Correct the line."
            )
    return_codes = {*ruleset.returns, *ruleset.record_returns, *ruleset.scheduled_returns}
    for entry in place.returns:
        if entry.return_code not in _list_known_returns(entry, ruleset):
            yield make_error(
                f"{place.name}/place.yaml", f"There is no return {entry.return_code}.", "Correct the return."
            )
    yield from _pack_problems(place, ruleset)
    for lead in place.leads:
        if lead.return_code not in return_codes:
            yield make_error(
                f"{place.name}/leads.tsv", f"There is no return {lead.return_code}.", "Correct the return."
            )
    yield from _due_day_problems(place, ruleset)
    for contact in place.contacts:
        if contact.kind == "regulator" and contact.whom not in return_codes:
            mend = "Write a return's code in column for."
            yield make_error(f"{place.name}/contacts.tsv", f"There is no return {contact.whom}.", mend)
    for file, recipient in list_unknown_recipients(place, return_codes):
        mend = "Write an agency of agencies.tsv, the place's name, or a return's code."
        yield make_error(f"{place.name}/{file}", f"column recipient: there is no '{recipient}'.", mend)
    for row in place.of_record:
        if row.indicator not in ruleset.catalogue:
            message = f"{row.indicator} is no indicator."
            yield make_error(f"{place.name}/of_record.tsv", message, "Correct the indicator.")
