"""Checks a file of records: what is wrong with it, and which figures it gives. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from collectors.readers.marks import Mark, mark_frame
from collectors.records.agency_figures import derive_agency_figures
from collectors.records.broken_files import NOT_ASKED, drop_consequences, find_unread, is_broken
from collectors.records.content_checks import check_records
from collectors.records.council_codes import council_marks
from collectors.records.earlier_files import read_earlier_files
from collectors.records.element_paths import name_records, number_records, restore_lines
from collectors.records.gather_inputs import gather_rule_inputs
from collectors.records.headings import load_headings
from collectors.records.marks import no_record_marks
from collectors.records.official_checks import rules_not_asked
from collectors.records.period_and_version import decide_period, decide_version, file_marks, find_sender_names
from collectors.records.raw_records import RawRecords
from collectors.records.read import read_records
from collectors.records.rolling_submissions import load_overlapping, span_marks
from collectors.records.typed_records import type_records
from collectors.records.word_findings import sort_by_table, word_record_marks
from collectors.submissions.check_context import CheckContext
from collectors.submissions.check_stages import CheckStage, in_stage
from collectors.submissions.column_letters import find_letters
from collectors.submissions.findings import FINDING_SCHEMA, count_by_severity, word_marks
from collectors.submissions.judgements import RecordsRead
from collectors.submissions.record_disagreements import find_record_disagreements
from collectors.submissions.sending_agency import SendingAgency, find_areas_of_records, find_sending_agency
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.records.record_frames import Records
from indicators.records.record_sets import RecordSet
from indicators.records.sealed_records import list_record_submissions, load_records
from mappings.definitions.finding_kinds import FindingKinds
from returnonce.clock import today
from returnonce.errors import Refused, WrongUsage

NEED_STORE = "with the figures that the agency keyed, and with its records of earlier years (needs the store)"
#: Who was a client before, and what follows, stand in the other files.
NEED_EARLIER = "with the files sent before, so that whoever was a client before this one counts as new (--earlier FILE)"


@dataclass(frozen=True)
class RecordVerdict:
    """``verdict`` as for any upload; ``records`` is None where the file could not be typed at all."""

    verdict: UploadVerdict
    record_set: str
    version: str
    period: Period
    area: str
    records: Records | None = field(default=None, repr=False)

    @property
    def accepted(self) -> bool:
        return self.verdict.accepted

    @property
    def read_as(self) -> RecordsRead:
        """As what the file was read."""
        return RecordsRead(record_set=self.record_set, version=self.version, period=self.period.code)


def check_record_file(context: CheckContext, upload: UploadedFile, code: str) -> RecordVerdict:
    """Every finding on a file of records of the record set ``code``, and its figures unless there is an error.

    Raises:
        NotFound: no place lists the agency, or there is no such version.
        WrongUsage: nothing says which agency sends the records, or which period they are of.
        UnreadFile: nothing of the file can be read, and one of these would be said of it.
        Refused: the agency does not send such records, or file and period contradict each other.
    """
    if upload.agency is None:
        raise WrongUsage("Who sends these records is not said.", mend="Give --agency CODE.")
    sender = find_sending_agency(context.ruleset, upload.agency)
    headings = load_headings(context.ruleset.records, code)
    with in_stage(CheckStage.READING):
        raw = number_records(read_records(upload.path, headings, name=upload.name))
    try:
        record_set, when = _settle(context, upload, sender, code, raw)
        area = _area(sender, record_set, when)
    except (Refused, WrongUsage) as error:
        raise find_unread(raw, context.ruleset.finding_kinds, sender.code) or error from None
    typed, marks = type_records(raw, record_set, when)
    records = replace(typed, received=today(context.clock))
    earlier = _find_earlier(context, upload, records, sender.code)
    inputs = gather_rule_inputs(context, upload, records, area=area, earlier=earlier)
    broken = is_broken(raw)
    checked = check_records(records, read_on=today(context.clock), inputs=inputs) if not broken else no_record_marks()
    marks = drop_consequences(marks) if broken else marks
    names = find_sender_names(context.ruleset, sender.code, record_set, area, when.end, raw.facts)
    councils = council_marks(records, earlier, area, context.ruleset.areas, upload.sent_under)
    of_file = pl.concat([file_marks(record_set, when, names, upload.sent_under), councils, span_marks(records)])
    kinds = context.ruleset.finding_kinds
    table = _word(raw, [raw.marks, of_file], [marks, _without_repeated_blanks(checked, marks)], record_set, kinds)
    refused = count_by_severity(table)["error"] > 0
    figures = pl.DataFrame(schema=FIGURE_SCHEMA)
    if not refused:
        with in_stage(CheckStage.COMPARING):
            derived = derive_agency_figures(context, records, earlier, sender=sender, area=area)
            figures = pl.concat([derived.own, derived.restated])
            of_figures = [_find_keyed_differences(derived.own, sender, context), derived.findings]
        table = sort_by_table(pl.concat([table, *of_figures]), record_set)
    not_made = (*_list_not_compared(context, records, earlier), *rules_not_asked(records, inputs))
    not_made = (NOT_ASKED,) if broken else not_made
    verdict = _make_verdict(sender, table, figures, records, not_made)
    verdict = replace(verdict, letters=find_letters(table, raw.columns))
    return RecordVerdict(verdict, code, record_set.version, when, area, restore_lines(records, raw.elements))


def _settle(
    context: CheckContext, upload: UploadedFile, sender: SendingAgency, code: str, raw: RawRecords
) -> tuple[RecordSet, Period]:
    """The version of the record set and the period of the file, as requested or as it says itself."""
    definitions = context.ruleset.records
    when = decide_period(definitions.files_of(code).definition, upload.period, raw.facts)
    version = decide_version(definitions, code, when, upload.version, raw.facts)
    settings = context.ruleset.record_settings(sender.code, code)
    return definitions.record_set(code, version, settings=settings), when


def _find_earlier(context: CheckContext, upload: UploadedFile, records: Records, agency: str) -> Sequence[Records]:
    """What was sent before: the files that are given with this one, else those that the store keeps."""
    if not upload.earlier:
        return load_earlier_records(context, records, agency)
    record_set = records.record_set
    if not record_set.definition.rolling:
        raise WrongUsage(
            "Files of these records do not overlap.", where="--earlier",
            mend="Give --last-year FOLDER for the rules that compare two years.",
        )  # fmt: skip
    return read_earlier_files(
        upload.earlier, context.ruleset.records, record_set.code, today=today(context.clock),
        settings=record_set.settings,
    )  # fmt: skip


def _list_not_compared(context: CheckContext, records: Records, earlier: Sequence[Records]) -> Iterator[str]:
    if context.session is not None:
        return
    yield NEED_STORE
    if records.record_set.definition.rolling and not earlier:
        yield NEED_EARLIER


def load_earlier_records(context: CheckContext, records: Records, agency: str) -> Sequence[Records]:
    """The agency's records of the same set that are kept for periods before, newest first."""
    session, vault = context.session, context.vault
    if session is None or vault is None:
        return ()
    code = records.record_set.code
    if records.record_set.definition.rolling:
        return load_overlapping(session, vault, records, agency, context)
    rows = list_record_submissions(session, code, agencies=[agency])
    context.release_store()
    purpose, settled = records.record_set.purposes[0], records.record_set.settings
    all_records = [load_records(vault, row, context.ruleset.records, purpose=purpose, settings=settled) for row in rows]
    return [
        record
        for record in all_records
        if record.period.end < records.period.start and record.period.kind == "financial_year"
    ]


