"""Where accommodation is not known, the latest service may tell it: a care home is one, home care is at home.

The source is the code ``Create_personal_details_table.sql`` of the Department of Health and Social Care.
"""

from __future__ import annotations

import polars as pl

from indicators.records.views.client_level_data.events_in_period import EVENT_END, START

ACCOMMODATION, PERSON, UNKNOWN = "Accommodation_Status", "person", "Unknown"
AT_HOME, IN_COMMUNITY = "Unknown: Presumed at home", "Unknown: Presumed in community"
NURSING, RESIDENTIAL = "Long term support: Nursing care", "Long term support: Residential care"
COMMUNITY, PRISON = "Long term support: Community", "Long term support: Prison"
SUPPORTED = "Supported accommodation, supported lodgings or supported group home"
SHELTERED = "Sheltered housing, extra care housing or other sheltered housing"
HOME_CARE = "Home support or domiciliary care"
#: Services by rank, the first of which tells most.
_TYPES = (NURSING, RESIDENTIAL, COMMUNITY, PRISON, "Short term support: ST-Max",
          "Short term support: Ongoing low level", "Short term support: Other short term")  # fmt: skip
_COMPONENTS = {"Shared Lives": "Shared Lives scheme", "Extra care housing": SHELTERED,
               "Community supported living": SUPPORTED}  # fmt: skip
#: Accommodation that counts as settled (measure 2E).
SETTLED = (
    "Owner occupier or shared ownership scheme",
    "Tenant: Local authority or other social housing provider",
    "Tenant: Private landlord",
    "Settled mainstream housing with family or friends",
    SUPPORTED,
    "Shared Lives scheme",
    "Approved premises for offenders released from prison or under probation supervision",
    SHELTERED,
    "Mobile accommodation for Gypsy, Roma and Traveller communities",
    AT_HOME,
)


def fill_in_accommodation(people: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """People with their accommodation, told by services where it was unknown; and whether it is ``settled``."""
    unknown = people.filter(pl.col(ACCOMMODATION) == UNKNOWN).select(PERSON)
    services = _find_latest_services(events.join(unknown, on=PERSON, how="semi"))
    told = people.join(services.select(PERSON, _tell().alias("_told")), on=PERSON, how="left", maintain_order="left")
    filled = told.with_columns(
        pl.when(pl.col(ACCOMMODATION) == UNKNOWN).then(pl.col("_told").fill_null(UNKNOWN)).otherwise(ACCOMMODATION)
        .alias(ACCOMMODATION)
    )  # fmt: skip
    return filled.drop("_told").with_columns(pl.col(ACCOMMODATION).is_in(SETTLED).alias("settled"))


def _find_latest_services(events: pl.DataFrame) -> pl.DataFrame:
    """Type and component of each person's latest services, null where those that are level differ."""
    kind, component = pl.col("Service_Type"), pl.col("Service_Component")
    ranks = {name: at for at, name in enumerate(_TYPES, start=1)}
    services = events.filter(pl.col("Event_Type") == "Service").select(
        PERSON,
        pl.col(EVENT_END).fill_null(pl.date(9999, 1, 1)).alias("_end"),
        (-kind.replace_strict(ranks, default=99, return_dtype=pl.Int64)).alias("_rank"),
        component.is_in([*_COMPONENTS, HOME_CARE]).fill_null(value=False).cast(pl.Int64).alias("_tells"),
        START,
        pl.when(kind.is_in(_TYPES)).then(kind).alias("type"),
        pl.when(component.is_in([*_COMPONENTS, HOME_CARE])).then(component).alias("component"),
    )
    order = pl.struct("_end", "_rank", "_tells", START).rank("dense")
    placed = services.with_columns(order.alias("_place"))
    latest = placed.filter(pl.col("_place") == pl.col("_place").max().over(PERSON))
    return latest.group_by(PERSON).agg(_only("type"), _only("component"))


def _only(column: str) -> pl.Expr:
    """The one value of a group; null where it has none, or several."""
    values = pl.col(column).drop_nulls()
    return pl.when(values.n_unique() == 1).then(values.first()).alias(column)


def _tell() -> pl.Expr:
    """The accommodation that a service shows, the surest first."""
    kind, component = pl.col("type"), pl.col("component")
    shows = [
        (kind == NURSING, "Registered nursing home"),
        (kind == RESIDENTIAL, "Registered care home"),
        *((component == name, accommodation) for name, accommodation in _COMPONENTS.items()),
        ((kind == COMMUNITY) & (component == HOME_CARE), AT_HOME),
        ((kind == COMMUNITY) & component.is_null(), IN_COMMUNITY),
        (kind == PRISON, "Prison, young offenders institution or detention centre"),
    ]
    return pl.coalesce(*(pl.when(condition).then(pl.lit(told)) for condition, told in shows), pl.lit(UNKNOWN))
