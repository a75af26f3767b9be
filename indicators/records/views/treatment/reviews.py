"""Start and review profiles side by side: what changed in treatment, by journey and by substance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from indicators.records.record_frames import Records
from indicators.records.views.treatment.expressions import EPISODE, days_between

#: Answers in days or on a scale, by the name that views give them; ``NA`` and a blank are no answer.
NUMBERS = {
    "opiates": "OPIUSE", "crack": "CRAUSE", "cocaine": "COCAUSE", "amphetamines": "AMPHUSE", "cannabis": "CANNUSE",
    "other": "OTDRGUSE", "alcohol": "ALCUSE", "injecting": "IVDRGUSE", "shoplifting": "SHOTHEFT",
    "selling": "DRGSELL", "assault": "ASSAULT", "psychological": "PSYHSTAT", "physical": "PHSTAT",
    "quality_of_life": "QUALLIFE",
}  # fmt: skip
#: Answers that are yes or no.
WORDS = {"other_theft": "OTHTHEFT", "housing_problem": "ACUTHPBM"}
SUBSTANCES = ("opiates", "crack", "cocaine", "amphetamines", "cannabis", "other", "alcohol")


def view_reviews(journeys: pl.DataFrame, episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """One row per person with a start profile and a review profile of one journey, each in its window.

    Only reviews of the period are looked at, however far the records reach. Of several, at whichever of the person's
    journeys, the first or the last counts, as the setting says.
    """
    settings, period = records.record_set.settings, records.period
    profiles = _read_profiles(journeys, episodes, records)
    starts = _select_starts(profiles, settings)
    reviews = _select_reviews(profiles, settings).filter(pl.col("TOPDATE").is_between(period.start, period.end))
    pairs = starts.join(reviews, on="journey", suffix="_after", maintain_order="left_right")
    pairs = pairs.sort("TOPDATE_after", "journey", maintain_order=True)
    reviewed = pairs.unique("person", keep=settings["outcome-review"], maintain_order=True)
    return _name_columns(reviewed).join(_vaccinations(episodes), on="journey", how="left").sort("journey")


def view_uses(reviews: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """One row per person and substance that was used at the start and asked about at both profiles.

    ``reliable_change`` is the setting's days; null where nobody has settled them.
    """
    each = [
        reviews.select(
            "journey",
            "client_group",
            pl.lit(substance).alias("substance"),
            pl.col(f"{substance}_before").alias("before"),
            pl.col(f"{substance}_after").alias("after"),
            pl.lit(settings.get(f"reliable-change-{substance}"), pl.Int64).alias("reliable_change"),
        )
        for substance in SUBSTANCES
    ]
    uses = pl.concat(each)
    return uses.filter(pl.col("before") > 0, pl.col("after").is_not_null()).sort("journey", maintain_order=True)


def _read_profiles(journeys: pl.DataFrame, episodes: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Dated profiles of journeys with their answers, the earliest first; one row for each key in the file."""
    distinct = records.tables["top"].unique([*EPISODE, "TOPID"], keep="first", maintain_order=True)
    owned = distinct.join(episodes.select(*EPISODE, "journey"), on=EPISODE).join(
        journeys.select("journey", "person", "client_group", "start", "first_modality"), on="journey"
    )
    answers = [
        *(pl.col(column).cast(pl.Int64, strict=False).alias(name) for name, column in NUMBERS.items()),
        *(pl.col(column).alias(name) for name, column in WORDS.items()),
    ]
    dated = owned.filter(pl.col("TOPDATE").is_not_null()).sort("journey", "TOPDATE", *EPISODE, "TOPID")
    return dated.select("journey", "person", "client_group", "start", "first_modality", "TRSTAGE", "TOPDATE", *answers)


def _select_starts(profiles: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Of each journey the first start profile within the days about its first intervention."""
    longest = settings["top-start-days"]
    days = days_between(pl.col("first_modality"), pl.col("TOPDATE"))
    in_window = profiles.filter(pl.col("TRSTAGE") == "S", days.is_between(-longest, longest))
    return in_window.unique("journey", keep="first", maintain_order=True)


def _select_reviews(profiles: pl.DataFrame, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Review profiles of journeys within the weeks of a review, the earliest of a journey first."""
    since = pl.col("start" if settings["retention-start"] == "triage" else "first_modality")
    days = days_between(since, pl.col("TOPDATE"))
    first, last = 7 * settings["top-review-from-weeks"], 7 * settings["top-review-to-weeks"]
    in_window = profiles.filter(pl.col("TRSTAGE") == "R", days.is_between(first, last))
    return in_window.select("journey", "TOPDATE", *NUMBERS, *WORDS)


def _name_columns(pairs: pl.DataFrame) -> pl.DataFrame:
    names = [*NUMBERS, *WORDS]
    return pairs.select(
        "journey",
        "client_group",
        pl.col("TOPDATE").alias("started_on"),
        pl.col("TOPDATE_after").alias("reviewed_on"),
        *(column for name in names for column in (pl.col(name).alias(f"{name}_before"), f"{name}_after")),
    )


def _vaccinations(episodes: pl.DataFrame) -> pl.DataFrame:
    """Whether any episode of a journey says that the hepatitis B course is completed; null without an answer."""
    answer = pl.col("HEPBVAC")
    completed = pl.when(answer.is_not_null().any()).then((answer == "C").any())
    return episodes.group_by("journey").agg(completed.alias("hepatitis_b_course"))
