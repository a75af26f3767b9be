"""A small world to check uploads against: few indicators, one return, one place, the real areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from collectors.submissions.verdict import UploadVerdict
from indicators.catalogue.indicator import Breakdown, Indicator
from mappings.definitions.lines import build_line_index
from mappings.definitions.return_definitions import Line
from mappings.place.place_definitions import Agency, Approval, KeptLine, OfRecordException
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.definition_files.file_tree import DefinitionFiles
from tests.contexts import make_context
from tests.shipped import load_areas, load_ruleset
from tests.uploads import judge_figures

NOON = FixedClock(datetime(2011, 6, 15, 12, tzinfo=UTC))
AREA, OTHER_AREA, PCT = "E09000023", "E10000024", "5LF"
HEADINGS = "indicator,area,period,breakdown,kind,numerator,denominator,value,symbol,status,note"
SINCE_2008 = {"from": "2008-04-01", "to": None}


def indicator(code: str, **changes: Any) -> Indicator:
    """A percentage of children, unless changed."""
    content: dict[str, Any] = {
        "code": code, "title": code.replace("-", " ").capitalize(), "definition": "For the tests.",
        "unit": "percentage", "per": 100, "polarity": "neutral", "decimals": 1, "numerator": "Children counted",
        "denominator": "Children in all", "population_base": "resident", "period_kind": "financial_year",
        "adds_over_time": "sum", "adds_over_area": "sum", "parts": True, "agency_of_record": "children-services",
        "in_force": SINCE_2008, "sources": [{"text": "test"}], "confidence": "high",
    }  # fmt: skip
    alone = {"parts": False, "numerator": "the figure itself", "denominator": "not applicable", "per": 1}
    extra = alone if changes.get("parts") is False else {}
    return Indicator.model_validate(content | extra | changes)


def line(subject: str, target: str, **changes: Any) -> Line:
    """An exact copy in force from 2008 to 2011, unless changed."""
    content: dict[str, Any] = {
        "subject_id": subject, "subject_label": f"Line {subject}", "predicate_id": "skos:exactMatch",
        "object_id": target, "mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.9",
        "author_label": "test", "mapping_date": "2011-01-01", "transform": "copy", "valid_from": "2008-04-01",
        "valid_to": "2011-04-01", "population_base": "resident", "example_in": "v=1", "example_out": "1",
        "section": "one", "route": "council", "route_confidence": "high", "body": "any_council",
        "unit": "percentage", "decimals": 1, "polarity": "neutral", "frequency": "annual", "code_confidence": "high",
    }  # fmt: skip
    return Line.model_validate(content | changes)


INDICATORS = (
    indicator("share", breakdowns=["sex"]),
    indicator("headcount", parts=False, unit="count", decimals=0, breakdowns=["sex"]),
    indicator("savings", parts=False, unit="pounds", decimals=0),
    indicator(
        "rate",
        unit="rate",
        per=10000,
        denominator="Population of the area",
        was=[{"code": "former-rate", "until": "2010-04-01"}],
    ),
    indicator("survey-share", parts=False, unit="percentage", per=100, population_base="survey_respondents"),
    indicator("score", parts=False, unit="score", decimals=1),
    indicator("excepted"),
    indicator("stock", period_kind="day"),
    indicator("answer", parts=False, unit="yes_no", decimals=0),
    indicator("waste", unit="percentage", numerator="Tonnes recycled", denominator="Tonnes collected"),
    indicator("secret", agency_of_record="police", access="restricted"),
    indicator("trust-share", agency_of_record="pct"),
    indicator("compiled", agency_of_record="central"),
    indicator("ended", in_force={"from": "2004-04-01", "to": "2008-04-01"}),
)
LINES = (
    line("TR 1", "share"),
    line("TR 2", "savings", transform="scale:0.001", decimals=0),
    line("TR 3", "share", transform="complement"),
    line("TR 4", "headcount", transform="percent_change_from_baseline:FY2008-09"),
    line("TR 5.1", "share"),
    line("TR 5.2", "rate"),
    line("TR 6", "share", predicate_id="skos:closeMatch"),
    line("TR 6", "rate", predicate_id="skos:closeMatch"),
    line("TR 7", "share", transform="part:numerator", decimals=0),
    line("TR 8", "answer", transform="code_map:1=yes,0=no", decimals=0),
    line("TR 9", "headcount", transform="sum:savings", decimals=0),
    line("TR 10", "headcount", breakdown="sex=F", decimals=0),
    line("TR 11", "score", predicate_id="skos:broadMatch"),
    line("TR 12", "score", code_confidence="low"),
    line("TR 13", "rate", predicate_id="skos:closeMatch"),
    line("TR 13", "score", predicate_id="skos:closeMatch"),
)


def agency(code: str, roles: str, areas: str, kind: str = "council_department") -> Agency:
    return Agency.model_validate(
        {"code": code, "name": code.replace("-", " ").title(), "kind": kind, "roles": roles, "areas": areas,
         "from": "not established", "to": None, "source": "test"}
    )  # fmt: skip


AGENCIES = (
    agency("lewisham-children", "children-services", AREA),
    agency("lewisham-trust", "pct", f"{PCT}|{AREA}", "pct"),
    agency("lewisham-police", "police", AREA, "police"),
    agency("little-provider", "", AREA, "provider"),
)
AGENCY = AGENCIES[0].code


OF_RECORD = OfRecordException.model_validate(
    {"indicator": "excepted", "area": AREA, "agency": "lewisham-trust", "from": "not established", "source": "test"}
)
APPROVAL = Approval.model_validate(
    {"return": "test-return", "line": "TR 13", "object_id": "rate", "approved_by": "somebody",
     "approved_on": date(2008, 4, 1), "reason": "test"}
)  # fmt: skip
KEPT = KeptLine.model_validate({"return": "test-return", "line": "TR 5.2", "from": date(2011, 4, 1), "reason": "test"})


@cache
def ruleset() -> Ruleset:
    """The world above; the rest is what ships."""
    areas = load_areas()
    place = Place(
        name="lewisham", title="Lewisham", areas=(AREA,), illustrative=True, sources=(), returns=(),
        agencies={one.code: one for one in AGENCIES},
        of_record=(OF_RECORD,), approvals=(APPROVAL,), kept_lines=(KEPT,), area_book=areas,
    )  # fmt: skip
    given: dict[str, Any] = {
        "hash": "0" * 64, "catalogue": {one.code: one for one in sorted(INDICATORS, key=lambda i: i.code)},
        "breakdowns": {"sex": Breakdown(code="sex", title="Sex", members=("F", "M"), kind="partition")},
        "areas": areas, "returns": {}, "places": {"lewisham": place},
        "line_index": build_line_index({"test-return": LINES}),
    }  # fmt: skip
    return replace(load_ruleset(), **given, files=DefinitionFiles())


def judge(path: Path, content: bytes | str, sender: str | None = AGENCY) -> UploadVerdict:
    """The verdict on a file of that content, without a store."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return judge_figures(make_context(ruleset=ruleset(), clock=NOON), path, sender)


def table(*rows: str) -> str:
    """CSV of our headings and these rows."""
    return "\n".join((HEADINGS, *rows)) + "\n"


def said(verdict: UploadVerdict) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every finding."""
    return [(finding.code, finding.row, finding.column) for finding in verdict.findings]
