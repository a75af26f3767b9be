"""What official rules need beside the return: last year's, providers, postcodes and the authority; as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from collectors.records.provider_list import PROVIDER_SCHEMA
from indicators.records.official_rules import RuleInput
from indicators.records.record_frames import Records, table_schema, written_column

LAST = "last_"
PLACED_SCHEMA = {"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64, "authority": pl.String}


@dataclass(frozen=True, eq=False)
class RuleInputs:
    """Whatever of it is at hand. ``postcodes``: as ``PLACED_SCHEMA``; ``authority``: the council's own GSS code."""

    last_year: Records | None = None
    providers: pl.DataFrame | None = None
    postcodes: pl.DataFrame | None = None
    authority: str | None = None
    holidays: frozenset[date] = frozenset()

    def has(self, name: RuleInput) -> bool:
        """Whether an input is at hand. Postcodes serve where they name authorities."""
        if name == "last-year":
            return self.last_year is not None
        if name == "providers":
            return self.providers is not None
        return self.postcodes is not None and "authority" in self.postcodes.columns


def rule_tables(records: Records, inputs: RuleInputs, read_on: date) -> dict[str, pl.DataFrame]:
    """This year's tables, last year's as ``last_X``, Providers and Postcodes; each row with the year's days."""
    last = inputs.last_year
    # A fact may name a table that this version does not have yet.
    newest = records.record_set.in_version(list(records.record_set.versions)[-1])
    tables: dict[str, pl.DataFrame] = {}
    for name, table in newest.tables.items():
        tables[name] = records.tables.get(name, pl.DataFrame(schema=table_schema(table)))
        frame = last.tables.get(name) if last is not None else None
        tables[LAST + name] = pl.DataFrame(schema=table_schema(table)) if frame is None else frame
    if last is not None:
        tables |= _with_sexes_of_this_year(tables, records, last)
    providers = pl.DataFrame(schema=PROVIDER_SCHEMA) if inputs.providers is None else inputs.providers
    tables["Providers"] = providers
    tables |= {f"Provider{name.title()}": _codes_of(providers, name) for name in ("placements", "sectors")}
    tables["Postcodes"] = _with_authorities(inputs.postcodes)
    days = _constants(records, inputs, read_on)
    partial = records.record_set.definition.partial_dates
    return {name: frame.with_columns(days).with_columns(_dates_given(frame, partial)) for name, frame in tables.items()}


def _dates_given(frame: pl.DataFrame, partial: Sequence[str]) -> list[pl.Expr]:
    """A column for each date that may have unknown parts: whether it is filled, be its year known or not."""
    columns = {name: [name, written_column(name)] for name in partial if name in frame.columns}
    present = {name: [one for one in some if one in frame.columns] for name, some in columns.items()}
    return [pl.any_horizontal(pl.col(some).is_not_null()).alias(f"{name}__given") for name, some in present.items()]


def _codes_of(providers: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row for each provider and code."""
    codes = pl.col(column).str.replace_all(r"\s", "").str.split(",").alias("code")
    return providers.select("urn", codes).explode("code").drop_nulls()


def _constants(records: Records, inputs: RuleInputs, read_on: date) -> list[pl.Expr]:
    start, end = records.period.start, records.period.end
    days = {"period_start": start, "period_end": end, "read_on": read_on, "last_end": start - timedelta(days=1)}
    years = {
        "last_start": start.replace(year=start.year - 1),
        "august_before": date(start.year - 1, 8, 31),
        "upn_born_by": date(end.year - 6, 8, 31),
        "year_of_end": end.year,
        # The source counts the last day as the first of so many.
        "days_45_before": _working_days_before(end, 44, inputs.holidays),
        "days_15_before": _working_days_before(end, 14, inputs.holidays),
    }
    constants = [pl.lit(value).alias(name) for name, value in (days | years).items()]
    return [*constants, pl.lit(inputs.authority, pl.String).alias("own_authority")]


def _working_days_before(day: date, count: int, holidays: frozenset[date]) -> date:
    """So many working days back: Saturdays, Sundays and bank holidays are not counted."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5 and day not in holidays
    return day


def _with_sexes_of_this_year(
    tables: dict[str, pl.DataFrame], records: Records, last: Records
) -> dict[str, pl.DataFrame]:
    """Sexes are spelled otherwise from 2024-25 on, and the two years are compared."""
    here, before = records.record_set, last.record_set
    sex = here.to_spelling("sex", before.to_concept_code("sex", pl.col("SEX"))).alias("SEX")
    names = [name for name, frame in tables.items() if name.startswith(LAST) and "SEX" in frame.columns]
    return {name: tables[name].with_columns(sex) for name in names}


def _with_authorities(postcodes: pl.DataFrame | None) -> pl.DataFrame:
    if postcodes is None:
        return pl.DataFrame(schema=PLACED_SCHEMA)
    return postcodes if "authority" in postcodes.columns else postcodes.with_columns(authority=pl.lit(None, pl.String))
