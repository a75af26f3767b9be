"""A small store in which something of every kind happened, made up from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Engine
from sqlmodel import select

from collectors.records.purge import purge_due
from collectors.submissions.receipts import SubmissionReceipt
from exports.bundles.build import build_bundle
from indicators.figures.batches import NewBatch, record_batch, withdraw_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.models import BatchRow
from indicators.records.models import RecordSubmissionRow
from mappings.obligations.models import ExtensionRow
from mappings.ruleset.archive import archive_name, pack_files
from mappings.ruleset.ruleset_use import RulesetRow
from returnonce import audit
from returnonce.claims import outbox, outbox_delivery
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.definition_files.file_tree import hash_content
from returnonce.settings import Settings
from returnonce.signing_keys import open_signer
from returnonce.vault import Case, fresh_name
from tests.collectors.figures.small_ruleset import AGENCY, NOON, ruleset, table
from tests.contexts import make_context
from tests.exports.editions.worlds import World
from tests.uploads import send_figures

GOOD = ("share,E09000023,FY2009-10,,,12,100,,,,", "headcount,E09000023,FY2009-10,,,,,250,,provisional,as ever")
AMENDED = ("share,E09000023,FY2009-10,,,13,100,,,,", 'headcount,E09000023,FY2009-10,,,,,251,,provisional,"a\\tb"')
REFUSED = ("rate,E09000023,FY2009-10,,,seven,1,,,,",)

DEFINITIONS = {"indicators/catalogue/made-up.yaml": b"made up\n"}
RULES = replace(ruleset(), hash=hash_content(DEFINITIONS))
NO_FIGURES = pl.DataFrame(schema=FIGURE_SCHEMA)


def at(hours: int) -> FixedClock:
    return FixedClock(NOON.instant + timedelta(hours=hours))


def send(
    engine: Engine, place: Path | Settings, rows: tuple[str, ...], hours: int = 0, agency: str = AGENCY
) -> SubmissionReceipt:
    """``place``: a home, or the settings of a store whose files are kept elsewhere."""
    settings = Settings(home=place) if isinstance(place, Path) else place
    path = settings.home.parent / f"up-{hours}.csv"
    path.write_text(table(*rows), encoding="utf-8")
    return send_figures(make_context(engine, ruleset=RULES, clock=at(hours), settings=settings), path, agency)


def seal_a_case(engine: Engine, settings: Settings, hours: int = 3) -> str:
    """Records of nobody: one sealed case, and the rows that speak of it."""
    case = Case(fresh_name("case"), "children-looked-after", date(2099, 1, 1))
    vault = make_context(engine, settings=settings).vault
    vault.seal(case, {"raw": b"a sealed row", "Header": b"another"})
    with transaction(engine) as session:
        new = NewBatch("derived", AGENCY, "ab" * 32, "records.csv", RULES.hash, at(hours).now(), mapping_hash="set 1")
        batch = record_batch(session, new, NO_FIGURES)
        assert batch.id is not None
        session.add(
            RecordSubmissionRow(
                batch=batch.id, record_set="children-looked-after", version="FY2009-10", agency=AGENCY,
                area="E09000023", period="FY2009-10", rows=2, case_name=case.name, keep_until=case.keep_until,
            )
        )  # fmt: skip
        audit.record(
            session, at(hours), act="accept-records", subject=new.name, details={"sealed": vault.case_hash(case.name)}
        )
    return case.name


def live(engine: Engine, settings: Settings) -> None:
    """Uploads (one amended, one refused, one withdrawn), records, an extension, a message, the rules."""
    make_context(engine, settings=settings).objects.write(archive_name(RULES.hash), [pack_files(DEFINITIONS)])
    with transaction(engine) as session:
        session.add(RulesetRow(hash=RULES.hash, since=at(0).now(), release="0"))
        audit.record(session, at(0), act="use-rules", subject=RULES.hash, details={})
    send(engine, settings, GOOD)
    send(engine, settings, AMENDED, 1)
    send(engine, settings, REFUSED, 2)
    seal_a_case(engine, settings)
    gone = send(engine, settings, ("share,E09000023,FY2010-11,,,1,7,,,,",), 4, agency="lewisham-trust")
    with transaction(engine) as session:
        name = session.exec(select(BatchRow.name).where(BatchRow.file == gone.file)).one()
        withdraw_batch(session, name, at=at(5).now(), reason="sent twice, with a tab\tand a line\nin it, and \\N")
        audit.record(session, at(5), act="withdraw-upload", subject=name, details={})
        session.add(
            ExtensionRow(
                place="lewisham", return_code="vital-signs", area=None, period="FY2009-10", agency=None,
                until=date(2010, 7, 1), until_at="17:00", granted_by="an officer", reason="snow",
                granted_at=at(5).now(),
            )
        )  # fmt: skip
        audit.record(session, at(5), act="grant-extension", subject="vital-signs", details={})
        outbox.put(
            session,
            at(6),
            outbox.NewMessage(
                keys=("remind lewisham-pct",),
                recipient="lewisham/contact",
                subject="Due soon",
                body="Dear all,\n\tit is due.",
                not_before=at(6).now(),
            ),
        )


@dataclass
class Editions(World):
    """Editions from figures that were sent as the program takes them: bytes kept, act in the audit trail."""

    def give(self, *rows: Mapping[str, Any], by: str = "county") -> str:
        figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
        file = self.blobs.keep("received", f"made up, number {len(self.batches)}".encode())
        batch = NewBatch("submitted", by, file, f"{by}.csv", RULES.hash, self.clock.now())
        with transaction(self.engine) as session:
            record_batch(session, batch, figures)
            audit.record(session, self.clock, act="take-figures", subject=batch.name)
        self.batches.append(batch.name)
        return batch.name


def grow(engine: Engine, settings: Settings) -> FixedClock:
    """The whole world: what agencies sent, a message that went out, two editions, a backup. The clock afterwards."""
    live(engine, settings)
    with transaction(engine) as session:
        [row] = session.exec(select(outbox.OutboxRow))
        attempt = outbox_delivery.claim(session, at(7), row, RetryPolicy(timedelta(minutes=1)))
        assert attempt is not None
        outbox_delivery.settle(session, at(7), attempt, outbox.SENT)
    world = Editions(engine, settings.home, settings=settings)
    purge_due(make_context(engine, clock=world.clock, settings=settings))
    world.value(33, 260)
    first = world.edition()
    context = make_context(engine, settings=settings)
    build_bundle(context, first, "regulator", open_signer(settings.home, objects=context.objects))
    world.value(34, 260)
    world.edition(reason="late-figures")
    with transaction(engine) as session:
        audit.record(session, world.clock, act="back-up", subject="0" * 64)
    return world.clock
