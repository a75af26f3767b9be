"""The context of a command: the application's, with the console."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from indicators.areas.area_reading import AreaReading
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset_history import NOT_KEPT, RulesOfInstant
from returnonce.clock import Clock, SystemClock, parse_instant
from returnonce.console import Console
from returnonce.definition_files.file_tree import RELEASE
from returnonce.errors import NotFound, WrongUsage
from returnonce.logs import configure
from returnonce.settings import Settings, read_settings
from returnonce.settings_file import find_earlier_home

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from mappings.ruleset.ruleset import Ruleset

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AgencyOption = Annotated[str, typer.Option("--agency", help="Code of the agency, such as lewisham-pct.")]
PeriodOption = Annotated[str, typer.Option("--period", help="Period code, such as FY2009-10.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="As it was known then, by the rules of then: 2026-04-01T00:00:00Z.")
]
PurposeOption = Annotated[
    str | None, typer.Option("--purpose", help="Why rows about people are written out; kept in the audit trail.")
]
ReturnArgument = Annotated[str, typer.Argument(metavar="RETURN", help="Such as vital-signs or core-data-set.")]
AreaOption = Annotated[str, typer.Option("--area", help="Area code or name, such as E09000023 or Lewisham.")]


class CommandContext(AppContext):
    """The application's context, and the console that the command speaks through."""

    def __init__(self, settings: Settings, clock: Clock, console: Console, *, makes_store: bool = False) -> None:
        super().__init__(settings, clock)
        self.console, self.makes_store, self._said = console, makes_store, set[str]()

    @cached_property
    def engine(self) -> Engine:
        """As the application's; where there is no store, one of before that lies near is named."""
        try:
            return super().engine
        except NotFound as error:
            earlier = find_earlier_home(Path(), RELEASE, but=self.home)
            if earlier is None:
                raise
            mend = f"One of before lies in {earlier}: set RETURNONCE_HOME to it to go on with it. Else {error.mend}"
            raise NotFound(error.what, mend=mend) from None

    def load_current_ruleset(self) -> Ruleset:
        """As the application's, saying what is left out of it for a mistake."""
        ruleset = super().load_current_ruleset()
        for words in (*ruleset.left_out, *ruleset.unread):
            if words not in self._said:
                self.console.say(words, level="warning")
        # Once, by a process that loads them again and again; copies of the context share it.
        self._said |= {*ruleset.left_out, *ruleset.unread}
        return ruleset

    def parse_as_of(self, as_of: str | None) -> datetime | None:
        """The instant that was typed; None where today's rules answer, since nothing else is kept.

        Raises:
            WrongUsage: it is no instant.
        """
        instant = None if as_of is None else parse_instant(as_of, where="--as-of")
        if instant is not None and not self.store_exists:
            self.console.say(NOT_KEPT)
            return None
        return instant


def say_rules(context: CommandContext, rules: RulesOfInstant) -> None:
    """Say by which rules it was answered, where they are not today's or none of then are kept."""
    if rules.note:
        context.console.say(rules.note)
    elif rules.older:
        context.console.say(f"This is by the rules in use then ({rules.hash[:12]}), and not by those of today.")


def require_area(area: str | None) -> str:
    """The area that was given.

    Raises:
        WrongUsage: none was.
    """
    if area is None:
        raise WrongUsage("For which area is not said.", where="--area", mend="Give --area, such as Kent or E10000016.")
    return area


def say_area(context: CommandContext, reading: AreaReading) -> None:
    """Say which code was used, where it is not the one that was written."""
    if reading.note:
        context.console.say(reading.note)


def open_context(as_json: bool, *, makes_store: bool = False) -> CommandContext:
    """Read the environment and the workspace's file, and be ready. ``makes_store``: where there is none."""
    return make_context(read_settings(os.environ, Path()), as_json, makes_store=makes_store)


def make_context(settings: Settings, as_json: bool, *, makes_store: bool = False) -> CommandContext:
    """The context of settings that are known already."""
    configure(settings)
    console = Console(as_json, as_log=settings.log_format == "json")
    return CommandContext(settings, SystemClock(), console, makes_store=makes_store)
