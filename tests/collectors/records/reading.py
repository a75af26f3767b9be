"""From a file to findings in one step, as the judge of records goes; and small files of each record set."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import xlsxwriter

from collectors.records.content_checks import check_records
from collectors.records.headings import load_headings
from collectors.records.raw_records import RawRecords
from collectors.records.read import read_records
from collectors.records.typed_records import type_records
from collectors.records.word_findings import word_record_marks
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from tests.shipped import RECORDS, load_finding_kinds, load_record_set

READ_ON = date(2026, 11, 20)
SETS = {
    "children-looked-after": ("FY2024-25", "FY2024-25"),
    "children-in-need": ("FY2024-25", "FY2024-25"),
    "treatment": ("K", "FY2013-14"),
    "inspection-lists": ("2019", "2021-03-15"),
}

CIN = """<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2025</Year>
<ReferenceDate>2025-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>891</LEA></Source></Header>
<Children>
<Child>
 <ChildIdentifiers><LAchildID>C1</LAchildID><PersonBirthDate>2015-05-17</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>
 <ChildCharacteristics><Ethnicity>WBRI</Ethnicity>
  <Disabilities><Disability>HAND</Disability><Disability>VIS</Disability></Disabilities></ChildCharacteristics>
 <CINdetails><CINreferralDate>2024-05-01</CINreferralDate><ReferralSource>4</ReferralSource>
  <PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>false</ReferralNFA>
  <Assessments><AssessmentActualStartDate>2024-05-02</AssessmentActualStartDate>
   <FactorsIdentifiedAtAssessment><AssessmentFactors>1A</AssessmentFactors>
   <AssessmentFactors>2B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
  <ChildProtectionPlans><CPPstartDate>2024-06-01</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
   <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP>
   <Reviews><CPPreviewDate>2024-08-01</CPPreviewDate></Reviews></ChildProtectionPlans>
 </CINdetails>
 <CINdetails><CINreferralDate>2024-09-01</CINreferralDate><ReferralSource>6</ReferralSource>
  <ReferralNFA>1</ReferralNFA></CINdetails>
</Child>
</Children></Message>
"""

LOOKED_AFTER_XML = """<?xml version="1.0"?><EXPSSDA903><CHILD><HEADER><CHILDID>C1</CHILDID><UPN>UN1</UPN><SEX>M</SEX>
<DOB>17/05/2010</DOB><ETHNIC>WBRI</ETHNIC><UASC>1</UASC><DUC></DUC><DATE_INT>01/02/2025</DATE_INT>
<IN_TOUCH>YES</IN_TOUCH><AMISSING><MISSING>M</MISSING><MIS_START>01/05/2024</MIS_START></AMISSING>
<AREVIEW><REVIEW>01/06/2024</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
<AREVIEW><REVIEW>01/12/2024</REVIEW><REVIEW_CODE>PN2</REVIEW_CODE></AREVIEW><OC2></OC2></HEADER>
<EPISODE><DECOM>01/04/2024</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL><DEC></DEC><REC></REC></EPISODE>
</CHILD></EXPSSDA903>
"""


def read(path: Path, record_set: str, *, name: str | None = None) -> RawRecords:
    """The file's tables as texts."""
    return read_records(path, load_headings(RECORDS, record_set), name=name or path.name)


def judge(path: Path, record_set: str, *, name: str | None = None) -> tuple[RawRecords, Records, pl.DataFrame]:
    """What was read, the records, and every finding in words."""
    version, period = SETS[record_set]
    held = load_record_set(record_set, version)
    raw = read(path, record_set, name=name)
    records, marks = type_records(raw, held, parse_period(period))
    checked = check_records(records, read_on=READ_ON)
    return raw, records, word_record_marks(pl.concat([raw.marks, marks, checked]), held, load_finding_kinds())


def write(path: Path, text: str | bytes) -> Path:
    """A file of text or bytes."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(path: Path, files: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of some files."""
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def workbook(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    """A workbook; dates are written as dates."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    path.write_bytes(target.getvalue())
    return path


def flat(*rows: Mapping[str, str], headings: list[str] | None = None) -> str:
    """A treatment file: every heading that some row has, each cell quoted."""
    names = headings or list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def codes(marks: pl.DataFrame) -> list[str]:
    """Codes of marks or findings, sorted."""
    return sorted(marks["code"].to_list())
