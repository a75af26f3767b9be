"""One layout for each return: a declaration of sheets and columns, here or in a file. No layout knows a file format."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts.from_file import lay_out_from_file
from mappings.definitions.workbook_layouts import BUILT_IN
from mappings.fill.cells import FilledReturn
from returnonce.errors import NotFound


def lay_out(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """The workbooks that an edition asks for; all returns are of that one edition.

    Raises:
        NotFound: the edition names a layout that is not there.
    """
    edition, definition = filled[0].edition, filled[0].layout
    if definition is not None:
        return lay_out_from_file(definition, filled)
    if edition.layout not in BUILT_IN:
        raise NotFound(
            f"There is no layout '{edition.layout}'.",
            where=f"{edition.return_code}/{edition.edition}",
            mend=f"Write one of: {', '.join(sorted(BUILT_IN))}.",
        )
    # Only now: a return needs one of them, and a command waits for what it loads.
    models: list[WorkbookModel] = import_module(f"exports.layouts.{edition.layout.replace('-', '_')}").layout(filled)
    return models
