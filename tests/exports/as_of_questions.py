"""One question that asks for everything that can be asked of an instant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlmodel import Session

from exports import as_of
from mappings.progress.plans_as_of import make_board, make_plan
from mappings.ruleset.as_of import Request
from mappings.ruleset.definitions_as_of import describe_lines, write_description
from mappings.ruleset.ruleset import Ruleset

FORMS = ("xlsx", "csv", "json", "parquet")
FILL = {"return": "national-indicators", "area": "Lewisham", "period": "FY2009-10", "today": None, "hidden": None}
PLAN = {"start": "2009-04-01", "end": "2010-03-31", "place": "lewisham", "agency": None, "given": True}
LINES = {"said": f"{describe_lines.__module__}:{describe_lines.__qualname__}", "arguments": {"return_code": "crc"}}
CALENDAR = {"audience": "officer", "scope": "lewisham", "base_url": None}


def ask(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """Each answer in a folder of its own."""
    questions: list[tuple[str, Any, dict[str, Any]]] = [(form, as_of.draft, FILL | {"format": form}) for form in FORMS]
    questions += [("plan", make_plan, PLAN), ("board", make_board, PLAN), ("calendar", as_of.calendar, CALENDAR),
                  ("lines", write_description, LINES)]  # fmt: skip
    for name, question, about in questions:
        (out / name).mkdir(parents=True)
        question(ruleset, session, about | dict(request), out / name)


def answers(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of the answers."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
