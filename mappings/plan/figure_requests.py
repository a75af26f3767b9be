"""Requests for figures, one row each: the agency, the day to send, and the lines that wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from indicators.figures.figure_key import FIGURE_KEY
from mappings.obligations.date_calculator import DateCalculator
from mappings.obligations.extension_ledger import ExtensionGrant
from mappings.obligations.obligations import Obligation
from mappings.plan.figures_from_records import OwedRecordSet
from mappings.plan.minimum_by_place import REQUIRED_KEY
from mappings.plan.successor_requests import address_to_successors

if TYPE_CHECKING:
    from mappings.obligations.obligation_dates import ObligationDates
    from mappings.ruleset.ruleset import Ruleset

FIGURE_REQUEST_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("place", "agency", "agency_name", *FIGURE_KEY, "title", "area_name"), pl.String),
    #: The day by which the agency is to send it, and the day on which the first return that waits falls due.
    **dict.fromkeys(("due", "needed_by"), pl.Date),
    #: Later days on which another waiting return uses the figure, before which it is to be confirmed again.
    "confirm_by": pl.List(pl.Date),
    "returns": pl.List(pl.String),
    "for_periods": pl.List(pl.String),
    "routes": pl.List(pl.String),
    "keyed": pl.Boolean,
    "given": pl.Boolean,
    "why": pl.String,
    #: Key of the collection that it belongs to.
    "collection": pl.String,
}
#: Routes on which somebody would have keyed the figure into the return itself.
KEYED = frozenset({"council", "partner"})
FIGURE = ("place", "agency", "indicator", "asked_area", "asked_period", "asked_breakdown")
NOBODY = "nobody"
_ORDER = ("send_by", "due", "return", "line", "area", "for_period", "at")
_OBLIGATION: dict[str, Any] = {
    "at": pl.UInt32,
    **dict.fromkeys(("place", "return", "return_title", "owner", "for_period", "event"), pl.String),
    **dict.fromkeys(("opens", "due"), pl.Date),
    "barred": pl.String,
}
_SENT_BY: dict[str, Any] = {
    "at": pl.UInt32, "agency": pl.String, "send_by": pl.Date, "hour": pl.String, "explanation": pl.String,
    "assumed": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class CollectionInputs:
    """What collections are made from. ``figures``: as in ``Requirements``; ``sources``: ``SOURCES``."""

    ruleset: Ruleset
    obligations: Sequence[Obligation]
    grants: Sequence[ExtensionGrant]
    figures: pl.DataFrame
    sources: pl.DataFrame
    owed: Sequence[OwedRecordSet]

    @cached_property
    def waiting_lines(self) -> pl.DataFrame:
        """One row for each line that waits for a figure, the first to be sent first: ``FIGURE``, line and dates.

        Those that wait for records have ``records`` and ``record_set``.
        """
        requests = self.figures.join(self.sources, on=REQUIRED_KEY, how="inner")
        return self.add_dates(requests)

    def add_dates(self, undated: pl.DataFrame) -> pl.DataFrame:
        """With the dates of each obligation, and of the agency's own extension where it has one."""
        requests = undated.join(self._obligations, on="at").join(self._for_everybody, on="at")
        requests = address_to_successors(requests, self.ruleset, FIGURE)
        own = self._for_agencies
        if own.height:
            requests = requests.join(own, on=["at", "agency"], how="left", suffix="_own")
            names = [name for name in _SENT_BY if name not in {"at", "agency"}]
            # A day that is granted replaces the rule's, and its words with it.
            requests = requests.with_columns(
                pl.when(pl.col("hour_own").is_not_null()).then(f"{name}_own").otherwise(name).alias(name)
                for name in names
            )
        return requests.sort(
            [name for name in _ORDER if name in requests.columns], nulls_last=True, maintain_order=True
        )

    @cached_property
    def _obligations(self) -> pl.DataFrame:
        rows = [
            (at, obligation.place.name, obligation.code, obligation.title, obligation.area, obligation.period.code,
             obligation.event.name if obligation.event else None,
             obligation.dates.opens.date if obligation.dates.opens else None, obligation.due,
             _join_barred_publishers(obligation))
            for at, obligation in enumerate(self.obligations)
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=_OBLIGATION, orient="row").drop("place")

    @cached_property
    def _for_everybody(self) -> pl.DataFrame:
        rows = [(at, None, *_make_date_row(obligation.dates)) for at, obligation in enumerate(self.obligations)]
        return pl.DataFrame(rows, schema=_SENT_BY, orient="row").drop("agency")

    @cached_property
    def _for_agencies(self) -> pl.DataFrame:
        if not any(grant.agency for grant in self.grants):
            return pl.DataFrame(schema=_SENT_BY)
        rows = []
        for at, obligation in enumerate(self.obligations):
            calculator = DateCalculator(self.ruleset, obligation.place, self.grants)
            for agency in sorted(calculator.list_extended_agencies(obligation.code, obligation.period.code)):
                dates = calculator.find_dates_for_agency(
                    obligation.timetable, obligation.period, obligation.area, obligation.event, agency
                )
                rows.append((at, agency, *_make_date_row(dates)))
        return pl.DataFrame(rows, schema=_SENT_BY, orient="row")


def _join_barred_publishers(obligation: Obligation) -> str:
    return "|".join(sorted(obligation.edition.recipient_publishers)) if obligation.edition else ""


