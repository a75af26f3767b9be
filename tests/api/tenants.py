"""Two tenants with everything that one must not see of the other, each thing with a mark that is searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

from api.app import create_app
from collectors.readers.marks import Mark, mark_frame
from collectors.submissions.findings import word_marks
from collectors.submissions.judgements import Judgement, keep_judgement
from collectors.submissions.models import FindingRow, SubmissionRow
from collectors.submissions.pending_uploads import PendingUpload, keep_pending
from collectors.submissions.uploads_in_parts import begin_upload
from exports.editions.proposals.approve import approve, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.publication.publish import publish
from exports.editions.published_editions import read_edition
from exports.editions.return_key import ReturnKey
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.scheduled_returns import ScheduledReturn
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.api_secrets import SecretTerms, issue_secret
from returnonce.access.grants import grant_role
from returnonce.access.principals import ANONYMOUS, OPERATOR, Grant, Principal
from returnonce.clock import FixedClock
from returnonce.db import open_store, reading, transaction
from returnonce.settings import Settings
from returnonce.vault import case_name
from tests.conftest import NOON
from tests.contexts import make_context
from tests.indicators.small_contexts import count, figure
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset
from tests.shipped import load_finding_kinds

SIGNED = {"office": "director-of-childrens-services", "source": "made up", "assumed": True}
#: Published; only a draft.
THEN, NOW = "FY2008-09", "FY2009-10"


#: Made elsewhere: it stands in the schedule alone.
SURVEY = ScheduledReturn.model_validate(
    {
        "code": "survey", "title": "Survey", "recipient": "made up", "portal": "other", "frequency": "annual",
        "period_kinds": ["financial_year"], "confidence": "low", "sources": ["made up"],
        "made_by": {"kinds": ["county", "unitary"], "assumed": True, "source": "made up"},
        "owner": {"role": "council", "assumed": True, "source": "made up"},
    }
)  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """What is planted. ``restated``: given after ``published`` was published, and published by nobody."""

    published: str
    draft: str
    restated: str
    secret: str
    file: str
    finding: str
    person: str

    @property
    def all(self) -> frozenset[str]:
        return frozenset(vars(self).values())


HOME = Marks("71347131", "72347132", "73347133", "74347134", "canaryhomefile", "canaryhomefinding", "canaryhomeperson")
AWAY = Marks("81347131", "82347132", "83347133", "84347134", "canaryawayfile", "canaryawayfinding", "canaryawayperson")


@dataclass(frozen=True)
class Tenant:
    """A place with one agency that gives figures for one area."""

    place: str
    area: str
    agency: str
    marks: Marks


OWN, OTHER = Tenant("home", "COUNTY", "county", HOME), Tenant("away", "UNI", "unitary", AWAY)


def _who(name: str, *grants: Grant) -> Principal:
    return Principal(name, "person", grants)


#: Each role as it is at the place of OWN; and who works elsewhere.
ROLES: dict[str, Principal] = {
    "anonymous": ANONYMOUS,
    "agency": _who("agata", Grant("agency", "home", frozenset({"county"}))),
    "officer": _who("olga", Grant("officer", "home")),
    "approver": _who("anna", Grant("approver", "home")),
    "auditor": _who("audrey", Grant("auditor", "home")),
    "administrator": _who("adam", Grant("administrator", "home")),
    "regulator": _who("rita", Grant("regulator", areas=frozenset({"COUNTY"}), returns=frozenset({"national"}))),
    "regulator_of_another": _who("ruth", Grant("regulator", returns=frozenset({"second"}))),
    "agency_elsewhere": _who("abel", Grant("agency", "away", frozenset({"unitary"}))),
    "nothing": _who("nora"),
}
#: The marks that a role may come across.
MAY_SEE: dict[str, frozenset[str]] = {
    "agency": HOME.all,
    "officer": HOME.all,
    "approver": HOME.all,
    "auditor": HOME.all - {HOME.secret},
    # What is published says from which files it came.
    "regulator": frozenset({HOME.published, HOME.secret, HOME.file}),
    "agency_elsewhere": AWAY.all,
}


@dataclass
class Tenants:
    """The store, the application on it, and what the names in ``permission_matrix.yaml`` stand for."""

    app: FastAPI
    engine: Engine
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: The API key of each role.
    keys: Mapping[str, str] = field(default_factory=dict)


def two_places() -> Ruleset:
    """One return of two places; a second one that nobody has filled; an indicator that is restricted."""
    lines = (line("NI 1", "cla", unit="count"), line("NI 36", "secret", unit="count"))
    home = replace(
        place(
            ("national", ("COUNTY",)),
            ("second", ("COUNTY",)),
            ("survey", ("COUNTY",)),
            agencies=[agency("county", "council", "COUNTY")],
        ),
        areas=("COUNTY", "NORTH", "SOUTH", "PCT-C"),
    )
    away = replace(
        place(("national", ("UNI",)), ("survey", ("UNI",)), agencies=[agency("unitary", "council", "UNI")]),
        name="away", title="Away", areas=("UNI", "PCT-U", "PART"),
    )  # fmt: skip
    second = a_return(line("VS 1", "cla", unit="count"), **{"return": "second"})
    rules = ruleset(
        (count("cla"), count("secret", access="restricted")), a_return(*lines, sign_off=SIGNED), second, home=home
    )  # fmt: skip
    return replace(rules, places={"home": home, "away": away}, scheduled_returns={"survey": SURVEY})


def furnished(folder: Path) -> Tenants:
    """Everything planted: figures, drafts, an edition of each place, a restatement that nobody published."""
    settings = Settings(home=folder, requests_per_minute=1_000_000)
    engine, rules = open_store(settings), two_places()
    context = make_context(engine, ruleset=rules, settings=settings)
    names: dict[str, dict[str, str]] = {}
    for each in (OWN, OTHER):
        _give(engine, each, THEN, each.marks.published, number=1)
        _publish(context, each)
        _give(engine, each, THEN, each.marks.restated, number=2)
        sent = _give(engine, each, NOW, each.marks.draft, number=3)
        names[each.place] = {"place": each.place, "area": each.area, "agency": each.agency, "submission": sent}
        names[each.place]["upload"] = _wait(context, folder, each)
        names[each.place]["judged"] = _judge(context, each)
        names[each.place]["begun"] = _begin(context, each)
        names[each.place]["collection"] = _collection(rules, each)
        names[each.place]["edition_file"] = _file(engine, each)
        names[each.place]["proposal"] = _propose(context, each, NOW)
    app = create_app(context, base_url="https://x.example")
    return Tenants(app, engine, names, _keys(engine))


def _keys(engine: Engine) -> dict[str, str]:
    """A key of an account of each role, as a stranger to this file would have it."""
    clock, keys = FixedClock(NOON), {}
    with transaction(engine) as session:
        for role, who in ROLES.items():
            if role == "anonymous":
                continue
            account = add_account(session, clock, NewAccount(who.name), by=OPERATOR)
            for grant in who.grants:
                grant_role(session, clock, account, grant, by=OPERATOR)
            keys[role], _ = issue_secret(session, clock, account, SecretTerms("key"), by=OPERATOR)
    return keys


def _give(engine: Engine, one: Tenant, period: str, value: str, *, number: int) -> str:
    rows = [
        figure(one.area, period, int(value), indicator="cla", agency=one.agency),
        figure(one.area, period, int(one.marks.secret), indicator="secret", agency=one.agency),
    ]
    table = pl.DataFrame([{name: row[name] for name in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
    digest = f"{one.marks.published}{number}".ljust(64, "0")
    at = NOON.replace(day=number)
    batch = NewBatch("submitted", one.agency, digest, f"{one.marks.file}-{number}.csv", "0" * 64, at)
    with transaction(engine) as session:
        kept = record_batch(session, batch, table)
        _plant_submission(session, batch, kept.id or 0, one, at)
        audit.record(
            session, FixedClock(at), act="collect", subject=one.agency, details={"by": one.marks.person, "n": number}
        )
    return batch.name


def _plant_submission(session: Session, batch: NewBatch, number: int, one: Tenant, at: datetime) -> None:
    row = SubmissionRow(
        name=batch.name, batch=number, agency=one.agency, file=batch.file, file_name=batch.file_name, received_at=at,
        ruleset="0" * 64, counts='{"rows": 2, "figures": 2, "query": 1}',
    )  # fmt: skip
    session.add(row)
    session.flush()
    said = {"code": "large-change", "message": one.marks.finding, "mend": "none", "found_at": at}
    session.add(FindingRow(submission=row.id or 0, position=1, severity="note", **said))


def _wait(context: AppContext, folder: Path, one: Tenant) -> str:
    """A large file that nobody has checked yet."""
    path = folder / "waits"
    path.write_text(one.marks.draft)
    digest = f"{one.marks.draft}".ljust(64, "0")
    return keep_pending(context, path, PendingUpload(one.agency, f"{one.marks.file}-4.csv", digest, one.marks.person))


def _judge(context: AppContext, one: Tenant) -> str:
    """A file that was refused while its sender waited."""
    name, mark = case_name("judged", one.place), mark_frame([Mark("period-unclear", 2, "period", one.marks.draft)])
    findings = word_marks(mark, load_finding_kinds(), sheet=None)
    judgement = Judgement(state="refused", agency=one.agency, file_name=f"{one.marks.file}-5.csv")
    keep_judgement(context, name, judgement, findings)
    return name


def _begin(context: AppContext, one: Tenant) -> str:
    """A file of which no part came yet, begun by whoever sends for the agency."""
    by = ROLES["agency" if one is OWN else "agency_elsewhere"].name
    return begin_upload(context, PendingUpload(one.agency, f"{one.marks.file}-6.csv", "", by, length="9")).name


def _collection(rules: Ruleset, one: Tenant) -> str:
    asked = make_plan(rules, PlanScope(date(2010, 3, 31), date(2010, 3, 31), one.place)).collections
    return str(asked["key"][0])


def _file(engine: Engine, one: Tenant) -> str:
    with reading(engine) as session:
        return read_edition(session, ReturnKey("national", one.area, THEN)).files[0].name


def _propose(context: AppContext, one: Tenant, period: str) -> str:
    by = Principal(one.marks.person, "person", (Grant("officer", one.place),))
    clock = FixedClock(NOON.replace(day=4 if period == NOW else 1, hour=13))
    return propose(context.replace(clock=clock), ReturnKey("national", one.area, period), by=by).name


def _publish(context: AppContext, one: Tenant) -> None:
    name, later = _propose(context, one, THEN), context.replace(clock=FixedClock(NOON.replace(day=1, hour=14)))
    second = Principal(f"{one.marks.person}-too", "person", (Grant("approver", one.place),))
    approve(later, name, by=second)
    sign_off(later, name, by=OPERATOR)
    publish(later, name, by=second)
