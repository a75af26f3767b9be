"""The rows that findings name, as the file has them, in lists by rule and by team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from collectors.readers.raw_table import ROW as CELL_ROW
from collectors.readers.raw_table import cell_name
from collectors.records.element_paths import PATH, list_paths
from collectors.records.headings import load_headings, names_team
from collectors.records.limits import LISTED_ROWS
from collectors.records.read import WHOLE_FILE, list_elements, read_source_tables
from collectors.records.table_matching import SourceTable
from collectors.submissions.column_letters import SEPARATOR, ColumnLetters
from collectors.submissions.judgements import RecordsRead
from indicators.records.finding_lists import PLACE_SCHEMA, RULE_SCHEMA, TEAM_SCHEMA, FindingLists, FindingSheet
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import ID
from mappings.definitions.finding_kinds import SEVERITIES

#: How a finding's message names official rules, and the record of a file of XML.
_OFFICIAL, _RECORD = r" \(official rules? ([^()]*)\)", r" \((\w+\[\d+\](?:/\w+\[\d+\])*)\)$"
_SAME = ["severity", "rule", "table", "column", "letter", "what", "mend"]
_ORDER, _KEY, _SHEET = "_order", "_key", "_sheet"


def list_findings(
    path: Path,
    name: str,
    table: pl.DataFrame,
    letters: ColumnLetters,
    read_as: RecordsRead,
    definitions: RecordDefinitions,
) -> FindingLists:
    """What a check of a file found (``FINDING_SCHEMA``), by rule, by team, and table by table with the file's cells.

    ``name``: what the sender called the file; ``letters``: of the columns that findings name.

    Raises:
        Refused: reading the file once more needs more memory or time than is allowed.
    """
    headings = load_headings(definitions, read_as.record_set)
    sources = read_source_tables(path, headings, name=name)
    paths = list_paths(list_elements(sources.values()), definitions.record_set(read_as.record_set, read_as.version))
    rows = {one: _FileRows(source, paths.get(one)) for one, source in sources.items()}
    findings = _describe(table, letters)
    rules = _count_rules(findings)
    sheet = pl.lit(WHOLE_FILE) if headings.flat else pl.col("table")
    at_rows = findings.filter(pl.col("row").is_not_null()).with_columns(sheet.alias(_SHEET))
    ordered = at_rows.join(rules, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
    parts = {
        str(title): part.sort(_ORDER, maintain_order=True)
        for (title,), part in ordered.partition_by(_SHEET, as_dict=True, maintain_order=True).items()
        if title is not None
    }
    sheets = [_make_sheet(title, part, rows.get(title)) for title, part in parts.items()]
    return FindingLists(rules.select(list(RULE_SCHEMA)), _count_teams(parts, rows, rules), sheets)


def _describe(findings: pl.DataFrame, letters: ColumnLetters) -> pl.DataFrame:
    """Findings (``FINDING_SCHEMA``) with rule, record, column letter and what is wrong apart."""
    message = pl.col("message").str.replace(_RECORD, "")
    record = pl.col("message").str.extract(_RECORD)
    return findings.select(
        "severity",
        pl.coalesce(message.str.extract(_OFFICIAL), pl.col("code").str.replace("^.*:", "")).alias("rule"),
        pl.col("sheet").alias("table"),
        "column",
        _letter(letters),
        message.str.replace(_OFFICIAL, "").alias("what"),
        "mend",
        "row",
        record.alias("record"),
        pl.coalesce(record, pl.col("row").cast(pl.String)).alias(_KEY),
    )


def _letter(letters: ColumnLetters) -> pl.Expr:
    key = pl.concat_str(pl.col("sheet").fill_null(""), pl.lit(SEPARATOR), pl.col("column"))
    return key.replace_strict(letters, default=None, return_dtype=pl.String).alias("letter")


def _count_rules(findings: pl.DataFrame) -> pl.DataFrame:
    """``RULE_SCHEMA`` and ``_order``: worst first; then what is of the whole file, then what most rows break."""
    counted = findings.group_by(_SAME, maintain_order=True).agg(pl.col("row").count().cast(pl.Int64).alias("rows"))
    severity = pl.col("severity").cast(pl.Enum(SEVERITIES))
    worst = counted.sort(severity, pl.col("rows") > 0, -pl.col("rows"), maintain_order=True)
    return worst.with_row_index(_ORDER)


@dataclass(frozen=True, eq=False)
class _FileRows:
    """The rows of one table as they were read; ``paths``: of XML, the path of each record."""

    source: SourceTable
    paths: pl.DataFrame | None

    @property
    def team(self) -> str | None:
        """The cells of the first column whose heading is a team's."""
        return next((cell_name(at) for at, heading in enumerate(self.source.header) if names_team(heading)), None)

    def read(self, *, cells: bool) -> pl.DataFrame:
        """``_key``, ``team``, and the cells, if they are asked for; a row for each key."""
        frame, key = self.source.cells, pl.col(CELL_ROW).cast(pl.String)
        if self.paths is not None:
            frame, key = frame.join(self.paths, on=ID, how="left", maintain_order="left"), pl.coalesce(PATH, key)
        team = pl.col(self.team).str.strip_chars().replace("", None) if self.team else pl.lit(None, pl.String)
        names = [cell_name(at) for at in range(len(self.source.header))] if cells else []
        rows = frame.select(key.alias(_KEY), team.alias("team"), *names)
        return rows.unique(_KEY, keep="first", maintain_order=True)


def _make_sheet(title: str, findings: pl.DataFrame, rows: _FileRows | None) -> FindingSheet:
    shown = findings.filter(pl.int_range(pl.len()).over(_ORDER) < LISTED_ROWS)
    headings = tuple(heading or "" for heading in rows.source.header) if rows else ()
    if rows is None:
        placed = shown.with_columns(pl.lit(None, pl.String).alias("team"))
    else:
        placed = shown.join(rows.read(cells=True), on=_KEY, how="left", maintain_order="left")
    every = pl.concat([placed, _count_more(findings)], how="diagonal").sort(_ORDER, maintain_order=True)
    return FindingSheet(title, headings, every.select(*PLACE_SCHEMA, *(cell_name(at) for at in range(len(headings)))))


def _count_more(findings: pl.DataFrame) -> pl.DataFrame:
    """A line for each rule that more rows break than are listed."""
    counted = (
        findings.group_by(_ORDER, "rule", "column", "letter", maintain_order=True)
        .len()
        .filter(pl.col("len") > LISTED_ROWS)
    )
    what = pl.format("And {} more rows: mend the cause and check again.", pl.col("len") - LISTED_ROWS)
    return counted.select(_ORDER, "rule", "column", "letter", what.alias("what"))


def _count_teams(
    parts: Mapping[str, pl.DataFrame], rows: Mapping[str, _FileRows], rules: pl.DataFrame
) -> pl.DataFrame | None:
    """``TEAM_SCHEMA``, team by team and worst first, of the tables that have a column of teams."""
    if not any(table.team for table in rows.values()):
        return None
    frames = [
        part.select(_ORDER, _KEY).join(rows[title].read(cells=False), on=_KEY).select(_ORDER, "team")
        for title, part in parts.items()
        if title in rows and rows[title].team
    ]
    teams = pl.concat([pl.DataFrame(schema={_ORDER: rules.schema[_ORDER], "team": pl.String}), *frames])
    counted = teams.group_by("team", _ORDER).agg(pl.len().cast(pl.Int64).alias("rows"))
    named = counted.join(rules.drop("rows"), on=_ORDER).sort("team", _ORDER, nulls_last=True)
    return named.select(list(TEAM_SCHEMA))
