"""A deadline day: thousands of agencies, half of them in the last hour, two machines of which one is killed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import pytest
from sqlalchemy import Engine, text

from campaigns.deadline_senders import AcknowledgedUpload, DeadlineDay
from campaigns.figures import campaign, size
from campaigns.made_up_councils import DeadlineSender, make_senders, write_places
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.api_secrets import SecretTerms, issue_secret
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.clock import SystemClock
from returnonce.db import open_store, reading, transaction
from returnonce.settings import Settings
from tests.shipped import load_ruleset
from tests.topology import Topology, wait_for
from upkeep.audit_chain import find_break
from upkeep.doctor.row_hashes import find_misfits

pytestmark = [pytest.mark.soak, pytest.mark.postgres]
MACHINES = ("one", "two")
#: Within the last hour: when a machine is lost, and when it is there again.
LOST, BACK = 1.4, 1.6


@dataclass
class Country(Topology):
    """Two machines that know all the made-up places."""

    def environment(self, machine: str) -> dict[str, str]:
        return super().environment(machine) | {"RETURNONCE_PLACES": str(self.folder / "places")}


@pytest.fixture
def country(tmp_path: Path, postgres_database: str) -> Iterator[Country]:
    country = Country(tmp_path, postgres_database)
    yield country
    country.stop()


def make_accounts(engine: Engine, senders: list[DeadlineSender]) -> dict[str, str]:
    """A key of each agency's own system."""
    keys, clock = {}, SystemClock()
    for start in range(0, len(senders), 100):
        with transaction(engine) as session:
            for sender in senders[start : start + 100]:
                account = add_account(session, clock, NewAccount(f"{sender.agency}-system", kind="client"), by=OPERATOR)
                grant = Grant("agency", sender.place, frozenset({sender.agency}))
                grant_role(session, clock, account, grant, by=OPERATOR)
                keys[sender.agency], _ = issue_secret(session, clock, account, SecretTerms("key"), by=OPERATOR)
    return keys


def lose_a_machine(country: Country, hour_seconds: float, is_over: threading.Event) -> None:
    """One dies in the last hour, without a word, and comes back somewhat later."""
    if not is_over.wait(LOST * hour_seconds):
        country.kill("one serve")
        is_over.wait((BACK - LOST) * hour_seconds)
        country.serve("one")


def percentiles(receipts: list[AcknowledgedUpload]) -> dict[str, float]:
    cuts = quantiles([receipt.seconds for receipt in receipts], n=100)
    return {f"p{number}": round(cuts[number - 1], 2) for number in (50, 95, 99)}


def stored_files(engine: Engine) -> dict[str, Any]:
    with reading(engine) as session:
        return {row[0]: row[1] for row in session.execute(text("SELECT agency, file FROM submission"))}


def test_nothing_acknowledged_is_lost(country: Country) -> None:
    senders = make_senders(load_ruleset(), size("agencies"))
    write_places(country.folder / "places", senders)
    senders = Random(size("seed")).sample(senders, min(size("uploads"), len(senders)))
    engine = open_store(Settings(home=country.folder / "one", database_url=country.url))
    country.run("one", "init")
    with campaign("deadline", "day", len(senders)) as run:
        keys, hour = make_accounts(engine, senders), size("hour_seconds")
        for machine in MACHINES:
            country.serve(machine)
        for machine in MACHINES:
            with country.direct(machine) as client:
                wait_for(lambda client=client: client.get("/ready").status_code == 200, "a machine")  # type: ignore[misc]
        is_over = threading.Event()
        nemesis = threading.Thread(target=lose_a_machine, args=(country, hour, is_over))
        nemesis.start()
        day = DeadlineDay([f"http://127.0.0.1:{country.ports[one]}" for one in MACHINES], keys, hour)
        try:
            receipts = day.send_all(senders, Random(size("seed")))
        finally:
            is_over.set()
            nemesis.join()
        run.done = len(receipts)
        last = [receipt for receipt in receipts if receipt.in_last_hour]
        run.figures |= {
            "agencies": size("agencies"), "hour seconds": hour, "last hour": percentiles(last),
            "before": percentiles([receipt for receipt in receipts if not receipt.in_last_hour]),
            "sent again": sum(receipt.tries > 1 for receipt in receipts),
        }  # fmt: skip
        assert stored_files(engine) == {each.agency: sha256(each.content).hexdigest() for each in senders}
        with engine.connect() as connection:
            submissions = connection.execute(text("SELECT count(*) FROM submission")).scalar_one()
            assert submissions == len({receipt.submission for receipt in receipts}) == len(senders)
            assert find_break(connection) is None
            assert list(find_misfits(connection)) == []
    engine.dispose()
