"""Which elements of a census's XML are records, and of which table. Light to import: the worker does.

Sources: the census of children in need as its XSD of 2025 gives it; the SSDA903 return as its expanded
XSD of 2021 does (``EXPSSDA903``), which has no table of social workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CensusShape:
    """``records``: element to table; ``leaves``: an element that is a record by itself, and its column.

    ``person``: the table of the person around all other records; ``shares``: columns of the person that
    the tables within have too; ``split_tables``: elements of the person that belong to other tables, with
    ``flags``: elements in which 1 means that there is a row, and 0 that there is none. ``nested``: a row belongs to the
    record around it, not only to the person. ``unit``: the element of one child with all its records.
    ``never_blank``: leaves that a rule asks after where they are there and hold nothing; ``blank_rows``: tables of
    whose records a rule asks so. Of other tables a record with nothing in it is left out, as some systems write them.
    """

    record_set: str
    records: dict[str, str]
    person: str
    shares: dict[str, dict[str, str]]
    leaves: dict[str, tuple[str, str]] = field(default_factory=dict)
    split_tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    nested: bool = False
    never_blank: frozenset[str] = frozenset()
    blank_rows: frozenset[str] = frozenset()


_ID = {"LAchildID": "LAchildID"}
_OF_CHILD = {"CHILD": "CHILDID", "DOB": "DOB"}

CHILDREN_IN_NEED = CensusShape(
    record_set="children-in-need",
    records={
        "Header": "Header",
        "Child": "Child",
        "CINdetails": "CINdetails",
        "Assessments": "Assessment",
        "CINPlanDates": "CINPlanDates",
        "Section47": "Section47",
        "ChildProtectionPlans": "ChildProtectionPlan",
        "PreProceedingsandFGDM": "PreProceedings",
    },
    person="Child",
    shares=dict.fromkeys(
        (
            "Disability", "CINdetails", "Assessment", "AssessmentFactor", "CINPlanDates", "Section47",
            "ChildProtectionPlan", "CPPreview", "PreProceedings",
        ),
        _ID,
    ),
    leaves={
        "Disability": ("Disability", "Disability"),
        "AssessmentFactors": ("AssessmentFactor", "AssessmentFactors"),
        "CPPreviewDate": ("CPPreview", "CPPreviewDate"),
    },
    unit="Child",
    nested=True,
    never_blank=frozenset({"CPPreviewDate"}),
    blank_rows=frozenset({
        "Child", "CINdetails", "Assessment", "CINPlanDates", "Section47", "ChildProtectionPlan", "PreProceedings",
    }),
)  # fmt: skip

CHILDREN_LOOKED_AFTER = CensusShape(
    record_set="children-looked-after",
    records={
        "HEADER": "Header",
        "EPISODE": "Episodes",
        "AREVIEW": "Reviews",
        "AMISSING": "Missing",
        "PERMANENCE": "PrevPerm",
        "OC2": "OC2",
        "AD_PLACED": "PlacedAdoption",
    },
    person="Header",
    shares={
        "Episodes": {"CHILD": "CHILDID"},
        **dict.fromkeys(("Reviews", "Missing", "PrevPerm", "OC2", "PlacedAdoption", "AD1", "OC3"), _OF_CHILD),
        "UASC": _OF_CHILD | {"SEX": "SEX"},
    },
    split_tables={
        "UASC": ("DUC",),
        "AD1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
        "OC3": ("IN_TOUCH", "ACTIV", "ACCOM"),
    },
    flags={"UASC": "UASC"},
    unit="CHILD",
)

#: By the root element.
SHAPES = {"Message": CHILDREN_IN_NEED, "EXPSSDA903": CHILDREN_LOOKED_AFTER}


def find_shape(record_set: str) -> CensusShape | None:
    """The shape of a record set's XML, if it has any."""
    return next((shape for shape in SHAPES.values() if shape.record_set == record_set), None)
