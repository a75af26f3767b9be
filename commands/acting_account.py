"""Who acts at the console: the operator, or the account that ``--by`` names."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.context import CommandContext
from returnonce.access.account_principals import find_console_principal
from returnonce.access.principals import OPERATOR, Principal
from returnonce.db import reading

ByOption = Annotated[
    str | None, typer.Option("--by", help="Account that does it; its grants count. Without it, the operator.")
]


def find_acting(context: CommandContext, by: str | None) -> Principal:
    """The account of that name, or the operator.

    Raises:
        NotFound, Conflict: there is no such account, or it has ended.
    """
    if by is None:
        return OPERATOR
    with reading(context.engine) as session:
        return find_console_principal(session, by)


def find_acting_by_rules(context: CommandContext, by: str | None) -> Principal:
    """The same, for what is done by the definitions: they are read before the store is.

    The first reading of changed definitions notes their use in the store, and would wait for a session of our own.

    Raises:
        NotFound, Conflict: as above.
        Refused: the definitions cannot be read.
    """
    _ = context.ruleset
    return find_acting(context, by)
