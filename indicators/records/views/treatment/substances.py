"""Client groups, from the substances of a whole journey."""

from __future__ import annotations

import polars as pl

from indicators.records.record_sets import RecordSet
from indicators.records.views.treatment.expressions import is_among

DRUGS = ["DRUG1", "DRUG2", "DRUG3"]


def flag_substances(record_set: RecordSet) -> list[pl.Expr]:
    """Of each episode, whether it names an opiate, crack, alcohol, another listed drug, an unlisted one."""
    settings = record_set.settings
    opiate, crack, alcohol = (settings[f"{kind}-codes"] for kind in ("opiate", "crack", "alcohol"))
    nothing = settings["no-substance-codes"]
    drug_codes = list(record_set.codes["DRUG"])
    other_drugs = [code for code in [*drug_codes, *crack] if code not in {*opiate, *alcohol, *nothing}]
    kinds = {"opiate": opiate, "crack": crack, "alcohol": alcohol, "other": other_drugs}
    known_codes = [*opiate, *alcohol, *other_drugs, *nothing]
    unlisted = pl.any_horizontal(~is_among(drug, known_codes) & pl.col(drug).is_not_null() for drug in DRUGS)
    named = [pl.any_horizontal(is_among(drug, codes) for drug in DRUGS).alias(kind) for kind, codes in kinds.items()]
    return [*named, unlisted.alias("unlisted")]


def client_group() -> pl.Expr:
    """The first of the groups that fits; null where a substance that is not listed leaves it open."""
    return (
        pl.when("opiate")
        .then(pl.lit("opiate"))
        .when("unlisted")
        .then(None)
        .when(pl.col("other") & ~pl.col("alcohol"))
        .then(pl.lit("non-opiate-only"))
        .when("other")
        .then(pl.lit("non-opiate-and-alcohol"))
        .when("alcohol")
        .then(pl.lit("alcohol-only"))
    )


def opiate_or_crack() -> pl.Expr:
    """Whether opiates or crack are used; null where a substance that is not listed leaves it open."""
    used = pl.col("opiate") | pl.col("crack")
    return pl.when(used | ~pl.col("unlisted")).then(used)
