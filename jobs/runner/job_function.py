"""What a job's function is given, and what it may return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from mappings.ruleset.app_context import AppContext

#: Writes what came of it in the transaction that also marks the work as finished, and says so in words.
#: Both happen or neither, and only for the one worker that still holds the work.
Finish = Callable[[Session], str]
#: The application's context by the definitions of now, and the slot: the instant (UTC) that the work is for.
#: Rows are written by a :data:`Finish` that is returned; whatever else a job does must be idempotent.
JobFunction = Callable[["AppContext", datetime], "str | Finish"]
