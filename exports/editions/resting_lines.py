"""Which lines of a published edition rest on a figure."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from exports.editions.published_editions import PublishedEdition
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.catalogue.former_codes import FormerCodes
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.lineage import rests_on
from returnonce.blobs import BlobStore


class FigureName(NamedTuple):
    """A figure of any breakdown."""

    indicator: str
    area: str
    period: str


def list_resting_lines(
    blobs: BlobStore, edition: PublishedEdition, figure: tuple[str, str, str], former: FormerCodes
) -> list[str]:
    """The lines whose cells, as the recipient has them, rest on a figure; what was not sent is left out.

    An edition from before a renaming names the indicator as it was called then.

    Raises:
        NotFound: the edition was not released to its recipient.
        Unavailable: its bytes are gone, or were altered.
    """
    indicator, area, period = figure
    codes = [code for code in former.add_former([indicator]) if former.find_current(code, period) == indicator]
    keys = {"indicator": sorted(codes), "area": [area], "period": [period]}
    named = pl.all_horizontal(pl.element().struct.field(name).is_in(each) for name, each in keys.items())
    cells = read_edition_cells(blobs, edition, ENTITLED)
    hit = rests_on(named) & ~pl.col("withheld").fill_null(value=False)
    return cells.filter(hit)["line"].unique(maintain_order=True).to_list()
