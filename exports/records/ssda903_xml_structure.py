"""Structure of the SSDA903 return's XML: ``EXPSSDA903``, the expanded XSD of 2021, version 3.3.0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class XmlTablePart:
    """Columns of one table as they stand within a child, in the XSD's order.

    ``element`` wraps each row; without one, cells of a child's only row stand by themselves. ``always``: elements
    that are there though blank. ``many``: whether a child may have several rows; all their elements are there, since
    the sector's own validator takes one that is not for the same as in another row of the child.
    """

    table: str
    columns: tuple[str, ...]
    element: str | None = None
    always: tuple[str, ...] = ()
    many: bool = False


PERSON = "CHILD"
ROOT = "EXPSSDA903"
#: Says by 1 or 0 whether the child has a row in the table of the same name.
UASC = "UASC"

_IDENTITY = ("CHILD", "UPN", "SEX", "DOB", "ETHNIC")
_HEALTH = ("HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT")
_MISUSE = ("SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
_MISSING = ("MISSING", "MIS_START", "MIS_END")
_DECISION = ("DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
_EPISODE = ("DECOM", "RNE", "LS", "CIN", "PLACE", "PL_POST", "HOME_POST", "URN", "PLACE_PROVIDER", "DEC", "REC",
            "REASON_PLACE_CHANGE")  # fmt: skip

#: Within HEADER, in this order.
HEADER = (
    XmlTablePart("Header", _IDENTITY, always=_IDENTITY),
    XmlTablePart(UASC, ("DUC",)),
    XmlTablePart("AD1", ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")),
    XmlTablePart("OC3", ("IN_TOUCH", "ACTIV", "ACCOM")),
    XmlTablePart("Missing", _MISSING, "AMISSING", _MISSING, many=True),
    XmlTablePart("Reviews", ("REVIEW", "REVIEW_CODE"), "AREVIEW", ("REVIEW", "REVIEW_CODE"), many=True),
    XmlTablePart("Header", ("MOTHER", "MC_DOB")),
    XmlTablePart("PrevPerm", ("PREV_PERM", "LA_PERM", "DATE_PERM"), "PERMANENCE"),
    XmlTablePart("OC2", ("SDQ_SCORE", "SDQ_REASON", "CONVICTED", *_HEALTH, *_MISUSE), "OC2"),
    XmlTablePart("PlacedAdoption", _DECISION, "AD_PLACED", _DECISION, many=True),
)  # fmt: skip
#: After it.
EPISODES = XmlTablePart("Episodes", _EPISODE, "EPISODE", _EPISODE, many=True)

#: Fewest and most characters of a cell, where fewer or more can be returned. Dates always fit.
ROOM = {
    ("Header", "CHILD"): (1, 10), ("Header", "UPN"): (0, 13), ("Header", "SEX"): (1, 1), ("Header", "DOB"): (10, 10),
    ("Header", "ETHNIC"): (4, 4), ("Header", "MOTHER"): (0, 1),
    ("AD1", "FOSTER_CARE"): (0, 1), ("AD1", "NB_ADOPTR"): (0, 1), ("AD1", "SEX_ADOPTR"): (0, 2),
    ("AD1", "LS_ADOPTR"): (0, 3),
    ("OC3", "IN_TOUCH"): (0, 4), ("OC3", "ACTIV"): (0, 2), ("OC3", "ACCOM"): (0, 2),
    ("Missing", "MISSING"): (0, 1),
    ("Reviews", "REVIEW"): (10, 10), ("Reviews", "REVIEW_CODE"): (3, 3),
    ("PrevPerm", "PREV_PERM"): (0, 2), ("PrevPerm", "LA_PERM"): (0, 3),
    ("OC2", "SDQ_SCORE"): (0, 2), ("OC2", "SDQ_REASON"): (0, 4), ("OC2", "CONVICTED"): (0, 1),
    **{("OC2", column): (0, 1) for column in (*_HEALTH, *_MISUSE)},
    ("PlacedAdoption", "REASON_PLACED_CEASED"): (0, 3),
    ("Episodes", "DECOM"): (10, 10), ("Episodes", "RNE"): (1, 1), ("Episodes", "LS"): (2, 2),
    ("Episodes", "CIN"): (2, 2), ("Episodes", "PLACE"): (2, 2), ("Episodes", "PL_POST"): (0, 8),
    ("Episodes", "HOME_POST"): (0, 8), ("Episodes", "URN"): (0, 8), ("Episodes", "PLACE_PROVIDER"): (0, 3),
    ("Episodes", "REC"): (0, 3), ("Episodes", "REASON_PLACE_CHANGE"): (0, 6),
}  # fmt: skip