def _word(
    raw: RawRecords, of_lines: list[pl.DataFrame], of_records: list[pl.DataFrame], record_set: RecordSet,
    kinds: FindingKinds,
) -> pl.DataFrame:  # fmt: skip
    """Findings of both kinds of marks: those at lines, and those at records as they are numbered."""
    at_lines, at_records = (word_record_marks(pl.concat(each), record_set, kinds) for each in (of_lines, of_records))
    return sort_by_table(pl.concat([at_lines, name_records(at_records, raw.elements, record_set)]), record_set)


def _without_repeated_blanks(checked: pl.DataFrame, unreadable: pl.DataFrame) -> pl.DataFrame:
    """A cell that cannot be read, or stands in a record without any, is not blank as well."""
    blank = pl.col("code").is_in(["record-key-missing", "record-required"])
    again = checked.filter(blank).join(unreadable, on=["table", "row", "column"], how="semi")
    return checked.join(again, on=["code", "table", "row", "column"], how="anti") if again.height else checked


def _area(sender: SendingAgency, record_set: RecordSet, period: Period) -> str:
    """The area that the records are of: the one where the agency has the role, or for which it is a supplier."""
    supplied = find_areas_of_records(sender, record_set.code, record_set.role, period.end)
    if len(supplied) == 1:
        return next(iter(supplied))
    why = "does not send" if not supplied else "sends for several areas"
    raise Refused(
        f"{sender.name} {why} records of this kind: {record_set.title}.",
        where="--agency",
        mend="Name the agency that answers for them, or list it in the place's agencies.tsv or suppliers.tsv.",
    )


def _find_keyed_differences(figures: pl.DataFrame, sender: SendingAgency, context: CheckContext) -> pl.DataFrame:
    """A query (``FINDING_SCHEMA``) for each figure that the agency keyed otherwise."""
    if context.session is None or figures.is_empty():
        return pl.DataFrame(schema=FINDING_SCHEMA)
    stored = read_figures(
        context.session, areas=figures["area"].unique(), periods=figures["period"].unique(),
        former=context.ruleset.former_codes,
    )  # fmt: skip
    context.release_store()
    differences = find_record_disagreements(
        figures, stored, agency=sender.code, catalogue=context.ruleset.catalogue, figures_are_keyed=False
    )
    marks = mark_frame(Mark("records-and-figures-differ", detail=message) for _, message in differences)
    return word_marks(marks, context.ruleset.finding_kinds, sheet=None)


def _make_verdict(
    sender: SendingAgency, table: pl.DataFrame, figures: pl.DataFrame, records: Records, not_made: tuple[str, ...]
) -> UploadVerdict:
    counts = {"rows": records.rows, "figures": figures.height} | count_by_severity(table)
    return UploadVerdict(
        agency=sender.code, sheet=None, table=table, coded_figures=figures, counts=counts,
        comparisons_not_made=not_made,
    )  # fmt: skip
