"""The only place that makes an xlsxwriter workbook, so that text can never become a formula."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

#: Workbooks say nothing of the day they were made: the same cells must give the same bytes.
CREATED = datetime(2008, 4, 1, tzinfo=UTC).replace(tzinfo=None)


def new_workbook(target: BytesIO, *, title: str, subject: str = "") -> xlsxwriter.Workbook:
    """A workbook that writes to ``target`` when closed; text stays text, whatever it begins with."""
    workbook = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        },
    )
    workbook.set_properties({"title": title, "subject": subject, "author": "Return Once", "created": CREATED})
    return workbook
