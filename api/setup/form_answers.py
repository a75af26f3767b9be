"""Reads the forms of a setup: answers, or every field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, get_args

from pydantic import ValidationError

from indicators.period.printed import read_period
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings
from upkeep.workspace.answers import Part, PersonAnswer, ServiceAnswer, SetupAnswers
from upkeep.workspace.councils import name_place
from upkeep.workspace.people import name_person
from upkeep.workspace.sheet_layout import SETTINGS, describe_answer_fault
from upkeep.workspace.suggestions import read_offered_packs

#: Before the code of a pack, in the name of its box.
PACK = "pack-"


class FieldFault(NamedTuple):
    """``field``: its id on the page."""

    field: str
    what: str


def read_year_form(answers: SetupAnswers, fields: Mapping[str, str]) -> SetupAnswers:
    """The first year and the packs.

    Raises:
        Refused: it is no year.
    """
    packs = tuple(each.pack for each in read_offered_packs() if fields.get(PACK + each.pack))
    return answers.model_copy(update={"first_year": read_period(fields.get("first_year", "")), "packs": packs})


def read_people_form(answers: SetupAnswers, fields: Mapping[str, str]) -> tuple[SetupAnswers, list[FieldFault]]:
    """People, drug services, mail and folders; with a fault nothing of it is taken."""
    faults: list[FieldFault] = []
    update = {
        "people": _read_people(answers, fields, faults),
        "services": _read_services(answers, fields.get("services", ""), faults),
        "settings": {name: fields[name].strip() for name in SETTINGS if fields.get(name, "").strip()},
        "mailbox": fields.get("mailbox", "").strip() or None,
    }
    faults += _check_settings(update["settings"])
    try:
        taken = SetupAnswers.model_validate({**dict(answers), **update})
    except ValidationError as error:
        faults += _list_faults(error)
        taken = answers
    return (answers, faults) if faults else (taken, [])


def list_people_fields(answers: SetupAnswers) -> dict[str, str]:
    """What the form shows: the first person of each part, the services, mail and folders."""
    people = {name_field(part): person.account for part, person in _list_shown_people(answers).items()}
    services = "\n".join(_write_service(each) for each in answers.services)
    return {**people, "services": services, "mailbox": answers.mailbox or "", **answers.settings}


def name_field(part: Part) -> str:
    """The field of a part."""
    return part.replace(" ", "_")


def _list_shown_people(answers: SetupAnswers) -> dict[Part, PersonAnswer]:
    return {person.part: person for person in reversed(answers.people)}


def _write_service(service: ServiceAnswer) -> str:
    return ", ".join(filter(None, (service.name, service.sender_code)))


def _read_people(
    answers: SetupAnswers, fields: Mapping[str, str], faults: list[FieldFault]
) -> tuple[PersonAnswer, ...]:
    """Who was typed; a sheet may have named more people, and says who they are in words."""
    shown = _list_shown_people(answers)
    people: list[PersonAnswer] = []
    for part in get_args(Part):
        name, account = name_field(part), fields.get(name_field(part), "").strip()
        try:
            typed = [name_person(part, account)] if account else []
            people += [shown[part] if part in shown and shown[part].account == each.account else each for each in typed]
        except ReturnOnceError as error:
            faults.append(FieldFault(name, f"{error.what} {error.mend}"))
    if not fields.get("administrator", "").strip():
        faults.append(FieldFault("administrator", "Say who makes accounts; else nobody could sign in."))
    if len({person.account for person in people}) < len(people):
        faults.append(FieldFault("second_person", "The second person is another one than the administrator."))
    return (*people, *(person for person in answers.people if person not in shown.values()))


def _read_services(answers: SetupAnswers, text: str, faults: list[FieldFault]) -> tuple[ServiceAnswer, ...]:
    """One in each line: its name, and after a comma its sender code. One that is left as it was keeps its mailbox."""
    before = {_write_service(service): service for service in answers.services}
    services = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line in before:
            services.append(before[line])
            continue
        name, _, sender_code = (part.strip() for part in line.partition(","))
        try:
            services.append(ServiceAnswer(code=name_place(name), name=name, sender_code=sender_code or None))
        except ValidationError:
            faults.append(FieldFault("services", f"{line!r} is no service. Write a name, a comma and its sender code."))
    if len({service.code for service in services}) < len(services):
        faults.append(FieldFault("services", "Two services have one name. Make them differ."))
    return tuple(services)


def _check_settings(settings: object) -> list[FieldFault]:
    try:
        Settings.model_validate(settings)
    except ValidationError as error:
        return _list_faults(error)
    return []


def _list_faults(error: ValidationError) -> list[FieldFault]:
    return [FieldFault(str(each["loc"][0]), describe_answer_fault(each)) for each in error.errors()]
