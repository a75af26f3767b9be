"""Of which period a file is that somebody sends on a collection's page: the page's, unless it is of other records."""

from __future__ import annotations

import polars as pl
from fastapi import Request

from api.pages.forms.multipart import FormFile
from api.pages.page_data import PageData
from api.pages.period_spans import current_span
from api.pages.views.collection_head import CollectionHead
from collectors.readers.file_kinds import detect_kind
from collectors.recognise_record_set import recognise_record_set
from indicators.period.codes import parse_period


def find_period(request: Request, page: CollectionHead, file: FormFile) -> str:
    """The period's code; nothing where the file is to say it itself.

    Figures state theirs, and records of the page's own kind are of its period. Of other records the page knows nothing:
    they are of the period of which their own collection asks the agency for them.
    """
    records, of_page = PageData(request).context.ruleset.records, page.key.split("/")[3]
    code = recognise_record_set(file.path, records, name=file.name)
    if code is None or code == page.record_set:
        return of_page
    if records.files_of(code).definition.rolling or _is_xml(file):
        return ""
    return _find_asked(request, page, code, of_page)


def _is_xml(file: FormFile) -> bool:
    """Files of this kind state their period."""
    with file.path.open("rb") as stream:
        return detect_kind(stream.read(1 << 12)) == "xml"


def _find_asked(request: Request, page: CollectionHead, code: str, of_page: str) -> str:
    """The newest period that has ended for which such records are asked for; the page's where they are asked for of it,
    or of none."""
    sources = PageData(request)
    rows = sources.last_board(current_span(sources.today)).filter(
        pl.col("agency") == page.agency_code, pl.col("record_set") == code
    )
    periods = [parse_period(text) for text in rows["period"].unique()]
    ended = [period for period in periods if period.end <= sources.today]
    if not ended or of_page in [period.code for period in periods]:
        return of_page
    return max(ended, key=lambda period: period.end).code
