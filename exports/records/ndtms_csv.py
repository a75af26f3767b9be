"""The NDTMS file of one agency: every table side by side in one CSV, in the order of a data set's version.

Every field is quoted and a quote in it is doubled; lines end with LF; UTF-8 without a mark. A client's and an
episode's columns stand on each of its rows, and each row holds at most one intervention, time in treatment,
sub-intervention review, client information review and TOP: an episode has as many rows as the longest of these lists.
A client's rows stand together.

Nothing guards a field that a spreadsheet could take for a formula, as other CSV files here do: the portal would take
the guard for data. The file is for the portal, not for opening.
"""

from __future__ import annotations

import re
from functools import reduce

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.record_sets import RecordSet
from indicators.records.wide_layout import read_wide_layout
from returnonce.count_text import format_count
from returnonce.errors import Refused

_CLIENT = ["AGNCY", "CLIENTID"]
_EPISODE = [*_CLIENT, "EPISODID"]
#: Which of its episode's interventions, reviews or TOPs a row holds, from 0.
_TURN = "_turn"
#: All that a stub row says.
_STUB = [*_EPISODE, "CONSENT"]
_TOP = "top"


def ndtms_file(records: Records, *, agency: str, version: str | None = None) -> tuple[str, bytes]:
    """Name and bytes of an agency's file, in a version of the data set (that of the records, if none is named).

    Only episodes with consent are written; without it an episode is left out, or is a row of its keys and CONSENT = N,
    as the setting ``without-consent`` says (none if nothing is said of consent). Columns that the version has not are
    left out; columns that the records have not are blank. Settings are those of the records.

    Raises:
        NotFound: no such version.
        Refused: the agency's code could not stand in a file name.
    """
    layout = records.record_set.in_version(version or records.record_set.version)
    name = _file_name(records, agency, layout.version)
    episodes = _of(records, "episode", agency)
    flat = _flat(records, agency, episodes.filter(_has_consent(records)))
    if records.record_set.settings["without-consent"] == "stub":
        flat = pl.concat([flat, episodes.filter(pl.col("CONSENT") == "N").select(_STUB)], how="diagonal")
    # A client's stub rows come last: what is said of the client stands on the first row.
    ordered = flat.sort([*_CLIENT, pl.col(_TURN).is_null(), "EPISODID", _TURN])
    return name, _as_text(ordered, layout, records.record_set).write_csv(quote_style="always").encode()


def describe_left_out(records: Records, *, agency: str, version: str | None = None) -> tuple[str, ...]:
    """In words, what :func:`ndtms_file` leaves out: cells of columns that there are not, episodes without consent."""
    layout = records.record_set.in_version(version or records.record_set.version)
    columns = {heading.column for heading in read_wide_layout(layout)}
    sentences = []
    for name in records.record_set.tables:
        rows = _of(records, name, agency)
        cells = ((column, rows[column].count()) for column in rows.columns if column not in columns)
        sentences += [
            f"{format_count(n, 'cell')} of {name} {column}, which version {layout.version} has not"
            for column, n in cells
            if n
        ]
    episodes = _of(records, "episode", agency)
    if without := episodes.height - episodes.filter(_has_consent(records)).height:
        sentences.append(f"{without:,} episodes without consent")
    return tuple(sentences)


def _has_consent(records: Records) -> pl.Expr:
    consent_codes = pl.Series(records.record_set.settings["consent-given"], dtype=pl.String)
    return pl.col("CONSENT").is_in(consent_codes.implode()).fill_null(value=False)


def _file_name(records: Records, agency: str, version: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{1,12}", agency):
        raise Refused(
            "The agency's code has other characters than letters and digits.",
            where="AGNCY",
            mend="Name the agency by the code that NDTMS issued, such as N0852.",
        )
    first, last = (f"{day:%Y%m%d}" for day in (records.period.start, records.period.end))
    return f"{agency}-{first}-{last}-TREAT-IN-{version}.csv"


def _of(records: Records, table: str, agency: str) -> pl.DataFrame:
    """An agency's rows of a table, without where they were read."""
    columns = list(records.record_set.tables[table].columns)
    return records.tables[table].filter(pl.col("AGNCY") == agency).select(columns)


def _flat(records: Records, agency: str, episodes: pl.DataFrame) -> pl.DataFrame:
    """All tables side by side: as many rows for each episode as the longest of its lists, at least one."""
    lists = [
        _in_turn(_of(records, name, agency), table.key[-1])
        for name, table in records.record_set.tables.items()
        if name not in ("client", "episode")
    ]
    turns = [table.select(*_EPISODE, _TURN) for table in (episodes.with_columns(pl.lit(0).alias(_TURN)), *lists)]
    rows = pl.concat(turns).unique().join(episodes, on=_EPISODE)
    rows = rows.join(_of(records, "client", agency).unique(_CLIENT, keep="first"), on=_CLIENT, how="left")
    return reduce(lambda flat, table: flat.join(table, on=[*_EPISODE, _TURN], how="left"), lists, rows)


def _in_turn(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Rows of a list, numbered within their episode from 0, in the order of their keys."""
    ordered = rows.sort([*_EPISODE, key])
    return ordered.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).over(_EPISODE).alias(_TURN))


def _as_text(flat: pl.DataFrame, layout: RecordSet, record_set: RecordSet) -> pl.DataFrame:
    """The version's headings in order, everything as text. A TOP that is not there is blank, whatever else is."""
    return flat.select(_text(heading.table, heading.column, flat, record_set) for heading in read_wide_layout(layout))


def _text(table: str, column: str, flat: pl.DataFrame, record_set: RecordSet) -> pl.Expr:
    nothing = "" if table == _TOP else record_set.settings["null-written"]
    if column not in flat.columns:
        return pl.lit(nothing).alias(column)
    cell = pl.col(column)
    if flat.schema[column] == pl.Date:
        cell = cell.dt.to_string(record_set.settings["date-form"])
    return cell.cast(pl.String).fill_null(nothing)
