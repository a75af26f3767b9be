"""The children: sex, ethnicity, birth, age and disability, from either return."""

from __future__ import annotations

from datetime import date

import polars as pl

from exports.records.annex_a.care_history import CareHistory
from indicators.records.record_frames import ID, PARENT, Records
from indicators.records.record_sets import RecordSet
from indicators.records.views.months_and_ages import age_on_expr

IN_NEED, LOOKED_AFTER = "children-in-need", "children-looked-after"
#: Columns of a person, codes as the concepts have them.
PERSON = {
    "child": pl.String, "sex": pl.String, "ethnicity": pl.String, "birth": pl.Date, "age": pl.Int64,
    "disability": pl.String,
}  # fmt: skip
YES, NO, UNKNOWN = "yes", "no", "unknown"


def yes_no(truth: pl.Expr) -> pl.Expr:
    """A truth as the concept's code."""
    return pl.when(truth).then(pl.lit(YES)).otherwise(pl.lit(NO))


def date_known_by(at: pl.Expr, day: date) -> pl.Expr:
    """A date, or null where it lies after the day and was not known then."""
    return pl.when(at <= day).then(at)


def people_in_need(records: Records, day: date) -> pl.DataFrame:
    """One row (``PERSON``) for each child of the census."""
    columns = ("LAchildID", "Sex", "Ethnicity", "PersonBirthDate")
    return _people(records.record_set, records.tables["Child"], columns, day).join(
        disabilities(records), on="child", how="left", maintain_order="left"
    ).with_columns(pl.col("disability").fill_null(UNKNOWN)).select(list(PERSON))  # fmt: skip


def people_looked_after(care: CareHistory, in_need: Records | None) -> pl.DataFrame:
    """One row (``PERSON``) for each child of the returns, with what the census in hand says of a disability."""
    known_disabilities = (
        disabilities(in_need) if in_need else pl.DataFrame(schema={"child": pl.String, "disability": pl.String})
    )
    columns = ("CHILD", "SEX", "ETHNIC", "DOB")
    own = _people(care.newest.record_set, care.rows("Header", columns, once=("CHILD",)), columns, care.day.day)
    joined = own.join(known_disabilities, on="child", how="left", maintain_order="left")
    return joined.with_columns(pl.col("disability").fill_null(UNKNOWN)).select(list(PERSON))


def disabilities(records: Records) -> pl.DataFrame:
    """``child`` and ``disability`` (disabled or none) of the children of whom the census says either."""
    spelled = records.record_set.to_concept_code("disability", pl.col("Disability"))
    by_child = records.tables["Disability"].select(of=pl.col(PARENT), disabled=spelled != "none").drop_nulls()
    children = records.tables["Child"].select(child="LAchildID", of=pl.col(ID))
    answered = by_child.join(children, on="of").group_by("child").agg(pl.col("disabled").any())
    word = pl.when("disabled").then(pl.lit("disabled")).otherwise(pl.lit("none"))
    return answered.select("child", disability=word)


def _people(record_set: RecordSet, table: pl.DataFrame, columns: tuple[str, str, str, str], day: date) -> pl.DataFrame:
    child, sex, ethnicity, birth = map(pl.col, columns)
    return (
        table.select(
            child=child,
            sex=record_set.to_concept_code("sex", sex),
            ethnicity=record_set.to_concept_code("ethnicity", ethnicity),
            birth=date_known_by(birth, day),
        )
        .drop_nulls("child")
        .unique("child", keep="first", maintain_order=True)
        .with_columns(age=age_on_expr(pl.col("birth"), day))
    )
