"""The clean made-up council as files: this year's return, last year's, the XML forms, and its list of providers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from demo.synthetic import children
from demo.synthetic.codes import codes_of
from demo.synthetic.places import council
from exports.records.cin_xml import cin_xml
from exports.records.ssda903_xml import ssda903_xml
from exports.records.table_csv import table_files
from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from mappings.ruleset.loading import load_ruleset

#: As far back as somebody who turns 21 in the year left care.
FARTHEST = 4
#: A home that was closed long ago, so that the column of days holds one.
CLOSED = ("SC990000", "", "Children's Home", "K2", "PR4", "2010-01-01")


@dataclass(frozen=True)
class Files:
    """Where the council's files lie. ``providers``: rows as the validator's list of providers has them.

    ``postcodes``: made-up ones beside those that the validator knows, each with easting, northing and authority.
    """

    year: Period
    area: str
    this: Path
    last: Path
    xml: Path
    census: Path
    providers: tuple[tuple[str | None, ...], ...]
    postcodes: tuple[tuple[str, int, int, str], ...] = ()

    @property
    def collected(self) -> str:
        """The calendar year in which the validators say that the collection ends."""
        return str(self.year.end.year)


def write_council(count: int, *, seed: int, year: Period, area: str, folder: Path) -> Files:
    """Everything that a judge is shown, under a folder."""
    ours, census = children(count, load_ruleset(), seed=seed, year=year, area=area)
    before = [
        children(count, load_ruleset(), seed=seed, year=year, area=area, back=back)[0]
        for back in range(1, FARTHEST + 1)
    ]
    files = Files(
        year, area, folder / "this", folder / "last", folder / "ssda903.xml", folder / "cin.xml", _providers(area)
    )
    write_tables(files.this, table_files(ours))
    write_tables(files.last, _last_year(ours, before))
    files.xml.write_bytes(ssda903_xml(ours).data)
    files.census.write_bytes(cin_xml(census).data)
    return files


def write_tables(folder: Path, tables: dict[str, bytes]) -> None:
    """Files by name into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in tables.items():
        (folder / name).write_bytes(data)


def _last_year(ours: Records, before: list[Records]) -> dict[str, bytes]:
    """Last year's return as a validator that knows two years needs it.

    The sex is spelled as this year, since it compares the two texts. Beside its episodes stand those of young people
    who left care earlier still, whom it would otherwise not know for care leavers. A table that is new this year is
    there without rows.
    """
    last = before[0]
    here, last_version = ours.record_set, last.record_set
    leavers = ours.tables["OC3"]["CHILD"]
    tables = dict(last.tables)
    earlier = (one.tables["Episodes"] for one in before[1:])
    left = [frame.filter(pl.col("CHILD").is_in(leavers.implode()), pl.col("DEC").is_not_null()) for frame in earlier]
    tables["Episodes"] = pl.concat([last.tables["Episodes"], *left]).unique(["CHILD", "DECOM"], keep="first")
    if codes_of(here, "Header", "SEX") != codes_of(last_version, "Header", "SEX"):
        sex = here.to_spelling("sex", last_version.to_concept_code("sex", pl.col("SEX")))
        tables |= {name: tables[name].with_columns(sex.alias("SEX")) for name in ("Header", "UASC")}
    written = table_files(Records(last_version, last.period, tables))
    return _empty(ours) | written


def _empty(ours: Records) -> dict[str, bytes]:
    nothing = {name: frame.clear() for name, frame in ours.tables.items()}
    return table_files(Records(ours.record_set, ours.period, nothing))


def _providers(area: str) -> tuple[tuple[str | None, ...], ...]:
    council_ = council(area, load_ruleset().areas)
    rows: Iterable[tuple[str | None, ...]] = (
        (one.urn, one.area, "Children's Home", ",".join(one.kinds), one.sector, None, one.postcode or one.office)
        for one in council_.providers
    )
    return (*rows, (*CLOSED, council_.own[0]))
