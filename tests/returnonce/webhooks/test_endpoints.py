"""Addresses are added, changed over and removed; their secrets are shown once and lie sealed."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound, Refused
from returnonce.settings import Settings
from returnonce.vault import Vault, open_vault
from returnonce.webhooks.endpoints import (
    MOST,
    OVERLAP,
    NewEndpoint,
    add_endpoint,
    end_endpoint,
    find_endpoint,
    list_endpoints,
    rotate_secret,
    signing_secrets,
)
from returnonce.webhooks.models import WebhookSecretRow
from tests.conftest import NOON

URL = "https://returns.example.org/hook"


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return open_vault(settings.home)


def plain(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))


def made(engine: Engine, clock: FixedClock, vault: Vault, url: str = URL, account: str = "hub") -> tuple[str, str]:
    with transaction(engine) as session:
        one, secret = add_endpoint(session, clock, vault, NewEndpoint(account, url), by="ada")
        return one.name, secret


def test_a_secret_is_shown_once_and_lies_sealed(engine: Engine, clock: FixedClock, vault: Vault) -> None:
    name, secret = made(engine, clock, vault)
    with reading(engine) as session:
        one = find_endpoint(session, name, account="hub")
        assert signing_secrets(session, clock, vault, one) == [plain(secret)]
        (row,) = session.exec(select(WebhookSecretRow))
    assert plain(secret) not in base64.urlsafe_b64decode(row.sealed)


def test_both_secrets_sign_for_a_day_while_one_is_changed_over(engine: Engine, clock: FixedClock, vault: Vault) -> None:
    name, old = made(engine, clock, vault)
    later = FixedClock(NOON + timedelta(days=30))
    with transaction(engine) as session:
        new = rotate_secret(session, later, vault, name, account="hub", by="ada")
    with reading(engine) as session:
        one = find_endpoint(session, name)
        both = signing_secrets(session, FixedClock(later.instant + OVERLAP - timedelta(seconds=1)), vault, one)
        assert both == [plain(new), plain(old)]
        assert signing_secrets(session, FixedClock(later.instant + OVERLAP), vault, one) == [plain(new)]


def test_another_account_s_address_is_not_there(engine: Engine, clock: FixedClock, vault: Vault) -> None:
    name, _ = made(engine, clock, vault)
    with reading(engine) as session, pytest.raises(NotFound):
        find_endpoint(session, name, account="another")


def test_what_ended_is_told_no_more_and_stays_known(engine: Engine, clock: FixedClock, vault: Vault) -> None:
    name, _ = made(engine, clock, vault)
    with transaction(engine) as session:
        end_endpoint(session, clock, name, account="hub", reason="removed", by="ada")
    with transaction(engine) as session, pytest.raises(Conflict):
        end_endpoint(session, clock, name, account="hub", reason="removed", by="ada")
    with reading(engine) as session:
        assert [each.ended for each in list_endpoints(session, account="hub")] == ["removed"]


def test_an_account_has_only_so_many(engine: Engine, clock: FixedClock, vault: Vault) -> None:
    for number in range(MOST):
        made(engine, clock, vault, f"{URL}/{number}")
    with pytest.raises(Conflict):
        made(engine, clock, vault, f"{URL}/more")
    made(engine, clock, vault, account="another")


@pytest.mark.parametrize(("url", "kinds"), [("http://127.0.0.1/", []), (URL, ["return.eaten"])])
def test_nothing_is_kept_of_what_is_refused(
    engine: Engine, clock: FixedClock, vault: Vault, url: str, kinds: list[str]
) -> None:
    with pytest.raises(Refused), transaction(engine) as session:
        add_endpoint(session, clock, vault, NewEndpoint("hub", url, kinds), by="ada")
    with reading(engine) as session:
        assert list_endpoints(session) == []
