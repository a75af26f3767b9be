"""A small store with one return to publish, and the people who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Engine

from exports.editions.proposals.approve import approve, sign_off
from exports.editions.proposals.propose import propose
from exports.editions.proposals.read_proposals import Proposal
from exports.editions.publication.publish import publish
from exports.editions.publication.withdraw import withdraw_edition
from exports.editions.published_editions import PublishedEdition
from exports.editions.return_key import ReturnKey
from indicators.figures.batches import NewBatch, record_batch, withdraw_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.principals import Grant, Principal
from returnonce.blobs import BlobStore
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.indicators.small_contexts import figure, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR = "FY2009-10"
KEY = ReturnKey("national", "COUNTY", YEAR)
START = datetime(2026, 11, 1, tzinfo=UTC)
OFFICER = Principal("olga", "person", (Grant("officer"),))
SECOND = Principal("otto", "person", (Grant("officer"),))
APPROVER = Principal("anna", "person", (Grant("approver"),))
DIRECTOR = Principal("dora", "person", (Grant("auditor"),), frozenset({"director-of-childrens-services"}))
REGULATOR = Principal("rita", "person", (Grant("regulator", returns=frozenset({"national"})),))
SIGNED = {"office": "director-of-childrens-services", "source": "made up", "assumed": True}


def rules(**form: Any) -> Ruleset:
    """Two lines of one return, given by the county."""
    lines = (line("NI 1", "cla"), line("NI 2", "other"))
    home = place(("national", ("COUNTY",)), agencies=[agency("county", "council", "COUNTY")])
    return ruleset((indicator(), indicator("other")), a_return(*lines, **form), home=home)


@dataclass
class World:
    """The store, and a clock that goes on by a minute with each act."""

    engine: Engine
    home: Path
    ruleset: Ruleset = field(default_factory=rules)
    now: datetime = START
    batches: list[str] = field(default_factory=list)
    #: Where files are not kept in the home.
    settings: Settings | None = None

    @property
    def clock(self) -> FixedClock:
        self.now += timedelta(minutes=1)
        return FixedClock(self.now)

    @property
    def context(self) -> AppContext:
        return make_context(self.engine, self.home, self.ruleset, clock=self.clock, settings=self.settings)

    @property
    def blobs(self) -> BlobStore:
        return self.context.blobs

    def give(self, *rows: Mapping[str, Any], by: str = "county") -> str:
        """A batch of figures, as though it had been sent."""
        figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA} for row in rows], schema=FIGURE_SCHEMA)
        number = len(self.batches) + 1
        batch = NewBatch("submitted", by, f"{number:064x}", f"{by}.csv", "0" * 64, self.clock.now())
        with transaction(self.engine) as session:
            record_batch(session, batch, figures)
        self.batches.append(batch.name)
        return batch.name

    def value(self, numerator: int | None, denominator: int = 100, *, of: str = "cla", **more: Any) -> str:
        """A batch of one figure of the county."""
        return self.give(figure("COUNTY", YEAR, numerator, denominator, indicator=of, **more))

    def take_back(self, name: str) -> None:
        with transaction(self.engine) as session:
            withdraw_batch(session, name, at=self.clock.now(), reason="wrong")

    def propose(self, by: Principal = OFFICER, **more: Any) -> Proposal:
        key = ReturnKey(*(more.pop(name, usual) for name, usual in KEY._asdict().items()))
        return propose(self.context, key, by=by, **more)

    def approve(self, one: Proposal, by: Principal = APPROVER) -> Proposal:
        return approve(self.context, one.name, by=by)

    def sign(self, one: Proposal, by: Principal = DIRECTOR) -> Proposal:
        return sign_off(self.context, one.name, by=by)

    def publish(self, one: Proposal, by: Principal = OFFICER, **more: Any) -> PublishedEdition:
        return publish(self.context, one.name, by=by, **more)

    def edition(self, reason: str | None = None) -> PublishedEdition:
        """From the figures as they stand to an edition."""
        one = self.propose(reason=reason)
        return self.publish(self.approve(one))

    def withdraw(self, done: PublishedEdition, by: Principal = APPROVER) -> PublishedEdition:
        return withdraw_edition(self.context, done, by=by, reason="wrong")
