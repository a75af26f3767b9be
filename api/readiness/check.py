"""One check of readiness: what it is called, how it looks, and what it can answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine

from mappings.ruleset.app_context import AppContext
from upkeep.act_tally import ActTally

CheckState = Literal["ok", "fault", "silent"]


@dataclass(frozen=True)
class ReadinessContext:
    """What checks look at. ``engine``: connections of its own, so that a pool that is used up hides nothing else."""

    app: AppContext
    engine: Engine
    tally: ActTally


@dataclass(frozen=True)
class ReadinessCheck:
    """``look``: what is wrong, in words; None where nothing is. ``needed``: without it nothing can be answered."""

    name: str
    look: Callable[[ReadinessContext], str | None]
    needed: bool = True


@dataclass(frozen=True)
class CheckAnswer:
    """What came of one check. ``silent``: it did not answer within its deadline."""

    check: ReadinessCheck
    state: CheckState
    says: str | None = None
    milliseconds: int = 0
