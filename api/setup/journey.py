"""What a setup knows between its pages: who may answer, the answers so far, and what was made of them."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from fastapi import Request

from api.auth.cookies import read_cookie
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.api_secrets import make_public_part
from returnonce.clock import Clock, today
from returnonce.errors import Conflict
from upkeep.workspace.answers import SetupAnswers
from upkeep.workspace.councils import Council, find_council
from upkeep.workspace.gaps import list_gaps
from upkeep.workspace.make_workspace import (
    OpenContext,
    WorkspaceDraft,
    WorkspaceReport,
    describe_arrangement,
    draft_workspace,
    make_workspace,
)
from upkeep.workspace.where import choose_folder


@dataclass
class SetupJourney:
    """One for a process. ``here``: the folder in which the workspace is made; ``ruleset``: what ships.

    ``code``: shown on the terminal, and asked for before anything is shown; ``stop``: called once all is made.
    """

    ruleset: Ruleset
    clock: Clock
    here: Path
    open_context: OpenContext
    code: str = field(default_factory=make_public_part, repr=False)
    stop: Callable[[], None] = lambda: None
    answers: SetupAnswers | None = None
    report: WorkspaceReport | None = None
    _visit: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def enter(self, code: str) -> str | None:
        """What the browser is given that brought the code; None where it is another."""
        fits = hmac.compare_digest(code.strip().casefold().encode(), self.code.encode())
        return self._visit if fits else None

    def is_open_to(self, request: Request) -> bool:
        """Whether a browser brought the code before."""
        return hmac.compare_digest(read_cookie(request, "setup").encode(), self._visit.encode())

    @property
    def council(self) -> Council | None:
        """The council that is set up; None until it is chosen."""
        return None if self.answers is None else find_council(self.ruleset.areas, self.answers.council)

    def draft(self) -> tuple[WorkspaceDraft, list[str]]:
        """What would be made, and what would be open.

        Raises:
            Conflict: no council is chosen yet.
            NotFound, Refused: the answers contradict each other, or the folder may not be one.
        """
        council = self.council
        if self.answers is None or council is None:
            raise Conflict("No council is chosen yet.", mend="Begin with its name.")
        folder = choose_folder(None, self.here, council.place)
        draft = draft_workspace(self.ruleset, folder, self.answers, today(self.clock), from_sheet=True)
        return draft, list_gaps(self.ruleset, describe_arrangement(draft, None))

    def make(self) -> WorkspaceReport:
        """Make it, once.

        Raises:
            ReturnOnceError: as for a draft, or a folder or the store cannot be made.
        """
        with self._lock:
            if self.report is None:
                self.report = make_workspace(self.ruleset, self.draft()[0], self.open_context)
            return self.report
