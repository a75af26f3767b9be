"""The entrance: takes or checks whatever an agency sends, figures or records."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from collectors.figures.accept import accept_figures
from collectors.figures.check import check_figures
from collectors.readers.file_names import safe_name
from collectors.readers.upload_copy import own_copy
from collectors.recognition import recognise_record_set
from collectors.records.accept import accept_records
from collectors.records.check import check_record_file
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.sending_agency import find_sending_agency
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import Clock
from returnonce.errors import WrongUsage
from returnonce.vault import Vault


def receive(
    path: Path,
    agency: str,
    *,
    ruleset: Ruleset,
    engine: Engine,
    home: Path,
    vault: Vault,
    clock: Clock,
    period: str | None = None,
    version: str | None = None,
    postcodes: pl.DataFrame | None = None,
    name: str | None = None,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
) -> SubmissionReceipt:
    """Take an upload of figures or a file (or folder) of records; see :func:`collect` and :func:`collect_records`.

    Raises:
        NotFound, WrongUsage, Refused, Conflict, Unavailable: as those two do; and what ``sent`` checks.
    """
    file_name = safe_name(name or path.name)
    with own_copy(path) as copy:
        code = recognise_record_set(copy, ruleset.records, name=file_name)
        if code is None:
            return accept_figures(
                copy,
                agency,
                ruleset=ruleset,
                engine=engine,
                home=home,
                vault=vault,
                clock=clock,
                name=file_name,
                authority=authority,
            )
        sender = find_sending_agency(ruleset, agency)
        return accept_records(
            copy, sender.code, name=file_name, code=code, ruleset=ruleset, engine=engine,
            vault=vault, clock=clock,
            period=period, version=version, postcodes=postcodes, authority=authority,
        )  # fmt: skip


def check_upload(
    path: Path,
    agency: str | None,
    *,
    context: CheckContext,
    period: str | None = None,
    version: str | None = None,
    name: str | None = None,
) -> UploadVerdict:
    """What receiving the file would say; nothing is stored.

    Raises:
        NotFound, WrongUsage, Refused: as for receiving it.
    """
    file_name = safe_name(name or path.name)
    with own_copy(path) as copy:
        code = recognise_record_set(copy, context.ruleset.records, name=file_name)
        if code is None:
            return check_figures(
                copy, agency, ruleset=context.ruleset, session=context.session, clock=context.clock, name=file_name
            )
        if agency is None:
            raise WrongUsage("Who sends these records is not said.", mend="Give --agency CODE.")
        record_verdict = check_record_file(
            copy, agency, name=file_name, code=code, context=context, period=period, version=version
        )
        return record_verdict.verdict
