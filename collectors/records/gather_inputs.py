"""What the official rules need beside a return, as far as it is at hand: settings, kept records, a folder given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collectors.records.headings import load_headings
from collectors.records.period_and_version import decide_version
from collectors.records.provider_list import read_providers
from collectors.records.read import read_records
from collectors.records.rule_inputs import RuleInputs
from collectors.records.typed_records import type_records
from collectors.submissions.check_context import CheckContext
from collectors.submissions.uploaded_file import UploadedFile
from indicators.period.arithmetic import Period, financial_year
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records
from returnonce.errors import Refused


def gather_rule_inputs(
    context: CheckContext, upload: UploadedFile, records: Records, *, area: str, earlier: Sequence[Records]
) -> RuleInputs:
    """Last year's return as given, else as kept; the list of providers; postcodes; the council's own area.

    Raises:
        Refused: what was given as last year's return, or a list of the settings, cannot be read.
    """
    settings = context.app.settings
    before = _year_before(records.period)
    kept = next((one for one in earlier if one.period == before), None)
    code, definitions = records.record_set.code, context.ruleset.records
    return RuleInputs(
        last_year=read_last_year(upload.last_year, definitions, code, before) if upload.last_year else kept,
        providers=read_providers(settings.providers) if settings.providers else None,
        postcodes=context.app.postcodes,
        authority=area,
        holidays=context.view_context.holidays,
    )


def read_last_year(path: Path, definitions: RecordDefinitions, code: str, period: Period) -> Records:
    """The return of the year before, from a folder or file.

    Raises:
        NotFound: there is no such folder or file.
        Refused: it holds none of the record set's tables.
    """
    raw = read_records(path, load_headings(definitions, code), name=path.name)
    if not raw.tables:
        raise Refused(
            "It holds no table of last year's return.",
            where="--last-year",
            mend="Give the folder or file that was sent for the year before.",
        )
    version = decide_version(definitions, code, period, None, raw.facts)
    return type_records(raw, definitions.record_set(code, version), period)[0]


def _year_before(period: Period) -> Period:
    return financial_year(period.start.year - 1)
