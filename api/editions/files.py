"""Which kept file of an edition holds its cells or its changes in a format."""

from __future__ import annotations

from typing import Literal, get_args

from fastapi import Request

from api.http.responses import negotiate_format
from exports.editions.published_editions import EditionFile, PublishedEdition
from exports.filled_returns.machine_files import ENDINGS
from exports.filled_returns.render import file_stem_from_codes
from returnonce.access.policy import missing

CellsForm = Literal["json", "csv", "xlsx", "parquet", "sdmx.csv"]
ChangesForm = Literal["json", "csv"]
#: In the order of preference where ``Accept`` does not say.
CELLS: tuple[CellsForm, ...] = get_args(CellsForm)
CHANGES: tuple[ChangesForm, ...] = get_args(ChangesForm)


def cells_file(edition: PublishedEdition, audience: str, form: str) -> EditionFile:
    """The file that holds the cells in a form. ``csv`` is the one for programs.

    Raises:
        NotFound: the edition was not written in that form.
    """
    stem = file_stem_from_codes(edition.return_code, edition.area, edition.period)
    return named_file(edition, audience, stem + ENDINGS.get(form, f".{form}"))


def changes_file(edition: PublishedEdition, audience: str, form: str) -> EditionFile:
    """The file that says what changed since the edition before."""
    return named_file(edition, audience, f"changes.{form}")


def named_file(edition: PublishedEdition, audience: str, name: str) -> EditionFile:
    """A file of an edition by its name.

    Raises:
        NotFound: that audience has no such file.
    """
    for file in edition.files:
        if (file.audience, file.name) == (audience, name):
            return file
    raise missing()


def choose_media_type(request: Request, offered: tuple[str, ...]) -> str:
    """What ``Accept`` asks for. Raises ``NotAcceptable``."""
    return negotiate_format(request, offered)
