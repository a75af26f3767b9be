"""How far records reach: the last day of which they can be said to know."""

from __future__ import annotations

from datetime import date

import polars as pl

from indicators.records.record_frames import Records

#: Dates of what has happened; an appointment that was offered may lie ahead.
EVENTS = {"episode": ("TRIAGED", "DISD"), "intervention": ("MODST", "MODEND"), "top": ("TOPDATE",)}


def find_last_day_reached(records: Records) -> date:
    """The period's last day or, where every agency has later dates, the month's end of the earliest agency's last.

    Extracts are made by the month, once it is over. The setting ``records-reach`` says otherwise.
    """
    setting: date | None = records.record_set.settings["records-reach"]
    if setting is not None:
        return setting
    events = [
        records.tables[table].select("AGNCY", pl.col(column).alias("day"))
        for table, columns in EVENTS.items()
        for column in columns
    ]
    last = pl.concat(events).group_by("AGNCY").agg(pl.col("day").max().dt.month_end()).get_column("day").min()
    return max(last, records.period.end) if isinstance(last, date) else records.period.end
