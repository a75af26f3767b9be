"""Answers a question by the ruleset in use at an instant: today's in this process, an older one in a child process.

A question is a function ``module:name(ruleset, session, request, out)`` that writes its answer into a folder. Modules
keep the definitions that they read, so older ones need a process of their own.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from mappings.ruleset.archive import read_archived_ruleset, write_definition_files
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import RulesOfInstant, find_rules_at
from returnonce.db import reading
from returnonce.errors import Unavailable
from returnonce.sandbox import ERROR_FILE, child_environment, rebuild_error
from returnonce.scratch import scratch

CHILD = "mappings.ruleset.as_of_child"
AT_ONCE, PATIENCE_SECONDS, WALL_SECONDS = 2, 30, 300
_turns = BoundedSemaphore(AT_ONCE)

Request = Mapping[str, Any]


class Question(Protocol):
    """What can be asked: it writes files into ``out``, and reads nothing but its arguments."""

    def __call__(self, ruleset: Ruleset, session: Session, request: Request, out: Path) -> None: ...


@dataclass(frozen=True)
class AsOfContext:
    """Whom one asks: the store, the home folder with the kept rulesets, and today's ruleset."""

    engine: Engine
    home: Path
    ruleset: Ruleset


@dataclass(frozen=True)
class AsOfAnswer:
    """The folder that the answer was written into, and by which rules."""

    folder: Path
    rules: RulesOfInstant


@contextmanager
def answer_as_of(
    context: AsOfContext, instant: datetime | None, question: str, request: Request
) -> Iterator[AsOfAnswer]:
    """Ask ``module:name`` by the rules in use at an instant (none: today's). ``request``: what JSON can hold.

    Raises:
        Unavailable: the rules of then are not kept, or cannot be read by this release.
    """
    with reading(context.engine) as session:
        rules = find_rules_at(session, context.ruleset, instant)
    with scratch() as work:
        out = work / "out"
        out.mkdir()
        if rules.older:
            _ask_child(context, rules.hash, question, request, work)
        else:
            with reading(context.engine) as session:
                load_question(question)(context.ruleset, session, request, out)
        yield AsOfAnswer(out, rules)


def load_question(question: str) -> Question:
    """The function that ``module:name`` names."""
    module, name = question.split(":")
    function: Question = getattr(importlib.import_module(module), name)
    return function


def _ask_child(context: AsOfContext, name: str, question: str, request: Request, work: Path) -> None:
    own = write_definition_files(read_archived_ruleset(context.home, name), work / "rules")
    payload = {
        "root": str(work / "rules"), "places": str(own) if own else None, "hash": name, "question": question,
        "request": dict(request), "database": context.engine.url.render_as_string(hide_password=False),
        "out": str(work / "out"),
    }  # fmt: skip
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable("Too much is being worked out by older rules.", mend="Try again in a minute.")
    try:
        code = _run(json.dumps(payload).encode())
    finally:
        _turns.release()
    refused = work / "out" / ERROR_FILE
    if refused.exists():
        raise rebuild_error(json.loads(refused.read_text(encoding="utf-8")))
    if code:
        raise _failed(name)


def _run(payload: bytes) -> int:
    """The child's exit code. What it is told goes through a pipe, since the store's address may hold a password."""
    command = [sys.executable, "-m", CHILD]
    try:
        done = subprocess.run(
            command, env=child_environment(store=True), input=payload, capture_output=True, timeout=WALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


def _failed(name: str) -> Unavailable:
    return Unavailable(
        f"It could not be worked out by the rules {name[:12]}.",
        mend="Try again; if it stays so, ask for the edition that was published, whose bytes are kept.",
    )
