"""Structure of the children in need census's XML (schema of 2025): which elements stand in which, and in what order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class XmlGroup:
    """An element around others that is no record; with ``optional`` it is left out where nothing stands in it."""

    element: str
    parts: tuple[XmlPart, ...]
    optional: bool = False


@dataclass(frozen=True)
class XmlRecords:
    """The records of one table that belong to the record around them, each in its element.

    Without ``element`` a record is its one cell. They stand in the order of ``order``.
    """

    table: str
    element: str | None
    parts: tuple[XmlPart, ...]
    order: tuple[str, ...]


#: A text is a column, whose cell stands in an element.
XmlPart = str | XmlGroup | XmlRecords

COLLECTION = XmlGroup("CollectionDetails", ("Collection", "Year", "ReferenceDate"))
SOURCE = XmlGroup("Source", ("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"))

IDENTIFIERS = XmlGroup(
    "ChildIdentifiers",
    (
        "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate", "Sex",
        "PersonDeathDate",
    ),
)  # fmt: skip
DISABILITIES = XmlGroup(
    "Disabilities", (XmlRecords("Disability", None, ("Disability",), order=("Disability",)),), optional=True
)
ASSESSMENTS = XmlRecords(
    "Assessment",
    "Assessments",
    (
        "AssessmentActualStartDate",
        "AssessmentInternalReviewDate",
        "AssessmentAuthorisationDate",
        XmlGroup(
            "FactorsIdentifiedAtAssessment",
            (XmlRecords("AssessmentFactor", None, ("AssessmentFactors",), order=("AssessmentFactors",)),),
            optional=True,
        ),
    ),
    order=("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
)
IN_NEED_PLANS = XmlRecords(
    "CINPlanDates", "CINPlanDates", ("CINPlanStartDate", "CINPlanEndDate"), order=("CINPlanStartDate",)
)
ENQUIRIES = XmlRecords(
    "Section47",
    "Section47",
    ("S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"),
    order=("S47ActualStartDate", "DateOfInitialCPC"),
)
PLANS = XmlRecords(
    "ChildProtectionPlan",
    "ChildProtectionPlans",
    (
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
        XmlGroup(
            "Reviews", (XmlRecords("CPPreview", None, ("CPPreviewDate",), order=("CPPreviewDate",)),), optional=True
        ),
    ),
    order=("CPPstartDate", "CPPendDate"),
)
#: From 2026-27, in no schema yet: at the end of a referral, as a fixture of the sector's validator has it.
PRE_PROCEEDINGS = XmlRecords(
    "PreProceedings",
    "PreProceedingsandFGDM",
    (
        "PPStartDate", "LBPSentDate", "FGDMMeetingOffer", "FGDMMeetingFac", "InitialPPMeetingDate",
        "ReviewMeetingsCount", "StepDecisionDate", "PPOutcome", "CourtAppDate", "LetterInitCPDate",
    ),
    order=("PPStartDate",),
)  # fmt: skip
REFERRALS = XmlRecords(
    "CINdetails",
    "CINdetails",
    (
        "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure",
        "DateOfInitialCPC", ASSESSMENTS, IN_NEED_PLANS, ENQUIRIES, "ReferralNFA", PLANS, PRE_PROCEEDINGS,
    ),
    order=("CINreferralDate", "CINclosureDate"),
)  # fmt: skip
CHILD = XmlRecords(
    "Child",
    "Child",
    (IDENTIFIERS, XmlGroup("ChildCharacteristics", ("Ethnicity", DISABILITIES)), REFERRALS),
    order=("LAchildID",),
)
