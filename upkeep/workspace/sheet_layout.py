"""The sheets of ``setup.xlsx``: their names, columns and questions, the same for writing and for reading."""

from __future__ import annotations

from typing import NamedTuple, get_args

from pydantic_core import ErrorDetails

from mappings.definitions.field_types import Role
from mappings.place.place_definitions import AgencyKind
from upkeep.workspace.answers import PARTS

COUNCIL, AGENCIES, SERVICES, PACKS, PEOPLE = "Council", "Who answers", "Drug services", "Packs", "People"
YES, NO = "yes", "no"
KINDS: tuple[str, ...] = get_args(AgencyKind)
ROLES: tuple[str, ...] = get_args(Role)
PART_NAMES: tuple[str, ...] = tuple(PARTS)
#: Rows with drop-downs below those that are filled.
SPARE_ROWS = 20


class Column(NamedTuple):
    """``key``: what it is read as. ``choices``: what may stand there; none for free text."""

    key: str
    heading: str
    width: int
    choices: tuple[str, ...] = ()


class Question(NamedTuple):
    """One row of the sheet Council."""

    key: str
    words: str
    help: str


QUESTIONS = (
    Question("council", "Council", "Its name or the code of its area."),
    Question("first_year", "First year", "The first financial year, such as FY2026-27."),
    Question("mailbox", "Officers' mailbox", "Is told of what is late."),
    Question("mail_server", "Mail server", "smtp://user@host:587 or smtps://user@host; empty: messages wait."),
    Question("mail_from", "Mail from", "The address that messages are sent from."),
    Question("base_url", "Address of the pages", "https://returns.council.example; empty: this machine alone."),
    Question("backups", "Folder of backups", "On another disk than the store."),
    Question("published", "Folder of published files", "Into which published files are dropped."),
)
#: Questions whose answers are keys of ``returnonce.toml``.
SETTINGS = ("mail_server", "mail_from", "base_url", "backups", "published")

#: How an answer is written, where a pattern says it to machines alone.
SHAPES = {
    "mailbox": "Write a mail address, such as returns@council.example.",
    "account": "Use 2 to 80 of a-z, 0-9, dot, @, hyphen, underscore.",
    "code": "Use small letters, digits and single hyphens.",
    "base_url": "Write an address, such as https://returns.council.example.",
    "mail_server": "Write smtp://user@host:587 or smtps://user@host.",
    "mail_from": "Write a mail address, such as returns@council.example.",
}


def describe_answer_fault(error: ErrorDetails) -> str:
    """What is wrong with an answer, in words."""
    key = str(error["loc"][-1])
    if error["type"] == "string_pattern_mismatch" and key in SHAPES:
        return SHAPES[key]
    return f"{error['msg'].removeprefix('Value error, ')}."


AGENCY_COLUMNS = (
    Column("code", "Code", 34),
    Column("name", "Name", 46),
    Column("kind", "Kind", 20, KINDS),
    Column("areas", "Areas", 24),
    Column("mailbox", "Mailbox", 34),
    *(Column(role, role, 5, (YES,)) for role in ROLES),
)
SERVICE_COLUMNS = (
    Column("code", "Code", 34),
    Column("name", "Name", 46),
    Column("sender_code", "Sender code in NDTMS files", 26),
    Column("mailbox", "Mailbox", 34),
)
PACK_COLUMNS = (Column("pack", "Pack", 18), Column("on", "Used here", 12, (YES, NO)), Column("note", "What it is", 90))
PEOPLE_COLUMNS = (
    Column("account", "Account", 34),
    Column("who", "Who", 40),
    Column("part", "Part", 18, PART_NAMES),
)
TABLES = {AGENCIES: AGENCY_COLUMNS, SERVICES: SERVICE_COLUMNS, PACKS: PACK_COLUMNS, PEOPLE: PEOPLE_COLUMNS}
HELP = (
    "Fill in the cream cells, save, and run: returnonce start --from setup.xlsx",
    "Council: one answer in each row. Districts and neighbours follow from the areas and are not asked.",
    "Who answers: one row for each agency that sends figures; yes under each thing that it answers for, on the ground "
    "in Areas (codes or names, several parted by |). Two agencies may share a thing on different ground only.",
    "A heading stays red while nobody answers for it. Leave it so if no return of yours asks for it.",
    "Drug services: those whose records make up the council's figures of treatment; they need no row there.",
    "Packs: definitions that are used here.",
    "People: the administrator makes further accounts; the second person approves what the first proposes.",
    "It is taken whole, or nothing of it is: every cell that cannot be read is named.",
)
