"""One layout for each return: a declaration of sheets and columns, here or in a file. No layout knows a file format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.formats.xlsx.workbook_model import WorkbookModel
from exports.layouts import (
    core_data_set,
    crc,
    national_indicators,
    ndtms,
    ofsted_profile,
    plain,
    vital_signs,
)
from exports.layouts.from_file import lay_out_from_file
from mappings.fill.cells import FilledReturn
from returnonce.errors import NotFound

LAYOUTS: dict[str, Callable[[Sequence[FilledReturn]], list[WorkbookModel]]] = {
    "core-data-set": core_data_set.layout,
    "crc": crc.layout,
    "national-indicators": national_indicators.layout,
    "ndtms": ndtms.layout,
    "ofsted-profile": ofsted_profile.layout,
    "plain": plain.layout,
    "vital-signs": vital_signs.layout,
}


def lay_out(filled: Sequence[FilledReturn]) -> list[WorkbookModel]:
    """The workbooks that an edition asks for; all returns are of that one edition.

    Raises:
        NotFound: the edition names a layout that is not there.
    """
    edition, definition = filled[0].edition, filled[0].layout
    if definition is not None:
        return lay_out_from_file(definition, filled)
    if edition.layout not in LAYOUTS:
        raise NotFound(
            f"There is no layout '{edition.layout}'.",
            where=f"{edition.return_code}/{edition.edition}",
            mend=f"Write one of: {', '.join(LAYOUTS)}.",
        )
    return LAYOUTS[edition.layout](filled)