def _make_date_row(dates: ObligationDates) -> tuple[object, ...]:
    send_by = dates.send_by
    return send_by.date, f"{send_by.at:%H:%M}", send_by.explanation, send_by.assumed


def build_figure_requests(inputs: CollectionInputs, given_figures: pl.DataFrame) -> pl.DataFrame:
    """``FIGURE_REQUEST_SCHEMA``, by agency, then by the day to send; and what is first told of each (``first_…``).

    ``given_figures``: the ``FIGURE_KEY`` of each stored figure that meets a request.
    """
    waiting_lines = inputs.waiting_lines.filter(pl.col("record_set").is_null())
    grouped = waiting_lines.group_by(*FIGURE, maintain_order=True).agg(_aggregates())
    with_names = _add_names(grouped, inputs.ruleset)
    with_reasons = with_names.with_columns(
        _is_given(with_names, given_figures), why=_explain_waiting_lines(), collection=build_collection_key()
    )
    with_reasons = with_reasons.with_columns(collection=_split_by_deadline("collection"))
    return with_reasons.sort("agency", "due", "indicator", "area", "period", "breakdown", nulls_last=True)


def _aggregates() -> list[pl.Expr]:
    days = pl.col("due").drop_nulls().unique().sort()
    names = ("hour", "explanation", "assumed", "opens", "return", "for_period", "event", "return_title", "owner")
    return [
        pl.col("send_by").first(),
        days.first().alias("needed_by"),
        days.slice(1).alias("confirm_by"),
        pl.concat_str("return", "line", separator=" ").unique(maintain_order=True).alias("returns"),
        pl.col("for_period").unique().sort().alias("for_periods"),
        pl.col("route").unique().sort().alias("routes"),
        pl.col("route").is_in(sorted(KEYED)).any().alias("keyed"),
        describe_waiting_line().unique(maintain_order=True).alias("lines"),
        *(pl.col(name).first().alias(f"first_{name}") for name in names),
    ]


def describe_waiting_line() -> pl.Expr:
    """``NI 62 of national-indicators for E10000024 (FY2009-10, due 2010-04-28)``."""
    due = pl.when(pl.col("due").is_null()).then(pl.lit("due after an event")).otherwise(pl.format("due {}", "due"))
    elsewhere = pl.when(pl.col("area") != pl.col("asked_area")).then(pl.format(" for {}", "area")).otherwise(pl.lit(""))
    return pl.format("{} of {}{} ({}, {})", "line", "return", elsewhere, "for_period", due)


def _add_names(requests: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    titles = {code: ruleset.indicator(code).title for code in requests["indicator"].unique()}
    areas = {code: ruleset.areas.get(code).name for code in requests["asked_area"].unique()}
    agencies = {
        (home.name, agency.code): agency.name for home in ruleset.places.values() for agency in home.agencies.values()
    }
    names = pl.DataFrame([(*key, name) for key, name in agencies.items()], schema=_AGENCIES, orient="row")
    return requests.join(names, on=["place", "agency"], how="left", maintain_order="left").with_columns(
        title=pl.col("indicator").replace_strict(titles, return_dtype=pl.String),
        area_name=pl.col("asked_area").replace_strict(areas, return_dtype=pl.String),
        place_title=pl.col("place").replace_strict(
            {home.name: home.title for home in ruleset.places.values()}, return_dtype=pl.String
        ),
        area="asked_area", period="asked_period", breakdown="asked_breakdown", kind=pl.lit("actual"), due="send_by",
    )  # fmt: skip


_AGENCIES = {"place": pl.String, "agency": pl.String, "agency_name": pl.String}


def build_collection_key() -> pl.Expr:
    """``<place>/<agency>/<return>/<period>[/<event>]``, of the first return that waits."""
    event = pl.when(pl.col("first_event").is_null()).then(pl.lit("")).otherwise(pl.format("/{}", "first_event"))
    agency = pl.col("agency").fill_null(NOBODY)
    return pl.format("{}/{}/{}/{}{}", "place", agency, "first_return", "first_for_period", event)


def _split_by_deadline(key: str) -> pl.Expr:
    """The same, and ``/<area>`` where more time was granted for that area alone: a collection has one day and hour."""
    moment = pl.format("{} {}", pl.col("due").fill_null(date.max), "first_hour")
    return pl.when(moment > moment.min().over(key)).then(pl.format("{}/{}", key, "first_owner")).otherwise(key)


def _explain_waiting_lines() -> pl.Expr:
    """The lines that wait, the first to be sent first."""
    lines = pl.col("lines")
    several = pl.format("{} lines wait for it: {}", lines.list.len(), lines.list.join("; "))
    first = pl.when(lines.list.len() == 1).then(pl.format("{} waits for it", lines.list.first())).otherwise(several)
    nobody = pl.format(" Nobody in {} is of record for it; name an agency in of_record.tsv.", "place_title")
    return pl.format("{}.{}", first, pl.when(pl.col("agency").is_null()).then(nobody).otherwise(pl.lit("")))


def _is_given(requests: pl.DataFrame, given_figures: pl.DataFrame) -> pl.Expr:
    matches = requests.select(*FIGURE_KEY).join(
        given_figures.with_columns(there=True), on=FIGURE_KEY, how="left", maintain_order="left"
    )
    return pl.lit(matches["there"].fill_null(value=False)).alias("given")
