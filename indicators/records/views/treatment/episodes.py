"""Episodes that count as treatment, and which person each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.treatment.expressions import EPISODE, is_among

CLIENT = ["AGNCY", "CLIENTID"]


def find_treatment_episodes(records: Records) -> pl.DataFrame:
    """Episodes with consent, a triage and a structured intervention that was started: one row each.

    Adds ``person`` and ``attributor`` (whole numbers that mean nothing outside this frame), ``DOB`` and
    ``first_modality``, the day on which the first structured intervention started.
    """
    settings = records.record_set.settings
    first = find_structured(records).group_by(EPISODE).agg(pl.col("MODST").min().alias("first_modality"))
    consented = records.tables["episode"].unique(EPISODE, keep="first", maintain_order=True)
    consented = consented.filter(is_among("CONSENT", settings["consent-given"]), pl.col("TRIAGED").is_not_null())
    with_people = consented.join(first, on=EPISODE).join(
        _people(records.tables["client"], settings), on=CLIENT, how="left"
    )
    return _number_people(with_people, settings["person-within"])


def find_structured(records: Records) -> pl.DataFrame:
    """Structured interventions that were started: one row each."""
    interventions = records.tables["intervention"].unique([*EPISODE, "MODID"], keep="first", maintain_order=True)
    return interventions.filter(
        is_among("MODAL", records.record_set.settings["structured-interventions"]), pl.col("MODST").is_not_null()
    )


def _people(clients: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Each agency's clients with the attributor as text; null where a part of it is missing."""
    parts = [pl.col(name).cast(pl.String).str.to_uppercase() for name in settings["attributor"]]
    distinct = clients.unique(CLIENT, keep="first", maintain_order=True)
    return distinct.select(*CLIENT, "DOB", pl.concat_str(parts, separator="|").alias("attributor"))


def _number_people(episodes: pl.DataFrame, within: str) -> pl.DataFrame:
    """People as whole numbers, by attributor and, if asked, by residence.

    A client without a whole attributor is nobody else's match. A residence that is missing is taken from the
    person's other episodes where these name only one.
    """
    alone = pl.concat_str(pl.lit("client"), *CLIENT, separator="|")
    numbered = episodes.with_columns(pl.coalesce("attributor", alone).rank("dense").cast(pl.Int64).alias("attributor"))
    if within == "anywhere":
        return numbered.with_columns(pl.col("attributor").alias("person"))
    lives = pl.col("DAT").drop_nulls()
    only = pl.when(lives.n_unique().over("attributor") == 1).then(pl.col("DAT").max().over("attributor"))
    of = pl.concat_str("attributor", pl.coalesce("DAT", only, pl.lit("")), separator="|")
    return numbered.with_columns(of.rank("dense").cast(pl.Int64).alias("person"))
