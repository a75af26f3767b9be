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
