"""``returnonce template``: the workbook that asks an agency for what it owes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collectors.template.workbook import make_template
from commands.context import AgencyOption, JsonOption, PeriodOption, open_context
from indicators.period.printed import read_period
from returnonce.blobs import write_atomic
from returnonce.db import reading


def template(
    agency: AgencyOption,
    period: PeriodOption,
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    return_code: Annotated[
        str | None, typer.Option("--return", help="Only what this return waits for, such as vital-signs.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """A workbook of what an agency owes for a period and nobody has given."""
    context = open_context(as_json)
    with reading(context.engine) as session:
        data = make_template(
            context.ruleset,
            session,
            agency=agency,
            period=read_period(period).code,
            clock=context.clock,
            return_code=return_code,
        )
    write_atomic(out, data)
    context.console.data({"file": str(out), "agency": agency, "period": period, "return": return_code})
    whom = f"{agency} owes to {return_code}" if return_code else f"{agency} owes"
    context.console.text(f"{out} asks for what {whom} for {period} and nobody has given yet.")
