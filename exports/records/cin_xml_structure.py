"""Structure of the children in need census's XML (schema of 2025): which elements stand in which, and in what order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """An element around others that is no record; with ``optional`` it is left out where nothing stands in it."""

    element: str
    parts: tuple[Part, ...]
    optional: bool = False


@dataclass(frozen=True)
class Records:
    """The records of one table that belong to the record around them, each in its element.

    Without ``element`` a record is its one cell. They stand in the order of ``order``.
    """

    table: str
    element: str | None
    parts: tuple[Part, ...]
    order: tuple[str, ...]


#: A text is a column, whose cell stands in an element.
Part = str | Group | Records

COLLECTION = Group("CollectionDetails", ("Collection", "Year", "ReferenceDate"))
SOURCE = Group("Source", ("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"))

IDENTIFIERS = Group(
    "ChildIdentifiers",
    (
        "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate", "Sex",
        "PersonDeathDate",
    ),
)  # fmt: skip
DISABILITIES = Group(
    "Disabilities", (Records("Disability", None, ("Disability",), order=("Disability",)),), optional=True
)
ASSESSMENTS = Records(
    "Assessment",
    "Assessments",
    (
        "AssessmentActualStartDate",
        "AssessmentInternalReviewDate",
        "AssessmentAuthorisationDate",
        Group(
            "FactorsIdentifiedAtAssessment",
            (Records("AssessmentFactor", None, ("AssessmentFactors",), order=("AssessmentFactors",)),),
            optional=True,
        ),
    ),
    order=("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
)
IN_NEED_PLANS = Records(
    "CINPlanDates", "CINPlanDates", ("CINPlanStartDate", "CINPlanEndDate"), order=("CINPlanStartDate",)
)
ENQUIRIES = Records(
    "Section47",
    "Section47",
    ("S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"),
    order=("S47ActualStartDate", "DateOfInitialCPC"),
)
PLANS = Records(
    "ChildProtectionPlan",
    "ChildProtectionPlans",
    (
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
        Group("Reviews", (Records("CPPreview", None, ("CPPreviewDate",), order=("CPPreviewDate",)),), optional=True),
    ),
    order=("CPPstartDate", "CPPendDate"),
)
#: From 2026-27, in no schema yet: at the end of a referral, as a fixture of the sector's validator has it.
PRE_PROCEEDINGS = Records(
    "PreProceedings",
    "PreProceedingsandFGDM",
    (
        "PPStartDate", "LBPSentDate", "FGDMMeetingOffer", "FGDMMeetingFac", "InitialPPMeetingDate",
        "ReviewMeetingsCount", "StepDecisionDate", "PPOutcome", "CourtAppDate", "LetterInitCPDate",
    ),
    order=("PPStartDate",),
)  # fmt: skip
REFERRALS = Records(
    "CINdetails",
    "CINdetails",
    (
        "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure",
        "DateOfInitialCPC", ASSESSMENTS, IN_NEED_PLANS, ENQUIRIES, "ReferralNFA", PLANS, PRE_PROCEEDINGS,
    ),
    order=("CINreferralDate", "CINclosureDate"),
)  # fmt: skip
CHILD = Records(
    "Child",
    "Child",
    (IDENTIFIERS, Group("ChildCharacteristics", ("Ethnicity", DISABILITIES)), REFERRALS),
    order=("LAchildID",),
)
