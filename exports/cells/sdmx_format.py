"""Frames of cells as pieces of SDMX-CSV 2.0: the rows that the editions' own SDMX-CSV files have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import polars as pl

from exports.cells.text_formats import shortest_text
from exports.formats.sdmx.components import SdmxComponent, load_components
from exports.formats.sdmx.csv_file import ACTION
from exports.formats.sdmx.status_codes import conf_status, obs_status
from exports.formats.sdmx.structure import make_dataflow
from exports.formats.sdmx.time_periods import time_period

#: What it needs of an edition's data file beside the columns of cells; there ``edition`` is the form.
FURTHER = {"form": "edition", "decimals": "decimals", "provenance": "provenance"}
_STATUS = {"OBS_STATUS": obs_status, "CONF_STATUS": conf_status}


def write_sdmx_csv(frames: Iterable[pl.DataFrame]) -> Iterator[bytes]:
    """The heading, and a row for each cell under the dataflow of its return."""
    heading = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(part.id for part in load_components())]
    yield (",".join(heading) + "\r\n").encode()
    for frame in frames:
        rows = frame.select(_leading(frame), *(_component(frame, part) for part in load_components()))
        text = rows.unnest("leading").write_csv(include_header=False, line_terminator="\r\n")
        yield text.encode()


def _leading(frame: pl.DataFrame) -> pl.Expr:
    flows = {code: make_dataflow(code).short_urn.removeprefix("Dataflow=") for code in frame["return"].unique()}
    flow = pl.col("return").replace_strict(flows, return_dtype=pl.String)
    names = pl.lit("dataflow").alias("STRUCTURE"), flow.alias("STRUCTURE_ID"), pl.lit(ACTION).alias("ACTION")
    return pl.struct(names).alias("leading")


def _component(frame: pl.DataFrame, part: SdmxComponent) -> pl.Expr:
    if part.id == "TIME_PERIOD":
        return _translate(frame, "period", time_period).alias(part.id)
    if part.id in _STATUS:
        return _status(frame, _STATUS[part.id]).alias(part.id)
    name = "form" if part.source == "edition" else str(part.source)
    return (shortest_text(name) if part.type == "Decimal" else pl.col(name)).alias(part.id)


def _translate(frame: pl.DataFrame, name: str, translate: Callable[[str], str]) -> pl.Expr:
    texts = {text: translate(text) for text in frame[name].unique()}
    return pl.col(name).replace_strict(texts, return_dtype=pl.String)


def _status(frame: pl.DataFrame, judge: Callable[[dict[str, str | None]], str]) -> pl.Expr:
    """Symbols and statuses are few: each pair is judged once."""
    pairs = frame.select("symbol", "status").unique().to_dicts()
    tests = [pl.all_horizontal(pl.col(name).eq_missing(pl.lit(text)) for name, text in pair.items()) for pair in pairs]
    return pl.coalesce(pl.when(test).then(pl.lit(judge(pair))) for test, pair in zip(tests, pairs, strict=True))
