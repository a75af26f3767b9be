"""Made-up files of every record set, as the demonstration makes them, and the same records written again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from collectors.records.check import RecordVerdict, check_record_file
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import copy_upload
from demo.synthetic import adults, children, clients
from exports.formats.deterministic_zip import deflate, pack
from exports.records.return_files import RecordFiles, RecordReturnRequest, write_records
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.record_frames import Records
from tests.contexts import make_context
from tests.shipped import load_ruleset

COUNTY, SERVICE, CODE = "E10000024", "lewisham-community-drug-service", "X0001"


@dataclass(frozen=True)
class MadeUpFile:
    """How one file is made, which return writes it in which form, and who sends it."""

    make: Callable[[], Records]
    return_code: str
    form: str
    agency: str

    def write(self, folder: Path, records: Records) -> Path:
        """The records as the return's file; several as a zip."""
        files = self._write(records).files
        folder.mkdir(exist_ok=True)
        name = next(iter(files)) if len(files) == 1 else "records.zip"
        data = files[name] if len(files) == 1 else pack(deflate(*each) for each in files.items())
        (folder / name).write_bytes(data)
        return folder / name

    def list_left_out(self, records: Records) -> tuple[str, ...]:
        """What the form cannot carry of them, in words."""
        return self._write(records).left_out

    def _write(self, records: Records) -> RecordFiles:
        request = RecordReturnRequest(self.return_code, self.form, records.period.end, CODE)
        return write_records(request, {records.record_set.code: records}, load_ruleset())

    def check(self, path: Path, records: Records) -> RecordVerdict:
        """What a check at home says of a file of these records."""
        record_set = records.record_set
        with copy_upload(path, self.agency, period=records.period.code, version=record_set.version) as upload:
            return check_record_file(CheckContext(make_context(ruleset=load_ruleset())), upload, record_set.code)


@cache
def _make_children(year: str) -> tuple[Records, Records]:
    return children(60, load_ruleset(), seed=5, year=parse_period(year), area=COUNTY)


@cache
def _make_adults(release: int) -> Records:
    files = adults(60, load_ruleset(), seed=5, year=parse_period("FY2025-26")).submissions
    return next(each for each in files if each.record_set.version == str(release))


def _make_clients(version: str, year: str) -> Records:
    when: Period = parse_period(year)
    return clients(60, load_ruleset(), seed=5, year=when, providers=[CODE], version=version, area="E09000023")[CODE]


def _of_children(at: int, year: str, return_code: str, form: str) -> MadeUpFile:
    return MadeUpFile(lambda: _make_children(year)[at], return_code, form, "nottinghamshire-childrens-services")


def _of_adults(release: int) -> MadeUpFile:
    return MadeUpFile(lambda: _make_adults(release), "cld", "csv", "nottinghamshire-adult-social-care")


def _of_clients(version: str, year: str) -> MadeUpFile:
    return MadeUpFile(lambda: _make_clients(version, year), "ndtms", "csv", SERVICE)


MADE_UP: Mapping[str, MadeUpFile] = {
    **{
        f"ssda903-csv-{year}": _of_children(0, year, "ssda903", "csv")
        for year in ("FY2022-23", "FY2025-26", "FY2026-27")
    },
    "ssda903-xml-FY2025-26": _of_children(0, "FY2025-26", "ssda903", "xml"),
    **{f"cin-xml-{year}": _of_children(1, year, "cin", "xml") for year in ("FY2022-23", "FY2025-26", "FY2026-27")},
    **{f"cld-release-{release}": _of_adults(release) for release in (1, 2)},
    "ndtms-H": _of_clients("H", "FY2010-11"),
    "ndtms-K": _of_clients("K", "FY2013-14"),
    "ndtms-P": _of_clients("P", "FY2021-22"),
    "ndtms-R": _of_clients("R", "FY2024-25"),
}
